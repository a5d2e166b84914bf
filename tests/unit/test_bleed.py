"""The other speaker's voice in a track, mixed in as a room would do it."""

from pathlib import Path

import numpy as np
import pytest

from interview import bleed, media
from interview.model import SAMPLE_RATE, SPEAKERS, Span
from interview.ports import Samples
from workbench.evaluate.leaks import Leak, Tracks, leaky, mixed

NURSE = Path(__file__).parents[1] / "data" / "nurse"
QUESTION, ANSWER = Span(3.9, 6.3), Span(8.8, 10.6)
"""Of the interviewer alone and of the candidate alone."""


@pytest.fixture(scope="module")
def tracks() -> Tracks:
    """The first 30 s."""
    return {
        who: np.concatenate(list(media.audio(NURSE / f"{who}.opus")))[: 30 * SAMPLE_RATE]
        for who in SPEAKERS
    }


def cut(track: Samples, span: Span) -> Samples:
    return track[round(span.start * SAMPLE_RATE) : round(span.end * SAMPLE_RATE)]


def power(samples: Samples) -> float:
    return float(np.square(samples, dtype=np.float64).sum())


@pytest.mark.parametrize("decibels", [-3, -10, -20])
@pytest.mark.parametrize("delay", [0.001, 0.02, 0.06])
def test_a_question_that_leaks_into_the_answers_track_is_muted(
    tracks: Tracks, delay: float, decibels: float
) -> None:
    both = leaky(tracks, Leak(decibels, delay))
    leak = cut(both["candidate"], QUESTION)
    mended = bleed.repair(leak, cut(both["interviewer"], QUESTION))
    assert power(mended.samples) < 0.05 * power(leak)
    assert mended.touches(Span(1.0, 1.2))


@pytest.mark.parametrize("decibels", [-3, -10, -20, -30])
def test_what_a_speaker_says_alone_stays_as_it_is(tracks: Tracks, decibels: float) -> None:
    both = leaky(tracks, Leak(decibels, 0.02))
    own = cut(both["candidate"], ANSWER)
    mended = bleed.repair(own, cut(both["interviewer"], ANSWER))
    assert np.corrcoef(mended.samples, own)[0, 1] > 0.999


def test_where_nothing_leaks_the_very_samples_come_back(tracks: Tracks) -> None:
    candidate, interviewer = tracks.values()
    for own, other in ((candidate, interviewer), (interviewer, candidate)):
        for start in range(0, 27, 3):
            samples = cut(own, Span(start, start + 3))
            mended = bleed.repair(samples, cut(other, Span(start, start + 3)))
            assert mended.samples is samples
            assert not mended.changed


def test_who_talks_over_the_leak_is_kept(tracks: Tracks) -> None:
    """The candidate's answer over the interviewer's question, which leaks at -10 dB."""
    answer = cut(tracks["candidate"], ANSWER)
    question = cut(tracks["interviewer"], QUESTION)[: len(answer)]
    leak = Leak(-10, 0.02)
    mended = bleed.repair(mixed(answer, question, leak), mixed(question, answer, leak))
    assert np.corrcoef(mended.samples, answer)[0, 1] > 0.9


def test_without_another_track_nothing_changes(tracks: Tracks) -> None:
    own = cut(tracks["candidate"], ANSWER)
    assert bleed.repair(own, None).samples is own
    assert bleed.repair(own, np.zeros_like(own)).samples is own
    assert bleed.repair(np.zeros_like(own), own).samples.max() == 0


@pytest.mark.parametrize("length", [0, 1, 159, 4095, 4097])
def test_short_stretches_do_not_matter(length: int) -> None:
    chance = np.random.default_rng(1)
    own, other = chance.normal(size=(2, length)).astype(np.float32)
    assert len(bleed.repair(own, other).samples) == length
    assert len(bleed.repair(own, own).samples) == length
