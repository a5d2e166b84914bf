"""The other speaker's voice in a track, mixed in as a room would do it."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.signal import fftconvolve

from interview import bleed, media
from interview.model import SAMPLE_RATE, Span
from interview.ports import Samples

NURSE = Path(__file__).parents[1] / "data" / "nurse"
QUESTION, ANSWER = Span(3.9, 6.3), Span(8.8, 10.6)
"""Of the interviewer alone and of the candidate alone."""


@pytest.fixture(scope="module")
def tracks() -> tuple[Samples, Samples]:
    """The first 30 s of the candidate and of the interviewer."""
    candidate, interviewer = (
        np.concatenate(list(media.audio(NURSE / f"{who}.opus")))[: 30 * SAMPLE_RATE]
        for who in ("candidate", "interviewer")
    )
    return candidate, interviewer


def room(delay: float, decibels: float, seed: int = 0) -> NDArray[np.float64]:
    """An impulse response: the direct sound after `delay` seconds and 0.3 s of decaying echoes."""
    chance = np.random.default_rng(seed)
    times = np.arange(round(0.3 * SAMPLE_RATE)) / SAMPLE_RATE
    echoes = chance.normal(size=len(times)) * 10 ** (-10 * times)
    echoes *= 0.8 / np.sqrt(np.square(echoes).sum())
    echoes[0] = 0.6
    quiet = 10 ** (decibels / 20)
    return np.concatenate([np.zeros(round(delay * SAMPLE_RATE)), echoes * quiet])


def mixed(own: Samples, other: Samples, delay: float, decibels: float) -> Samples:
    leak = fftconvolve(other, room(delay, decibels))[: len(own)]
    both: Samples = (own + leak).astype(np.float32)
    return both


def cut(track: Samples, span: Span) -> Samples:
    return track[round(span.start * SAMPLE_RATE) : round(span.end * SAMPLE_RATE)]


def power(samples: Samples) -> float:
    return float(np.square(samples, dtype=np.float64).sum())


@pytest.mark.parametrize("decibels", [-3, -10, -20])
@pytest.mark.parametrize("delay", [0.001, 0.02, 0.06])
def test_a_question_that_leaks_into_the_answers_track_is_muted(
    tracks: tuple[Samples, Samples], delay: float, decibels: float
) -> None:
    candidate, interviewer = tracks
    leaky, source = (
        cut(mixed(candidate, interviewer, delay, decibels), QUESTION),
        cut(mixed(interviewer, candidate, delay, decibels), QUESTION),
    )
    mended = bleed.repair(leaky, source)
    assert power(mended.samples) < 0.05 * power(leaky)
    assert mended.touches(Span(1.0, 1.2))


@pytest.mark.parametrize("decibels", [-3, -10, -20, -30])
def test_what_a_speaker_says_alone_stays_as_it_is(
    tracks: tuple[Samples, Samples], decibels: float
) -> None:
    candidate, interviewer = tracks
    own = cut(mixed(candidate, interviewer, 0.02, decibels), ANSWER)
    other = cut(mixed(interviewer, candidate, 0.02, decibels), ANSWER)
    mended = bleed.repair(own, other)
    assert np.corrcoef(mended.samples, own)[0, 1] > 0.999


def test_where_nothing_leaks_the_very_samples_come_back(tracks: tuple[Samples, Samples]) -> None:
    for own, other in (tracks, tracks[::-1]):
        for start in range(0, 27, 3):
            samples = cut(own, Span(start, start + 3))
            mended = bleed.repair(samples, cut(other, Span(start, start + 3)))
            assert mended.samples is samples
            assert not mended.changed


def test_who_talks_over_the_leak_is_kept(tracks: tuple[Samples, Samples]) -> None:
    """The candidate's answer over the interviewer's question, which leaks at -10 dB."""
    candidate, interviewer = tracks
    answer = cut(candidate, ANSWER)
    question = cut(interviewer, QUESTION)[: len(answer)]
    mended = bleed.repair(mixed(answer, question, 0.02, -10), mixed(question, answer, 0.02, -10))
    assert np.corrcoef(mended.samples, answer)[0, 1] > 0.9


def test_without_another_track_nothing_changes(tracks: tuple[Samples, Samples]) -> None:
    own = cut(tracks[0], ANSWER)
    assert bleed.repair(own, None).samples is own
    assert bleed.repair(own, np.zeros_like(own)).samples is own
    assert bleed.repair(np.zeros_like(own), own).samples.max() == 0


@pytest.mark.parametrize("length", [0, 1, 159, 4095, 4097])
def test_short_stretches_do_not_matter(length: int) -> None:
    chance = np.random.default_rng(1)
    own, other = chance.normal(size=(2, length)).astype(np.float32)
    assert len(bleed.repair(own, other).samples) == length
    assert len(bleed.repair(own, own).samples) == length
