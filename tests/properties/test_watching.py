"""A face over time: whatever comes later, what was told of a window stays."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interview import conduct
from interview.conduct import affect, geometry
from interview.model import BehaviourSample, Face, FaceFrame, Span

SCALES = geometry.UNITS
CALM = Face(
    box=(0.4, 0.3, 0.6, 0.7),
    size=70.0,
    score=0.9,
    yaw=0.0,
    pitch=0.0,
    roll=0.0,
    openness=0.3,
    gaze=(0.0, 0.0),
    units={"AU01+02": 0.2, "AU05": 0.3, "AU12": 0.0, "AU25+26": 0.02},
    tones=(0.0,) * 30,
)


def shut(face: Face) -> Face:
    return replace(face, openness=0.08)


def film(seconds: float, rate: float = 10.0, seed: int = 0) -> list[FaceFrame]:
    """A calm face that blinks for 0.2 s every four seconds, with the noise of a real mesh."""
    rng = np.random.default_rng(seed)
    return [_frame(number / rate, rng) for number in range(round(seconds * rate))]


def _frame(time: float, rng: np.random.Generator) -> FaceFrame:
    noise = rng.normal(0.0, 1.0, 5)
    units = {
        name: value + SCALES[name].noise * each
        for (name, value), each in zip(CALM.units.items(), noise, strict=False)
    }
    face = replace(CALM, units=units, openness=0.3 + 0.007 * noise[4])
    blinking = 3.6 <= time % 4.0 < 3.8
    return FaceFrame(time, 1, 0.5, shut(face) if blinking else face)


def told(samples: Sequence[BehaviourSample]) -> Iterator[tuple[float, tuple[float, float]]]:
    for sample in samples:
        for name, ends in sample.intervals.items():
            value = sample.aus.get(name, getattr(sample, name, None))
            assert isinstance(value, float)
            yield value, ends


FRAMES = st.lists(
    st.builds(
        FaceFrame,
        time=st.integers(0, 900).map(lambda tenth: tenth / 10),
        faces=st.integers(1, 3),
        light=st.floats(0.0, 1.0),
        face=st.none()
        | st.builds(
            replace,
            st.just(CALM),
            size=st.floats(5, 200),
            yaw=st.floats(-80, 80),
            pitch=st.floats(-60, 60),
            openness=st.none() | st.floats(0.01, 0.5),
            gaze=st.none() | st.just((0.1, 0.0)),
            tones=st.just(()) | st.just((0.2,) * 30),
        ),
    ),
    max_size=200,
    unique_by=lambda frame: frame.time,
)


@settings(max_examples=40, deadline=None)
@given(FRAMES, st.integers(0, 90))
def test_what_comes_later_changes_nothing(frames: list[FaceFrame], until: int) -> None:
    whole = conduct.series(frames, SCALES)
    heard = [frame for frame in frames if frame.time < until]
    known = conduct.series(heard, SCALES, until=until)
    assert known == [sample for sample in whole if sample.time < until]
    assert affect.affect(known) == affect.affect(whole)[: len(known)]


@settings(max_examples=40, deadline=None)
@given(FRAMES, st.randoms(use_true_random=False))
def test_values_lie_in_their_intervals_in_any_order(
    frames: list[FaceFrame], random: Random
) -> None:
    whole = conduct.series(frames, SCALES)
    shuffled = frames.copy()
    random.shuffle(shuffled)
    assert conduct.series(shuffled, SCALES) == whole
    assert all(low <= value <= high for value, (low, high) in told(whole))
    assert all(0 <= sample.quality <= 1 for sample in whole)
    assert [sample.time for sample in whole] == sorted({s.time for s in whole})
    for sample in whole:
        measured = {name for name, value in sample.aus.items() if value is not None}
        assert measured <= set(sample.intervals)


@pytest.mark.parametrize("rate", [5.0, 10.0, 30.0])
def test_blinks_are_counted_at_any_rate(rate: float) -> None:
    last = conduct.series(film(120.0, rate), SCALES)[-1]
    assert last.blink_rate is not None
    low, high = last.intervals["blink_rate"]
    assert low <= 15.0 <= high
    assert last.blink_rate == pytest.approx(15.0, abs=1.0)


def test_a_smile_is_told_against_the_own_rest() -> None:
    frames = film(90.0)
    for number, frame in enumerate(frames):
        if frame.time >= 70 and frame.face:
            units = {**frame.face.units, "AU12": frame.face.units["AU12"] + 0.1}
            frames[number] = replace(frame, face=replace(frame.face, units=units))
    samples = {sample.time: sample for sample in conduct.series(frames, SCALES)}
    assert samples[2.5].aus["AU12"] is None, "the own rest is not known yet"
    calm, smiling = samples[60.5].aus["AU12"], samples[75.5].aus["AU12"]
    assert calm is not None
    assert smiling is not None
    assert calm < 0.1
    assert smiling == pytest.approx(0.1 / SCALES["AU12"].full, abs=0.1)
    assert samples[60.5].aus["AU06"] is None


def test_a_photograph_stops_being_a_face_to_compare() -> None:
    frames = [FaceFrame(number / 10, 1, 0.5, CALM) for number in range(900)]
    samples = conduct.series(frames, SCALES)
    assert samples[-1].blink_rate is None
    assert samples[-1].aus["AU12"] is None
    assert samples[-1].head_yaw == 0
    assert samples[-1].quality < samples[30].quality


@pytest.mark.parametrize(
    ("frame", "sure"),
    [
        (FaceFrame(0.0, 0, 0.5, None), (0.0, 0.2)),
        (FaceFrame(0.0, 0, 0.0, None), (0.0, 1.0)),
    ],
    ids=["nobody", "black"],
)
def test_ten_minutes_without_a_face(frame: FaceFrame, sure: tuple[float, float]) -> None:
    frames = [replace(frame, time=number / 10) for number in range(6000)]
    samples = conduct.series(frames, SCALES)
    assert len(samples) == 600
    assert all(sample.face_present == 0 and sample.quality == 0 for sample in samples)
    assert all(set(sample.aus.values()) == {None} for sample in samples)
    low, high = samples[-1].intervals["face_present"]
    assert (low, high) == pytest.approx(sure, abs=0.06)


def test_a_covered_mouth_and_a_gap() -> None:
    frames = film(30.0)
    hand = [
        replace(frame, face=frame.face and replace(frame.face, tones=(0.2,) * 30))
        for frame in frames
        if frame.time >= 25
    ]
    samples = {s.time: s for s in conduct.series([*frames[:200], *hand], SCALES)}
    assert 22.5 not in samples, "no frame, no sample"
    assert samples[27.5].aus["AU12"] is None
    assert samples[27.5].aus["AU43"] is not None
    assert samples[27.5].quality < 0.5


def test_two_faces_and_a_far_one_lower_the_quality() -> None:
    far = replace(CALM, size=20.0)
    two, small = (
        conduct.series([FaceFrame(n / 10, faces, 0.5, face) for n in range(20)], SCALES)[-1]
        for faces, face in ((2, CALM), (1, far))
    )
    assert two.quality == pytest.approx(0.5)
    assert (small.quality, small.head_yaw) == (0.0, None)


def test_an_answer_is_one_long_window() -> None:
    frames = film(60.0)
    spans = {"q1": Span(20.0, 50.0), "q2": Span(200.0, 210.0)}
    (answer,) = conduct.answers(frames, SCALES, spans)
    assert (answer.qa, answer.shown.face_present) == ("q1", 1.0)
    assert answer.shown.blink_rate == pytest.approx(15.0, abs=2.5)


def test_affect_is_weak_and_wide() -> None:
    frames = film(120.0)
    wild = [
        replace(f, face=f.face and replace(f.face, yaw=30 * np.sin(7 * f.time)))
        for f in frames
        if f.time >= 100
    ]
    samples = affect.affect(conduct.series([*frames[:1000], *wild], SCALES))
    for sample in samples:
        for leaning in (sample.stress, sample.engagement, sample.arousal):
            assert 0.35 <= leaning.p <= 0.65
            assert leaning.high - leaning.low >= 0.55
    assert samples[10].stress.p == 0.5
    assert samples[115].arousal.p > samples[80].arousal.p


@settings(max_examples=4, deadline=None)
@given(
    seed=st.integers(0, 99),
    since=st.integers(400, 560).map(float),
    gaps=st.lists(st.tuples(st.floats(0, 560), st.floats(0, 60)), max_size=3),
)
def test_what_lies_long_ago_is_not_needed(
    seed: int, since: float, gaps: list[tuple[float, float]]
) -> None:
    """From `since` on the samples are the same, though most frames before are not looked at."""
    frames = [_moved(frame) for frame in film(560.0, 3.0, seed)]
    for begin, length in gaps:
        frames = [frame for frame in frames if not begin <= frame.time < begin + length]
    whole = conduct.series(frames, SCALES)
    assert conduct.series(frames, SCALES, since=since) == [
        sample for sample in whole if sample.time > since
    ]
    spoken = {"early": Span(30.0, 95.5), "late": Span(since, since + 12.3)}
    together = conduct.answers(frames, SCALES, spoken)
    alone = [
        each for qa, span in spoken.items() for each in conduct.answers(frames, SCALES, {qa: span})
    ]
    assert alone == together


def _moved(frame: FaceFrame) -> FaceFrame:
    """A face that turns, smiles and is covered now and then, each in its own rhythm."""
    if frame.face is None:
        return frame
    turned, covered = 40.0 * (frame.time % 97 < 20), 0.2 * (frame.time % 131 < 9)
    units = {**frame.face.units, "AU12": 0.1 * (frame.time % 61 < 15)}
    face = replace(frame.face, yaw=turned, tones=(covered,) * 30, units=units)
    return replace(frame, face=face)
