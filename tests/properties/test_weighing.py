"""However much is read from a face, it weighs no more than it may, and nothing if switched off."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview import judgement
from interview.conduct import telling
from interview.model import (
    DIMENSIONS,
    AffectSample,
    Belief,
    Evidence,
    JobDescription,
    Leaning,
    ProfileSnapshot,
    Requirement,
    Span,
    Verdict,
)
from interview.scorer import ScorerModel, shipped

NOBODY = JobDescription("", None, None, (), ())
SOMEBODY = replace(
    NOBODY, requirements=(Requirement("python", "must", 1.0, None, None, "Python", 0, 6),)
)
SCORERS = (telling.STRESS, telling.ENGAGEMENT, telling.SPIKE)
beliefs = st.builds(Belief, st.floats(0.02, 0.98), st.floats(0.002, 1 / 12))
profiles = st.builds(
    lambda held, met: ProfileSnapshot(
        300.0, "q1", dict(zip(DIMENSIONS, held, strict=True)), {"python": met}
    ),
    st.lists(beliefs, min_size=len(DIMENSIONS), max_size=len(DIMENSIONS)),
    beliefs,
)
readings = st.builds(
    lambda value, sd, dimension, scorer, number: Evidence(
        f"e{number}", "q1", dimension, value, sd, scorer, (), (Span(1.0, 2.0),), ""
    ),
    st.floats(0.0, 1.0),
    st.floats(1e-3, 2.0),
    st.sampled_from(DIMENSIONS),
    st.sampled_from(SCORERS),
    st.integers(0, 9),
)
jobs = st.sampled_from([NOBODY, SOMEBODY])


def both(
    snapshot: ProfileSnapshot, shown: Sequence[Evidence], job: JobDescription, model: ScorerModel
) -> tuple[Verdict, Verdict]:
    """Without behaviour and with it."""
    reached = judgement.verdict([snapshot], [], job, model)
    return reached, judgement.with_behaviour(reached, [snapshot], shown, job, model)


@given(profiles, st.lists(readings, max_size=60), jobs, st.floats(0.001, 0.3))
def test_the_cap_holds_for_any_amount(
    snapshot: ProfileSnapshot, shown: list[Evidence], job: JobDescription, cap: float
) -> None:
    model = replace(shipped(), behaviour=cap)
    reached, moved = both(snapshot, shown, job, model)
    assert 0.0 <= moved.behaviour_weight <= cap + 1e-6
    assert moved.without_behaviour == reached.outlook
    low, high = moved.outlook.interval
    assert low <= moved.outlook.hire_probability <= high
    counting = [one for one in shown if one.scorer != telling.SPIKE]
    assert (moved.behaviour_weight > 0) <= bool(counting)
    same = replace(
        moved,
        outlook=reached.outlook,
        behaviour_weight=0.0,
        risk_flags=reached.risk_flags,
    )
    assert same == reached


@given(profiles, st.lists(readings, min_size=1, max_size=5), jobs)
def test_ten_thousand_times_the_same_moves_no_further_than_the_cap(
    snapshot: ProfileSnapshot, shown: list[Evidence], job: JobDescription
) -> None:
    model = shipped()
    reached, moved = both(snapshot, shown * 2_000, job, model)
    furthest = model.scale * model.behaviour / 4  # by a belief's whole way, at the steepest
    shift = abs(moved.outlook.hire_probability - reached.outlook.hire_probability)
    assert shift <= furthest + 0.01
    assert moved.behaviour_weight <= model.behaviour


@given(profiles, st.lists(readings, max_size=20), jobs)
def test_switched_off_the_verdict_is_the_same_object_without(
    snapshot: ProfileSnapshot, shown: list[Evidence], job: JobDescription
) -> None:
    reached, moved = both(snapshot, shown, job, replace(shipped(), behaviour=0.0))
    assert moved is reached


@given(profiles, st.lists(readings, max_size=20), jobs)
def test_a_face_during_no_judged_answer_says_nothing(
    snapshot: ProfileSnapshot, shown: list[Evidence], job: JobDescription
) -> None:
    elsewhere = [replace(one, qa="another") for one in shown]
    reached, moved = both(snapshot, elsewhere, job, shipped())
    assert moved == reached


def leaning(p: float) -> Leaning:
    return Leaning(p, max(0.0, p - 0.3), min(1.0, p + 0.3))


samples = st.lists(
    st.tuples(st.floats(0.35, 0.65), st.floats(0.35, 0.65), st.booleans()), max_size=120
).map(
    lambda rows: [
        AffectSample(at + 0.5, leaning(stress), leaning(engagement), leaning(0.5))
        for at, (stress, engagement, seen) in enumerate(rows)
        if seen
    ]
)
SPOKEN = {"a": Span(2.3, 20.0), "b": Span(25.0, 61.7), "c": Span(70.0, 71.0)}


@given(samples, st.floats(0.0, 120.0))
def test_what_was_told_of_an_answer_stays(course: list[AffectSample], now: float) -> None:
    known = {pair: span for pair, span in SPOKEN.items() if span.end <= now}
    before = telling.evidence([one for one in course if one.time <= now], known)
    after = telling.evidence(course, SPOKEN)
    assert before == [one for one in after if one.qa in known]


@given(samples)
def test_evidence_leads_back_to_seconds_within_its_answer(course: list[AffectSample]) -> None:
    for one in telling.evidence(course, SPOKEN):
        assert not one.words
        assert one.times
        assert 0.0 <= one.value <= 1.0
        assert 0.7 < one.sd <= 1.1
        assert all(SPOKEN[one.qa].start <= span.start for span in one.times)
        assert all(span.end <= SPOKEN[one.qa].end for span in one.times)


def course(stress: Sequence[float], engagement: float = 0.5) -> list[AffectSample]:
    return [
        AffectSample(at + 0.5, leaning(p), leaning(engagement), leaning(0.65))
        for at, p in enumerate(stress)
    ]


@pytest.mark.parametrize(
    ("stress", "spikes"),
    [
        ([0.5] * 20, []),
        ([0.5] * 5 + [0.62] * 4 + [0.5] * 11, []),
        ([0.5] * 5 + [0.62] * 5 + [0.5] * 10, [Span(5.0, 10.0)]),
        ([0.62] * 6 + [0.5] * 2 + [0.62] * 7 + [0.5] * 5, [Span(0.0, 6.0), Span(8.0, 15.0)]),
    ],
)
def test_a_spike_is_a_long_stretch_of_high_stress(
    stress: Sequence[float], spikes: list[Span]
) -> None:
    found = telling.evidence(course(stress), {"a": Span(0.0, 20.0)})
    told = [span for one in found if one.scorer == telling.SPIKE for span in one.times]
    assert told == spikes


def test_as_usual_says_nothing_and_arousal_never_does() -> None:
    assert telling.evidence(course([0.52] * 20, 0.48), {"a": Span(0.0, 20.0)}) == []
    (one,) = telling.evidence(course([0.5] * 20, 0.6), {"a": Span(0.0, 20.0)})
    assert (one.dimension, one.scorer) == ("communication", telling.ENGAGEMENT)
    assert one.value == pytest.approx(0.5 + 0.1 / 0.3, abs=1e-4)
    (one,) = telling.evidence(course([0.58] * 20), {"a": Span(0.0, 20.0)})
    assert (one.dimension, one.value < 0.5) == ("confidence", True)
