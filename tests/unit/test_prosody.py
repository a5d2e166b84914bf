"""Pitch, its slope and the level of sounds whose pitch is known."""

import numpy as np
import pytest

from interview.model import SAMPLE_RATE, Span
from interview.ports import Samples
from interview.prosody import prosody

WORD = Span(0.3, 0.8)


def voice(start: float, end: float, level: float = 0.3, seconds: float = 1.0) -> Samples:
    """A glottal buzz of twelve harmonics that glides between two pitches in hertz."""
    times = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    pitch = start * (end / start) ** (times / seconds)
    phase = 2 * np.pi * np.cumsum(pitch) / SAMPLE_RATE
    buzz = sum(np.sin(n * phase) / n for n in range(1, 13))
    return np.asarray(level * buzz / np.max(np.abs(buzz)), np.float32)


def semitones(hertz: float) -> float:
    return float(12 * np.log2(hertz / 55))


@pytest.mark.parametrize("pitch", [70, 85, 100, 120, 150, 200, 260, 330])
def test_pitch_is_within_a_fifth_of_a_semitone(pitch: float) -> None:
    found = prosody(voice(pitch, pitch), WORD)
    assert found.pitch == pytest.approx(semitones(pitch), abs=0.2)
    assert found.slope == pytest.approx(0, abs=2)


@pytest.mark.parametrize(("start", "end"), [(100, 140), (200, 140), (220, 250), (130, 90)])
def test_slope_follows_a_glide(start: float, end: float) -> None:
    found = prosody(voice(start, end), WORD)
    assert found.slope == pytest.approx(semitones(end) - semitones(start), abs=1.5)


def test_noise_has_a_level_but_no_pitch() -> None:
    noise = np.random.default_rng(0).normal(0, 0.1, SAMPLE_RATE).astype(np.float32)
    found = prosody(noise, WORD)
    assert (found.pitch, found.slope) == (None, None)
    assert found.level == pytest.approx(-20, abs=0.5)


def test_a_pitch_is_heard_through_noise() -> None:
    noise = np.random.default_rng(0).normal(0, 0.02, SAMPLE_RATE).astype(np.float32)
    assert prosody(voice(110, 110) + noise, WORD).pitch == pytest.approx(semitones(110), abs=0.3)


def test_level_halves_by_six_decibels() -> None:
    loud, soft = (prosody(voice(120, 120, level), WORD).level for level in (0.4, 0.2))
    assert loud - soft == pytest.approx(6.02, abs=0.01)


@pytest.mark.parametrize("word", [Span(0.5, 0.5), Span(0.5, 0.52), Span(0.9, 1.5), Span(2, 2)])
def test_a_word_too_short_to_measure_has_no_pitch(word: Span) -> None:
    found = prosody(np.zeros(SAMPLE_RATE, np.float32), word)
    assert (found.pitch, found.slope, found.level) == (None, None, -120)


def test_only_the_end_of_the_word_counts() -> None:
    rising = np.concatenate([voice(300, 300, seconds=0.6), voice(100, 100, seconds=0.4)])
    assert prosody(rising, Span(0.2, 0.9)).pitch == pytest.approx(semitones(100), abs=0.2)


def test_silence_at_the_end_of_a_word_does_not_count() -> None:
    spoken = voice(120, 120, seconds=0.5)
    padded = np.concatenate([spoken, np.zeros(SAMPLE_RATE // 2, np.float32)])
    found = prosody(padded, Span(0.1, 1.0))
    assert found.pitch == pytest.approx(semitones(120), abs=0.2)
    assert found.level == pytest.approx(prosody(spoken, Span(0.1, 0.5)).level, abs=0.5)
