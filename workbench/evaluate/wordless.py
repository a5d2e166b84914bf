"""Sounds of rooms in which nobody speaks: whatever is recognised in them is hallucinated.

Each is a function of seconds and a seed, float32 at `SAMPLE_RATE`.
"""

from collections.abc import Callable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, lfilter, sosfilt

from interview.model import SAMPLE_RATE
from interview.ports import Samples
from workbench.evaluate import noises

Floats = NDArray[np.float64]
Chance = np.random.Generator

BREATH = ((500.0, 250.0), (1500.0, 350.0), (2600.0, 500.0))  # hertz and width of its resonances
CHORDS = ((45, 60, 64, 69), (41, 60, 65, 69), (48, 60, 64, 67), (43, 59, 62, 67))  # MIDI
TUNE = (76, 74, 72, 74, 76, 79, 81, 79, 76, 72, 69, 72, 74, 71, 67, 69)
BEAT = 0.5  # seconds


def silence(seconds: float, seed: int = 0) -> Samples:
    """The last bit of 16, at random."""
    return _at(-96.0, np.random.default_rng(seed).normal(size=_length(seconds)))


def quiet_noise(seconds: float, seed: int = 0) -> Samples:
    """A room at night: pink noise that rises and falls, at -55 dBFS."""
    chance = np.random.default_rng(seed)
    return _at(-55.0, _pink(_length(seconds), chance) * _drifting(_length(seconds), chance))


def breathing(seconds: float, seed: int = 0) -> Samples:
    """Into a microphone close by: in, out, a pause; at -38 dBFS."""
    chance = np.random.default_rng(seed)
    breath = sum(_resonant(chance.normal(size=_length(seconds)), *each) for each in BREATH)
    strength = np.zeros(_length(seconds))
    at = 0.5
    while at < seconds:
        for length, loud in ((chance.uniform(0.8, 1.4), 1.0), (chance.uniform(1.1, 2.0), 0.6)):
            _put(strength, at, loud * chance.uniform(0.6, 1) * np.hanning(_length(length)))
            at += length + chance.uniform(0.05, 0.3)
        at += chance.uniform(0.3, 1.5)
    return _at(-38.0, breath * strength + 0.003 * _pink(len(strength), chance))


def keyboard(seconds: float, seed: int = 0) -> Samples:
    """Somebody types in bursts, each key goes down and up; at -38 dBFS, peaks far above."""
    chance = np.random.default_rng(seed)
    made = 0.002 * _pink(_length(seconds), chance)
    at = 0.3
    while at < seconds:
        _put(made, at, _click(chance, chance.uniform(0.5, 1)))
        _put(made, at + chance.uniform(0.06, 0.12), _click(chance, chance.uniform(0.15, 0.4)))
        at += chance.gamma(3, 0.05) + (chance.uniform(0.5, 4) if chance.random() < 0.04 else 0.03)
    return _at(-38.0, made)


def music(seconds: float, seed: int = 0) -> Samples:
    """Chords, a bass, a tune with vibrato and drums, at -25 dBFS."""
    chance = np.random.default_rng(seed)
    made = np.zeros(_length(seconds))
    for beat in range(int(seconds / BEAT)):
        for sound in _of_beat(beat, chance):
            _put(made, beat * BEAT, sound)
    return _at(-25.0, made)


def fan(seconds: float, seed: int = 0) -> Samples:
    """Of a laptop, at -38 dBFS."""
    return _at(-38.0, noises.fan(_length(seconds), np.random.default_rng(seed)))


SOUNDS: Mapping[str, Callable[[float, int], Samples]] = {
    "silence": silence,
    "quiet noise": quiet_noise,
    "breathing": breathing,
    "keyboard": keyboard,
    "music": music,
    "fan": fan,
}


def _of_beat(beat: int, chance: Chance) -> Iterator[Floats]:
    bass, *chord = CHORDS[beat // 8 % len(CHORDS)]
    yield 0.5 * _plucked(bass, 1.0, chance)
    yield 0.25 * _plucked(chord[beat % len(chord)], 1.5, chance)
    if chance.random() < 0.8:
        yield 0.3 * _sung(TUNE[beat % len(TUNE)], BEAT * chance.choice([1, 1, 2]))
    times = _times(0.25)
    yield (0.6 if beat % 2 == 0 else 0.2) * np.sin(2 * np.pi * 60 * times) * np.exp(-times / 0.06)
    yield 0.05 * np.diff(chance.normal(size=len(times)), prepend=0) * np.exp(-times / 0.03)


def _plucked(note: int, seconds: float, chance: Chance) -> Floats:
    times, pitch = _times(seconds), _hertz(note)
    partials = (
        np.sin(2 * np.pi * pitch * n * times + chance.uniform(0, 6)) * np.exp(-n * times / 0.6) / n
        for n in range(1, 9)
    )
    return np.asarray(sum(partials))


def _sung(note: int, seconds: float) -> Floats:
    """As a violin or a synthesiser holds a note."""
    times = _times(seconds)
    phase = 2 * np.pi * _hertz(note) * times + 0.6 * np.sin(2 * np.pi * 5.5 * times)
    partials = np.asarray(sum(np.sin(n * phase) / n for n in range(1, 12)))
    return np.asarray(partials * np.minimum(1, np.minimum(times, times[::-1]) / 0.05))


def _click(chance: Chance, loud: float) -> Floats:
    times = _times(0.08)
    thud = np.sin(2 * np.pi * chance.uniform(180, 320) * times) * np.exp(-times / 0.012)
    snap = chance.normal(size=len(times)) * np.exp(-times / 0.003)
    return np.asarray(loud * (0.4 * thud + _resonant(snap, chance.uniform(2000, 4000), 1500.0)))


def _resonant(noise: Floats, hertz: float, width: float) -> Floats:
    """Noise through one resonance, as loud as it came."""
    radius = np.exp(-np.pi * width / SAMPLE_RATE)
    turn = 2 * radius * np.cos(2 * np.pi * hertz / SAMPLE_RATE)
    made = lfilter([1.0], [1.0, -turn, radius**2], noise)
    return np.asarray(made * noise.std() / made.std())


def _pink(length: int, chance: Chance) -> Floats:
    spectrum = np.fft.rfft(chance.normal(size=length))
    made = np.fft.irfft(spectrum / np.sqrt(np.maximum(np.arange(len(spectrum)), 1)), length)
    return np.asarray(made / made.std())


def _drifting(length: int, chance: Chance) -> Floats:
    """Between 0.3 and 1 within some seconds."""
    slow = sosfilt(butter(2, 0.2, fs=100, output="sos"), chance.normal(size=length // 160 + 2))
    level = 0.65 + 0.35 * np.tanh(slow / slow.std())
    return np.asarray(np.interp(np.arange(length), np.arange(len(level)) * 160, level))


def _put(track: Floats, second: float, sound: Floats) -> None:
    """Adds the sound in place, as far as it fits."""
    room = track[_length(second) : _length(second) + len(sound)]
    room += sound[: len(room)]


def _at(decibels: float, made: Floats) -> Samples:
    """At this level (RMS, 0 dB is full scale), clipped where it does not fit."""
    loud = made * 10 ** (decibels / 20) / np.sqrt(np.square(made).mean())
    samples: Samples = np.clip(loud, -1, 1).astype(np.float32)
    return samples


def _times(seconds: float) -> Floats:
    return np.arange(_length(seconds)) / SAMPLE_RATE


def _length(seconds: float) -> int:
    return round(seconds * SAMPLE_RATE)


def _hertz(note: int) -> float:
    return float(440 * 2 ** ((note - 69) / 12))
