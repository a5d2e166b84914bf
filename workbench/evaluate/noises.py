"""What a microphone hears beside speech, made by seed and of mean power 1."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter

from interview.model import SAMPLE_RATE

Wave = NDArray[np.float64]
Chance = np.random.Generator
Maker = Callable[[int, Chance], Wave]
"""So many samples."""

MAINS = 50.0  # hertz
HARMONICS = (1.0, 0.5, 0.7, 0.25, 0.4, 0.15, 0.25, 0.1, 0.15, 0.05)
EDGE = 400.0  # hertz above which a fan's air falls by 6 dB an octave
BLADES = 117.0  # hertz


def made(make: Maker, length: int, seed: str) -> Wave:
    wave = make(length, np.random.default_rng(list(seed.encode())))
    return wave / np.sqrt(np.square(wave).mean()) if length else wave


def hum(length: int, chance: Chance) -> Wave:
    """Of a bad cable: the mains and their harmonics."""
    turns = MAINS / SAMPLE_RATE * np.arange(length)
    wave = np.zeros(length)
    for order, strength in enumerate(HARMONICS, 1):
        wave += strength * np.sin(2 * np.pi * (order * turns + chance.random()))
    return wave


def fan(length: int, chance: Chance) -> Wave:
    """Air, some white noise, and the blades."""
    white = chance.normal(size=length)
    pole = np.exp(-2 * np.pi * EDGE / SAMPLE_RATE)
    air = lfilter([1 - pole], [1, -pole], white) * np.sqrt((1 + pole) / (1 - pole))
    blades = np.sin(2 * np.pi * BLADES / SAMPLE_RATE * np.arange(length))
    return np.asarray(air + 0.1 * white + 0.3 * blades)
