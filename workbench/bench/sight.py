"""How far recorded chirps and pictures lie from when they were made."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import av
import numpy as np
from numpy.typing import NDArray

from interview.model import Track
from interview.store import Store
from workbench.bench.callers import Caller, Player
from workbench.bench.clip import find_chirps, number_shown

_NEAR = 0.5
ALWAYS = ((-math.inf, math.inf),)
_PERIOD = 0.02
_APART, _AGAIN = 0.5, 4.0
"""Seconds between chirps, and after which a picture is shown again: what lies off by half of that
is another, as a browser does not tell all that it captured."""


@dataclass(frozen=True, slots=True)
class Errors:
    """Seconds by which things lie late, and the session times at which they do."""

    times: NDArray[np.float64]
    late: NDArray[np.float64]
    unknown: int = 0
    """Things beside these of which nobody told when they were made."""

    @property
    def p95_ms(self) -> float:
        return float(np.percentile(np.abs(self.late), 95)) * 1000

    def drift_ms_per_min(self, breaks: Sequence[float] = ()) -> float:
        """The median slope of all pairs that no break lies between (Theil and Sen)."""
        part = np.searchsorted(breaks, self.times)
        one, other = np.triu_indices(len(self.times), 1)
        together = part[one] == part[other]
        one, other = one[together], other[together]
        slopes = (self.late[other] - self.late[one]) / (self.times[other] - self.times[one])
        return float(np.median(slopes)) * 60_000

    def against(self, other: "Errors") -> "Errors":
        """How much later than the nearest of another track, where there is one near."""
        places = np.array([int(np.argmin(np.abs(other.times - time))) for time in self.times])
        near = np.abs(other.times[places] - self.times) < _NEAR
        return Errors(self.times[near], (self.late - other.late[places])[near])


@dataclass(frozen=True, slots=True)
class Truth:
    """Unix times at which chirps began and pictures were taken, these by their numbers.

    Only within the stretches is all that was said or shown known.
    """

    chirps: NDArray[np.float64]
    pictures: Mapping[int, NDArray[np.float64]]
    said_within: Sequence[tuple[float, float]] = ALWAYS
    shown_within: Sequence[tuple[float, float]] = ALWAYS


def heard(store: Store, session: str, track: Track, truth: Truth) -> Errors:
    """Of each chirp in a track, against when one began."""
    zero = store.meta(session).start_time
    found = find_chirps(store.samples(session, track))
    late = [
        (time, _nearest(time + zero - truth.chirps))
        for time in found
        if _within(time + zero, truth.said_within)
    ]
    return _told(late, _APART)


def seen(store: Store, session: str, truth: Truth) -> Errors:
    """Of each picture of the candidate, as the exported video shows it."""
    zero = store.meta(session).start_time
    late = [
        (time, _nearest(time + zero - truth.pictures[number]))
        for time, number in _shown(store, session)
        if number in truth.pictures and _within(time + zero, truth.shown_within)
    ]
    return _told(late, _AGAIN)


def played(guests: Sequence[Caller], chirps: Sequence[float]) -> Truth:
    """What one person, who may have called more than once, sent of a clip with chirps."""
    taken: dict[int, list[float]] = {}
    for place, captured in (frame for guest in guests for frame in guest.video.truth):
        taken.setdefault(place, []).append(captured)
    pictures = {number: np.array(times) for number, times in taken.items()}
    return Truth(np.array(said([guest.audio for guest in guests], chirps)), pictures)


def said(players: Sequence[Player], chirps: Sequence[float]) -> list[float]:
    """Unix times at which the chirps of a clip began."""
    begun = {int(chirp / _PERIOD + 1e-9): chirp for chirp in chirps}
    return [
        captured + begun[place] - place * _PERIOD
        for player in players
        for place, captured in player.truth
        if place in begun
    ]


def _shown(store: Store, session: str) -> list[tuple[float, int]]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "video.mkv"
        store.write_video(session, "candidate_video", path)
        with av.open(str(path)) as container:
            return [
                (frame.time, number_shown(frame))
                for frame in container.decode(video=0)
                if frame.time is not None
            ]


def _told(late: Sequence[tuple[float, float]], period: float) -> Errors:
    times, errors = np.array(late).reshape(-1, 2).T
    known = np.abs(errors) < period / 2
    return Errors(times[known], errors[known], int(np.sum(~known)))


def _within(time: float, stretches: Sequence[tuple[float, float]]) -> bool:
    return any(start <= time <= end for start, end in stretches)


def _nearest(differences: NDArray[np.float64]) -> float:
    return float(differences[np.argmin(np.abs(differences))])
