"""A face over time as columns: each frame's measures, and the person's own rest until then.

Rest is learned while the person is watched: from the last five minutes before the block of five
seconds in which a frame lies, so that no value changes when more is seen.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from math import inf, nan

import numpy as np
from numpy.typing import NDArray

from interview.model import FaceFrame, Span
from interview.ports import UnitScale

Column = NDArray[np.float64]
Mask = NDArray[np.bool_]

SLOT = 0.01
"""Seconds within which two frames are one: a segment may begin with the last one's end."""
BLOCK, MEMORY = 5.0, 300.0
LEAST = 5
"""Seconds of a face that must have been seen before its rest counts as known."""
PHASE = 2.0
"""What a rest that was watched for a second is unsure by: it may have been a smile."""
STILL = 60.0
"""Seconds in which a living face shuts its eyes at least once, and a photograph does not."""
LID = 0.25
"""Share of the eyes' openness by which the lids of a living face move in that time."""
COVERED = 0.14
"""Mean deviation of the lower face's tones: a hand gives 0.15 to 0.22, a turn by 25 degrees 0.13"""
FRONTAL = 25.0
"""Degrees of yaw and pitch from the person's own rest within which shapes compare."""
SHUT = 0.4
"""Share by which the eyes are closed in a blink."""
BLINK = 0.5
"""Seconds; what is longer is not a blink."""
_SMALL, _NEAR = 24.0, 48.0
"""Pixels between the outer corners of the eyes: measured from the first on, well from the other."""
_DIM, _LIT = 0.04, 0.15
_TURNED = 60.0
"""Degrees of yaw at which a mesh is half a guess."""


class Watched:
    """Columns by frame, sorted by time; nan where there is no face or nothing is known yet."""

    def __init__(self, frames: Sequence[FaceFrame], scales: Mapping[str, UnitScale]) -> None:
        kept = _in_order(frames)
        faces = [frame.face for frame in kept]
        self.scales = scales
        self.times = np.array([frame.time for frame in kept])
        self.light = np.array([frame.light for frame in kept])
        self.pose = _rows([(f.yaw, f.pitch, f.roll) if f else None for f in faces], 3)
        self.gaze = _rows([f.gaze if f else None for f in faces], 2)
        self._size = np.array([f.size if f else nan for f in faces])
        self._score = np.array([f.score if f else nan for f in faces])
        self._several = np.array([frame.faces > 1 for frame in kept], bool)
        places = max((len(face.tones) for face in faces if face), default=0)
        self._tones = _rows([f.tones if f and f.tones else None for f in faces], places)
        self._open = np.array(
            [nan if f is None or f.openness is None else f.openness for f in faces]
        )
        self._raw = {
            name: np.array([f.units[name] if f else nan for f in faces]) for name in scales
        }

    def within(self, span: Span) -> slice:
        first, last = np.searchsorted(self.times, [span.start, span.end])
        return slice(int(first), int(last))

    @cached_property
    def present(self) -> Mask:
        return np.asarray(~np.isnan(self._size))

    @cached_property
    def near(self) -> Mask:
        return np.asarray(self.present & (np.nan_to_num(self._size) >= _SMALL))

    @cached_property
    def quality(self) -> Column:
        """0 to 1: how far size, light, angle and the engine let a face be measured."""
        parts = [
            _ramp(self._size, _SMALL, _NEAR),
            _ramp(self.light, _DIM, _LIT),
            _ramp(self._score, 0.3, 0.7),
            1.0 - _ramp(np.abs(self.pose[:, 0]), FRONTAL, _TURNED),
            np.where(self._several, 0.5, 1.0),
            np.where(self._covered | self._still, 0.3, 1.0),
        ]
        return np.asarray(np.nan_to_num(np.prod(parts, axis=0)))

    @cached_property
    def eyes(self) -> Mask:
        """Whether the eyes can be measured: near, lit, frontal, and not those of a photograph."""
        lit = self.light >= _DIM
        return np.asarray(self.near & lit & (self.turned <= FRONTAL) & ~self._still)

    @cached_property
    def clear(self) -> Mask:
        """Whether nothing covers the lower face either."""
        return np.asarray(self.eyes & ~self._covered)

    @cached_property
    def turned(self) -> Column:
        """Degrees of yaw or pitch from the person's rest, whichever is more; rest is 0 at first."""
        rest = np.nan_to_num([self._rest(self.pose[:, axis], 0.5) for axis in (0, 1)]).T
        turned = np.abs(self.pose[:, :2] - rest).max(axis=1)
        return np.where(np.isnan(turned), inf, turned)

    @cached_property
    def closed(self) -> Column:
        """Share by which the eyes are closed."""
        share = 1.0 - self._open / self._rest(self._open, 0.6)
        return np.clip(np.where(self.eyes, share, nan), 0.0, 1.0)

    @cached_property
    def units(self) -> Mapping[str, Column]:
        """Shares of the way from rest to the strongest."""
        return {name: self._unit(name, scale) for name, scale in self.scales.items()}

    @cached_property
    def unsure(self) -> Mapping[str, Column]:
        """Standard deviations of the units' rest."""
        return {name: self._unsure(name, scale) for name, scale in self.scales.items()}

    @cached_property
    def blinks(self) -> Column:
        """When the eyes had opened again after they were shut for a moment."""
        times, shut, before = [], nan, nan
        for time, closed in zip(self.times.tolist(), self.closed.tolist(), strict=True):
            if closed < SHUT:
                if time - shut <= BLINK:
                    times.append(time)
                shut = nan
            elif before < SHUT:
                shut = time
            before = closed
        return np.array(times)

    def _unit(self, name: str, scale: UnitScale) -> Column:
        rest = 0.0 if scale.rest is None else self._rest(self._raw[name], scale.rest)
        share = (self._raw[name] - rest) / scale.full
        return np.clip(np.where(self.clear, share, nan), 0.0, 1.0)

    def _unsure(self, name: str, scale: UnitScale) -> Column:
        if scale.rest is None:
            return np.zeros_like(self.times)
        spread = self._by_block(self._raw[name], _error, MEMORY) / scale.full
        return spread + PHASE / self._by_block(self._raw[name], _seconds, MEMORY)

    def _rest(self, column: Column, quantile: float) -> Column:
        return self._by_block(column, lambda seen, _: float(np.quantile(seen, quantile)), MEMORY)

    @cached_property
    def _covered(self) -> Mask:
        if not self._tones.shape[1]:
            return np.zeros(len(self.times), bool)
        places = [self._rest(place, 0.5) for place in self._tones.T]
        deviation = np.abs(self._tones - np.array(places).T).mean(axis=1)
        return np.asarray(np.nan_to_num(deviation) > COVERED)

    @cached_property
    def _still(self) -> Mask:
        """Whether the lids have not moved for a minute in which they were seen."""
        return np.asarray(self._by_block(self._open, _is_still, STILL) == 1.0)

    def _by_block(
        self, column: Column, of: Callable[[Column, int], float], memory: float
    ) -> Column:
        """For each frame what `of` says of the values and seconds before its block, or nan."""
        result = np.full(len(self.times), nan)
        for block, before in self._blocks(memory):
            known = self.near[before] & ~np.isnan(column[before])
            seconds = len(np.unique(self.times[before][known] // 1.0))
            if seconds >= LEAST:
                result[block] = of(column[before][known], seconds)
        return result

    def _blocks(self, memory: float) -> Iterator[tuple[slice, slice]]:
        for number in np.unique(self.times // BLOCK):
            start = float(number * BLOCK)
            yield self.within(Span(start, start + BLOCK)), self.within(Span(start - memory, start))


def _error(seen: Column, seconds: int) -> float:
    """The standard deviation of a quantile; frames of one second tell little more than one."""
    low, high = np.quantile(seen, [0.25, 0.75])
    return float(high - low) / 1.35 * 1.25 / float(np.sqrt(seconds))


def _seconds(_: Column, seconds: int) -> float:
    return seconds


def _is_still(seen: Column, seconds: int) -> float:
    long_enough = seconds >= STILL - BLOCK
    return float(long_enough and 1.0 - seen.min() / np.median(seen) < LID)


def _ramp(column: Column, low: float, high: float) -> Column:
    return np.clip((column - low) / (high - low), 0.0, 1.0)


def _rows(rows: Sequence[tuple[float, ...] | None], width: int) -> Column:
    return np.array([row or (nan,) * width for row in rows]).reshape(len(rows), width)


def _in_order(frames: Sequence[FaceFrame]) -> list[FaceFrame]:
    """By time; of two at one time the first counts."""
    kept: list[FaceFrame] = []
    for frame in sorted(frames, key=lambda frame: frame.time):
        if not kept or frame.time - kept[-1].time > SLOT:
            kept.append(frame)
    return kept
