"""The other speaker's voice in a track: found by its delay, taken out before anything is decoded.

Sound that leaks from one microphone into another comes later and lies in both tracks. The
generalised cross-correlation with phase transform (Knapp and Carter, 1976) tells, for each quarter
of a second, which track was first. Where it was the other one, what is no louder than the leak
should be, and what a linear filter makes of the other track, is muted; where this speaker talks as
well, the filtered track is subtracted. A stretch in which nothing leaks is left as it is, every
bit.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.fft import next_fast_len
from scipy.linalg import solve_toeplitz
from scipy.ndimage import maximum_filter1d, uniform_filter1d

from interview.model import SAMPLE_RATE, Span
from interview.ports import Samples

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

VERSION = "bleed@1"
BLOCK, STEP = 4096, 800  # samples that are compared at once, and between two comparisons
NEAREST, FARTHEST = 8, 1440  # samples of delay, 0.5 to 90 ms: half a metre of air to thirty
AROUND = 3  # samples by which the delay moves within an utterance
ALIKE = 0.07  # of a phase correlation, which is 1 for one source alone and some 0.02 by chance
SURELY = 0.12  # of some blocks of an utterance, without which none is believed
FEWEST = 3  # blocks
BRIDGED = 5  # blocks beside those that are sure in which less will do
FRAME = 160  # samples of a level
EMPHASIS = 0.7  # speech has most of its power where the phase tells least
DECAY = 10 ** (-6 * FRAME / SAMPLE_RATE / 0.4)  # of a room's power a frame, 60 dB in 0.4 s
USUAL = 40  # percentile of the leak's level by the other track's
LOUDER = 6.0  # dB over the usual leak at which this speaker talks as well
REMAINS = -5.0  # dB of the usual leak that remain behind the filter when nobody else talks
TAPS = 1600  # of the filter: the first 100 ms of a room
HUSH = 4.0  # times the power of the quietest frames: there is nothing to keep
TINY = 1e-12


@dataclass(frozen=True, slots=True)
class Repair:
    """Samples without the other voice, and the stretches in which they were changed."""

    samples: Samples
    changed: tuple[Span, ...]

    def touches(self, span: Span) -> bool:
        return any(span.overlap(each) > 0 for each in self.changed)


def repair(own: Samples, other: Samples | None) -> Repair:
    """Both from the same moment on; the very samples come back where nothing leaks in."""
    if other is None or not own.any() or not other.any():
        return Repair(own, ())
    x, y = own.astype(np.float64), other.astype(np.float64)
    delay, leads = _leads(*_correlations(x, y))
    if not leads.any():
        return Repair(own, ())
    return _without(own, x, y, delay, _framed(leads, len(x)))


def _correlations(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """How alike x is to an earlier y, and y to an earlier x: shape (blocks, delays)."""
    starts = np.arange(0, max(len(x) - BLOCK, 0) + STEP, STEP)
    window = np.hanning(BLOCK)
    spectra = []
    for track in (x, y):
        padded = np.pad(track, (0, BLOCK + STEP))
        spectra.append(np.fft.rfft(_blocks(padded, starts) * window, 2 * BLOCK))
    cross = spectra[0] * spectra[1].conj()
    alike = np.abs(np.fft.irfft(cross / np.maximum(np.abs(cross), TINY), 2 * BLOCK))
    return alike[:, NEAREST:FARTHEST], alike[:, -NEAREST:-FARTHEST:-1]


def _blocks(track: Floats, starts: NDArray[np.int64]) -> Floats:
    windows = np.lib.stride_tricks.sliding_window_view(track, BLOCK)
    blocks: Floats = windows[starts]
    return blocks


def _leads(later: Floats, earlier: Floats) -> tuple[int, Mask]:
    """The other track's lead in samples, and the blocks in which it leads."""
    at = int(later.mean(axis=0).argmax())
    forth = later[:, max(0, at - AROUND) : at + AROUND + 1].max(axis=1)
    at_back = int(earlier.mean(axis=0).argmax())
    back = earlier[:, max(0, at_back - AROUND) : at_back + AROUND + 1].max(axis=1)
    sure = (forth > ALIKE) & (forth > back)
    if np.sum(sure & (forth > SURELY)) < FEWEST:
        return 0, np.zeros(len(forth), bool)
    beside = maximum_filter1d(sure.astype(np.uint8), 2 * BRIDGED + 1) > 0
    return at + NEAREST, sure | (beside & (back < np.maximum(forth, ALIKE)))


def _framed(leads: Mask, length: int) -> Mask:
    """Of each frame, whether the other track leads in the block around it."""
    middles = np.arange(length // FRAME) * FRAME + FRAME // 2 - BLOCK // 2
    nearest = np.clip(np.round(middles / STEP).astype(int), 0, len(leads) - 1)
    framed: Mask = leads[nearest]
    return framed


def _without(own: Samples, x: Floats, y: Floats, delay: int, leads: Mask) -> Repair:
    crisp_x, crisp_y = _crisp(x), _crisp(y)
    power, leak = _powers(crisp_x), _reverberant(_powers(_delayed(crisp_y, delay)))
    loud = leads & (leak > leak.max() / 1000)
    if not loud.any():
        return Repair(own, ())
    usual = float(np.percentile(_decibels(power / leak)[loud], USUAL))
    alone = leads & (_decibels(power / leak) < usual + LOUDER)
    echo = _echo(crisp_x * _smooth(alone, len(x)), crisp_y * _smooth(alone, len(x)), delay)
    rest = _powers(crisp_x - echo(crisp_y))
    alone &= _decibels(rest / leak) < usual + REMAINS
    alone |= leads & (power < HUSH * np.percentile(power, 5))
    return _changed(own, x - echo(y), leads, leads & ~_spoken(~alone))


def _crisp(track: Floats) -> Floats:
    return track - EMPHASIS * _delayed(track, 1)


def _delayed(track: Floats, samples: int) -> Floats:
    return np.concatenate([np.zeros(samples), track[: len(track) - samples]])


def _powers(track: Floats) -> Floats:
    """Of each frame and half a frame around it."""
    smooth: Floats = uniform_filter1d(np.square(track), 2 * FRAME)
    return smooth[FRAME // 2 :: FRAME][: len(track) // FRAME] + TINY


def _reverberant(powers: Floats) -> Floats:
    """What a room makes of them at most."""
    held = powers.copy()
    for frame in range(1, len(held)):
        held[frame] = max(held[frame], held[frame - 1] * DECAY)
    return held


def _decibels(ratio: Floats) -> Floats:
    return 10 * np.log10(ratio)


def _echo(x: Floats, y: Floats, delay: int) -> "partial[Floats]":
    """The filter that makes most of x from y, by least squares: something to call with a track."""
    first, size = max(0, delay - FRAME // 10), 2 * len(x) + FARTHEST + TAPS
    spectrum = np.fft.rfft(y, size)
    own = np.fft.irfft(spectrum * spectrum.conj(), size)[:TAPS]
    shared = np.fft.irfft(np.fft.rfft(x, size) * spectrum.conj(), size)[first : first + TAPS]
    own[0] = own[0] * 1.001 + TINY
    return partial(_filtered, np.concatenate([np.zeros(first), solve_toeplitz(own, shared)]))


def _filtered(taps: Floats, track: Floats) -> Floats:
    size = next_fast_len(len(track) + len(taps) - 1, real=True)
    filtered: Floats = np.fft.irfft(np.fft.rfft(track, size) * np.fft.rfft(taps, size), size)
    return filtered[: len(track)]


def _spoken(frames: Mask) -> Mask:
    """Without what is shorter than 40 ms, and with 50 ms around the rest."""
    lasting = uniform_filter1d(frames.astype(float), 7) > 0.5
    spoken: Mask = maximum_filter1d(lasting.astype(np.uint8), 11) > 0
    return spoken


def _changed(own: Samples, rest: Floats, leads: Mask, muted: Mask) -> Repair:
    inside, quiet = _smooth(leads, len(own)), 1 - _smooth(muted, len(own))
    samples = (own * (1 - inside) + rest * inside) * quiet
    samples[np.repeat(muted, FRAME).nonzero()] = 0
    return Repair(samples.astype(np.float32), _spans(leads))


def _smooth(frames: Mask, length: int) -> Floats:
    """Of each sample 0 to 1, with ramps of 10 ms."""
    edged = np.pad(np.repeat(frames, FRAME), (0, length - len(frames) * FRAME), mode="edge")
    smooth: Floats = uniform_filter1d(edged.astype(np.float64), FRAME)
    return smooth


def _spans(frames: Mask) -> tuple[Span, ...]:
    """The stretches of frames that are set, in seconds."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], frames.astype(int), [0]])))
    seconds = (edges * FRAME / SAMPLE_RATE).tolist()
    return tuple(Span(start, end) for start, end in zip(seconds[::2], seconds[1::2], strict=True))
