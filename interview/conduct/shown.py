"""What a face showed in a stretch of time: values with 80 % intervals, None where unknown."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import inf, sqrt

import numpy as np

from interview.conduct.watched import FRONTAL, SHUT, Column, Mask, Watched
from interview.model import BehaviourSample, Span

AUS = ("AU01+02", "AU04", "AU05", "AU06", "AU12", "AU15", "AU25+26", "AU43")
"""Always named, so that what an engine cannot measure is seen to be missing."""
FEWEST = 3  # frames
Z = 1.2816  # standard deviations to either side of an 80 % interval
SYSTEMATIC = 2.5
"""Degrees by which the pose of a rendered head is off, and a person's zero is unknown."""
POSE_NOISE = (0.3, 0.3, 0.15)  # degrees of one frame
GAZE_NOISE = (0.011, 0.006)  # eye widths of one frame
SWEEP = 0.1
"""Deviation of the irises, in eye widths, of eyes that wander as far as they can."""
TURNING = 3.0
"""Degrees of head movement from which on the eyes turn against the head to see the same."""
BLINK_SPAN, LEAST_WATCHED = 60.0, 20.0  # seconds
LONGEST_STEP = 0.5
"""Seconds between two frames that count as watched."""
SHUT_FOR = 0.15
"""Seconds for which the lids hide more than half of the eye in a usual blink."""
UNSURE_SCALE = 0.25
"""Share by which people's strongest differ."""
UNSURE_TURN = 0.15
"""What a turn to `FRONTAL` adds to a shape, as a standard deviation."""
DARK = 0.04


@dataclass(slots=True)
class _Told:
    """Values by name, with the intervals of those that there are."""

    watched: Watched
    span: Span
    intervals: dict[str, tuple[float, float]] = field(default_factory=dict)

    def within(self, name: str, value: float, sd: float, low: float, high: float) -> float:
        ends = (max(low, value - Z * sd), min(high, value + Z * sd))
        self.intervals[name] = ends
        return value


def shown(watched: Watched, span: Span) -> BehaviourSample:
    """At least one frame lies in `span`."""
    told = _Told(watched, span)
    frames = watched.within(span)
    yaw, pitch, roll = (
        _angle(told, frames, axis, name)
        for axis, name in enumerate(("head_yaw", "head_pitch", "head_roll"))
    )
    movement = _movement(told, frames)
    return BehaviourSample(
        time=(span.start + span.end) / 2,
        face_present=_presence(told, frames),
        head_yaw=yaw,
        head_pitch=pitch,
        head_roll=roll,
        head_movement=movement,
        gaze_stability=_gaze(told, frames, movement),
        blink_rate=_blink_rate(told),
        aus=_units(told, frames),
        intervals=told.intervals,
        quality=float(watched.quality[frames].mean()),
    )


def _presence(told: _Told, frames: slice) -> float:
    """Wilson's interval; in the dark a face that is not found may be there."""
    present = told.watched.present[frames]
    n, share = len(present), float(present.mean())
    middle, spread = (share + Z * Z / (2 * n)), Z * sqrt(share * (1 - share) / n + (Z / n / 2) ** 2)
    low, high = ((middle + sign * spread) / (1 + Z * Z / n) for sign in (-1, 1))
    dark = float(told.watched.light[frames].mean()) < DARK
    told.intervals["face_present"] = (0.0, 1.0) if dark else (max(0.0, low), min(1.0, high))
    return share


def _angle(told: _Told, frames: slice, axis: int, name: str) -> float | None:
    angles = told.watched.pose[frames, axis][told.watched.near[frames]]
    if len(angles) < FEWEST:
        return None
    sd = sqrt(SYSTEMATIC**2 + POSE_NOISE[axis] ** 2 / len(angles))
    return told.within(name, float(np.median(angles)), sd, -180.0, 180.0)


def _movement(told: _Told, frames: slice) -> float | None:
    near = told.watched.near[frames]
    if np.count_nonzero(near) < FEWEST:
        return None
    spread = _spread(told.watched.pose[frames], told.watched.times[frames], near)
    sd = max(spread, sum(POSE_NOISE)) / sqrt(2 * np.count_nonzero(near))
    moved = sqrt(max(0.0, spread**2 - _squares(POSE_NOISE)))
    return told.within("head_movement", moved, sd, 0.0, inf)


def _gaze(told: _Told, frames: slice, movement: float | None) -> float | None:
    watched = told.watched
    usable = watched.eyes[frames] & (watched.closed[frames] < SHUT)
    usable &= ~np.isnan(watched.gaze[frames, 0])
    if movement is None or movement > TURNING or np.count_nonzero(usable) < FEWEST:
        return None
    spread = _spread(watched.gaze[frames], watched.times[frames], usable)
    wander = sqrt(max(0.0, spread**2 - _squares(GAZE_NOISE))) / SWEEP
    sd = max(spread, sqrt(_squares(GAZE_NOISE))) / SWEEP / sqrt(2 * np.count_nonzero(usable))
    return told.within("gaze_stability", max(0.0, 1.0 - wander), sd, 0.0, 1.0)


def _spread(rows: Column, times: Column, usable: Mask) -> float:
    """Standard deviation over all axes, from the mean of each whole second."""
    rows, seconds = rows[usable], times[usable] // 1.0
    squares, freedom = 0.0, 0
    for second in np.unique(seconds):
        here = rows[seconds == second]
        squares += float(((here - here.mean(axis=0)) ** 2).sum())
        freedom += len(here) - 1
    return sqrt(squares / freedom) if freedom else 0.0


def _blink_rate(told: _Told) -> float | None:
    """Of the minute that ends with the span, or of the whole span where that is longer.

    A Poisson rate; frames that lie far apart may miss short blinks, so that it may be higher.
    """
    watched, end = told.watched, told.span.end
    if np.isnan(watched.closed[watched.within(told.span)]).all():
        return None
    start = min(told.span.start, end - BLINK_SPAN)
    frames = watched.within(Span(start, end))
    steps = np.diff(watched.times[frames][~np.isnan(watched.closed[frames])])
    minutes = float(np.minimum(steps, LONGEST_STEP).sum()) / 60
    if minutes * 60 < LEAST_WATCHED:
        return None
    count = int(np.count_nonzero((watched.blinks >= start) & (watched.blinks < end)))
    seen = min(1.0, SHUT_FOR / float(np.median(steps)))
    ends = (_gamma(count, -Z) / minutes, _gamma(count + 1, Z) / minutes / seen)
    told.intervals["blink_rate"] = ends
    return count / minutes


def _gamma(shape: int, z: float) -> float:
    """The quantile of a Gamma distribution (Wilson and Hilferty 1931)."""
    return shape * (1 - 1 / (9 * shape) + z / (3 * sqrt(shape))) ** 3 if shape else 0.0


def _units(told: _Told, frames: slice) -> dict[str, float | None]:
    names = sorted({*AUS, *told.watched.scales})
    return {name: _unit(told, frames, name) for name in names}


def _unit(told: _Told, frames: slice, name: str) -> float | None:
    watched = told.watched
    if name == "AU43" and name not in watched.scales:
        return _closure(told, frames)
    if name not in watched.scales:
        return None
    values, scale = watched.units[name][frames], watched.scales[name]
    known = ~np.isnan(values)
    n, value = int(np.count_nonzero(known)), _mean(values[known])
    if value is None:
        return None
    parts = (
        scale.noise / scale.full / sqrt(n),
        float(watched.unsure[name][frames][known].mean()),
        UNSURE_SCALE * value,
        UNSURE_TURN * float(watched.turned[frames][known].mean()) / FRONTAL,
    )
    return told.within(name, value, sqrt(_squares(parts)), 0.0, 1.0)


def _closure(told: _Told, frames: slice) -> float | None:
    values = told.watched.closed[frames]
    value = _mean(values[~np.isnan(values)])
    return None if value is None else told.within("AU43", value, 0.05 + 0.1 * value, 0.0, 1.0)


def _mean(values: Column) -> float | None:
    return float(values.mean()) if len(values) >= FEWEST else None


def _squares(values: Iterable[float]) -> float:
    return sum(value * value for value in values)
