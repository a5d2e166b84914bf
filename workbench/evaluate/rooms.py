"""Words where each microphone hears both people: the tracks of a manifest, mixed as rooms do it.

Each voice leaks into the other track through an impulse response of 0.3 s: the direct sound and
decaying echoes, as loud as `decibels` says against the voice in its own track.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.signal import fftconvolve

from interview.engines.alignment import Sphinx
from interview.engines.voice import Silero
from interview.engines.whisper import Whisper
from interview.hearing import Speech
from interview.model import SAMPLE_RATE, SPEAKERS, Speaker
from interview.ports import Samples
from workbench.evaluate.speech import Score, heard_of, measures, samples_of, score
from workbench.evaluate.truth import Item, read_manifest, read_truth
from workbench.report import Report

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
        return f"leak {self.decibels:g} dB, {1000 * self.delay:g} ms"


def figures(data: Path) -> Report:
    """Those of all leaks together, each condition beside them."""
    speech = Speech(Silero(), Whisper(), Sphinx())
    items = [item for item in read_manifest(data) if len(item.tracks) == len(SPEAKERS)]
    scores = {condition: _scored(items, condition, speech) for condition in conditions()}
    leaks = sum((made for leak, made in scores.items() if leak is not None), Score())
    table = {str(leak or "no leak"): measures(made) for leak, made in scores.items()}
    return Report(measures(leaks), {"engines": speech.version, "table": table})


def conditions() -> Iterator[Leak | None]:
    yield None
    yield from (Leak(level, delay) for level in LEVELS for delay in DELAYS)


def _scored(items: list[Item], leak: Leak | None, speech: Speech) -> Score:
    total = Score()
    for item in items:
        tracks = {speaker: samples_of(path) for speaker, path in item.tracks.items()}
        heard = heard_of(leaky(tracks, leak) if leak else tracks, speech)
        total += score(heard, read_truth(item))
    return total


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
