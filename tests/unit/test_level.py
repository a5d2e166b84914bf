"""Soft speech is made louder, and nothing else is touched."""

import numpy as np
import pytest

from interview.level import SOFT, USUAL, raised
from interview.model import SAMPLE_RATE
from interview.ports import Samples

TIMES = np.arange(3 * SAMPLE_RATE) / SAMPLE_RATE
SPOKEN = np.sin(2 * np.pi * 300 * TIMES) * (TIMES % 1 < 0.5)  # with pauses


def at(decibels: float) -> Samples:
    """Its loud half at this level."""
    return (SPOKEN * 2**0.5 * 10 ** (decibels / 20)).astype(np.float32)


def level(samples: Samples) -> float:
    return float(10 * np.log10(np.square(samples[SPOKEN != 0]).mean()))


@pytest.mark.parametrize("decibels", [SOFT + 1, -20.0, 0.0])
def test_usual_speech_is_left_as_it_is(decibels: float) -> None:
    samples = at(decibels)
    assert raised(samples) is samples


@pytest.mark.parametrize("decibels", [SOFT - 1, -40.0, -60.0])
def test_soft_speech_becomes_as_loud_as_usual(decibels: float) -> None:
    assert level(raised(at(decibels))) == pytest.approx(USUAL, abs=0.1)


def test_a_bang_beside_soft_speech_is_not_clipped() -> None:
    samples = at(-50.0)
    samples[20 * SAMPLE_RATE // 10] = 0.5
    assert np.abs(raised(samples)).max() <= 1


@pytest.mark.parametrize("length", [0, 1, 160, SAMPLE_RATE])
def test_silence_stays(length: int) -> None:
    silence = np.zeros(length, np.float32)
    assert raised(silence) is silence
