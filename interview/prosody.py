"""Pitch and level at the end of a word, measured on the samples.

Pitch by normalised autocorrelation (Boersma 1993, "Accurate short-term analysis of the fundamental
frequency and the harmonics-to-noise ratio of a sampled sound"), its slope by Theil and Sen.
"""

import numpy as np
from numpy.typing import NDArray

from interview.model import SAMPLE_RATE, Prosody, Span
from interview.ports import Samples

STRETCH = 0.2  # seconds of a word's end that are looked at
FRAME, HOP = 640, 160  # samples: 40 ms every 10 ms
LOWEST, HIGHEST = 60.0, 400.0  # hertz
REFERENCE = 55.0  # hertz at 0 semitones
SOFT = 40.0  # decibels under the loudest part of a word at which it is over
VOICED = 0.5  # normalised autocorrelation from which a frame has a pitch
OCTAVE = 0.06  # what a peak must be higher by to win over one an octave above
FEWEST, ENOUGH = 3, 5  # voiced frames that make a pitch, and a slope
JUMP = 5.0  # semitones from the median at which a frame heard something else
QUIETEST = -120.0  # dBFS of digital silence

Floats = NDArray[np.float64]


def prosody(samples: Samples, word: Span) -> Prosody:
    """How the word ends; `samples` are its speaker's, `word` counts from their first.

    Silence that an aligner left at the end of the word does not count.
    """
    said = samples[round(word.start * SAMPLE_RATE) : round(word.end * SAMPLE_RATE)]
    part = _sounding(said.astype(np.float64))[-round(STRETCH * SAMPLE_RATE) :]
    times, pitches = _steady(*_pitch(part))
    if len(pitches) < FEWEST:
        return Prosody(None, None, _level(part))
    slope = _slope(times, pitches) if len(pitches) >= ENOUGH else None
    return Prosody(float(np.median(pitches)), slope, _level(part))


def _sounding(samples: Floats) -> Floats:
    """Without the end that is much quieter than the loudest 10 ms."""
    hops = samples[: len(samples) // HOP * HOP].reshape(-1, HOP)
    powers = np.mean(np.square(hops), axis=1)
    loud = np.flatnonzero(powers > np.max(powers, initial=0.0) * 10 ** (-SOFT / 10))
    return samples[: (loud[-1] + 1) * HOP] if len(loud) else samples


def _level(samples: Floats) -> float:
    power = float(np.mean(np.square(samples))) if len(samples) else 0.0
    return max(QUIETEST, float(10 * np.log10(power))) if power > 0 else QUIETEST


def _pitch(samples: Floats) -> tuple[Floats, Floats]:
    """Times in seconds and pitches in semitones of the voiced frames."""
    if len(samples) < FRAME:
        return np.empty(0), np.empty(0)
    frames = np.lib.stride_tricks.sliding_window_view(samples, FRAME)[::HOP]
    strength = _autocorrelation(frames - frames.mean(axis=1, keepdims=True))
    first = int(SAMPLE_RATE / HIGHEST)
    lags = np.arange(first, int(SAMPLE_RATE / LOWEST) + 1)
    best = lags[np.argmax(strength[:, lags] - OCTAVE * np.log2(lags / first), axis=1)]
    rows = np.arange(len(frames))
    peaks = strength[rows, best]
    rising = np.maximum(strength[rows, best - 1], strength[rows, best + 1])
    voiced = (peaks >= VOICED) & (peaks >= rising)  # at the edge of the range there is no peak
    semitones = 12 * np.log2(SAMPLE_RATE / _peak(strength, best) / REFERENCE)
    return rows[voiced] * HOP / SAMPLE_RATE, semitones[voiced]


def _steady(times: Floats, pitches: Floats) -> tuple[Floats, Floats]:
    near = np.abs(pitches - np.median(pitches)) <= JUMP if len(pitches) else np.empty(0, bool)
    return times[near], pitches[near]


def _peak(strength: Floats, lags: NDArray[np.int64]) -> Floats:
    """The lags of the peaks between samples, by a parabola through three of them."""
    rows = np.arange(len(strength))
    left, middle, right = (strength[rows, lags + shift] for shift in (-1, 0, 1))
    bend = np.minimum(left - 2 * middle + right, -np.finfo(float).tiny)
    return np.asarray(lags + np.clip((left - right) / (2 * bend), -0.5, 0.5))


def _autocorrelation(frames: Floats) -> Floats:
    """Of each frame by lag, with the window's own taken out; 1 for a perfect period."""
    window = np.hanning(FRAME)
    own, raw = (_raw(window), _raw(frames * window))
    energy = np.maximum(raw[:, :1], np.finfo(float).tiny)
    return np.asarray(raw / energy / (own / own[0])[None, :])[:, : FRAME // 2]


def _raw(frames: Floats) -> Floats:
    spectrum = np.fft.rfft(frames, 2 * FRAME)
    return np.fft.irfft(np.abs(spectrum) ** 2)[..., :FRAME]


def _slope(times: Floats, pitches: Floats) -> float:
    """The median of the slopes between all pairs, in semitones a second."""
    i, j = np.triu_indices(len(times), 1)
    return float(np.median((pitches[j] - pitches[i]) / (times[j] - times[i])))
