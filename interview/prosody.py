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
VOICED = 0.5  # normalised autocorrelation from which a frame has a pitch
OCTAVE = 0.02  # what a peak must be higher by to win over one an octave above
FEWEST = 5  # voiced frames that make a slope
QUIETEST = -120.0  # dBFS of digital silence

Floats = NDArray[np.float64]


def prosody(samples: Samples, word: Span) -> Prosody:
    """How the word ends; `samples` are its speaker's, `word` counts from their first."""
    start = max(word.start, word.end - STRETCH)
    part = samples[round(start * SAMPLE_RATE) : round(word.end * SAMPLE_RATE)].astype(np.float64)
    times, pitches = _pitch(part)
    if len(pitches) == 0:
        return Prosody(None, None, _level(part))
    slope = _slope(times, pitches) if len(pitches) >= FEWEST else None
    return Prosody(float(np.median(pitches)), slope, _level(part))


def _level(samples: Floats) -> float:
    power = float(np.mean(np.square(samples))) if len(samples) else 0.0
    return max(QUIETEST, 10 * np.log10(power)) if power > 0 else QUIETEST


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
    voiced = strength[rows, best] >= VOICED
    semitones = 12 * np.log2(SAMPLE_RATE / _peak(strength, best) / REFERENCE)
    return rows[voiced] * HOP / SAMPLE_RATE, semitones[voiced]


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
