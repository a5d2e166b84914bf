"""Each voice in the other track too, as two microphones in one room or on one line hear it.

A voice leaks through an impulse response of 0.3 s: the direct sound and decaying echoes, as loud
as `decibels` says against the voice in its own track.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.signal import fftconvolve

from interview.model import SAMPLE_RATE, SPEAKERS, Speaker
from interview.ports import Samples

LEVELS = (-3, -6, -10, -20, -30)  # dB
DELAYS = (0.001, 0.02, 0.06)  # seconds
ECHOES = 0.3  # seconds in which they fall by 60 dB
DIRECT = 0.6  # of the leak's amplitude; the rest are echoes

Tracks = Mapping[Speaker, Samples]


@dataclass(frozen=True, slots=True)
class Leak:
    """How each voice comes into the other track; the delay in seconds."""

    decibels: float
    delay: float

    def __str__(self) -> str:
        return f"leak{self.decibels:g}-{1000 * self.delay:g}ms"


def leaks() -> Iterator[Leak]:
    return (Leak(level, delay) for level in LEVELS for delay in DELAYS)


def leaky(tracks: Tracks, leak: Leak) -> dict[Speaker, Samples]:
    """Both tracks with the other voice in them, as long as the longer one."""
    length = max(map(len, tracks.values()))
    whole = {who: np.pad(track, (0, length - len(track))) for who, track in tracks.items()}
    others = dict(zip(SPEAKERS, reversed(SPEAKERS), strict=True))
    return {who: mixed(own, whole[others[who]], leak) for who, own in whole.items()}


def mixed(own: Samples, other: Samples, leak: Leak) -> Samples:
    coming = fftconvolve(other, _room(leak))[: len(own)]
    both: Samples = (own + coming).astype(np.float32)
    return both


def _room(leak: Leak) -> NDArray[np.float64]:
    chance = np.random.default_rng(0)
    times = np.arange(round(ECHOES * SAMPLE_RATE)) / SAMPLE_RATE
    echoes = chance.normal(size=len(times)) * 10 ** (-3 * times / ECHOES)
    echoes *= np.sqrt((1 - DIRECT**2) / np.square(echoes).sum())
    echoes[0] = DIRECT
    late = np.zeros(round(leak.delay * SAMPLE_RATE))
    return np.concatenate([late, echoes * 10 ** (leak.decibels / 20)])
