"""How far recorded chirps and pictures lie from when they were made."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import av
import numpy as np
from numpy.typing import NDArray

from interview.model import Track
from interview.store import Store
from workbench.bench.callers import Player
from workbench.bench.clip import find_chirps, number_shown

_NEAR = 0.5
_PERIOD = 0.02


@dataclass(frozen=True, slots=True)
class Errors:
    """Seconds by which things lie late, and the session times at which they do."""

    times: NDArray[np.float64]
    late: NDArray[np.float64]

    @property
    def p95_ms(self) -> float:
        return float(np.percentile(np.abs(self.late), 95)) * 1000

    @property
    def drift_ms_per_min(self) -> float:
        """The slope of a straight line through them."""
        return float(np.polyfit(self.times / 60, self.late * 1000, 1)[0])

    def against(self, other: "Errors") -> "Errors":
        """How much later than the nearest of another track, where there is one near."""
        places = np.array([int(np.argmin(np.abs(other.times - time))) for time in self.times])
        near = np.abs(other.times[places] - self.times) < _NEAR
        return Errors(self.times[near], (self.late - other.late[places])[near])


def heard(store: Store, session: str, track: Track, said: Sequence[float]) -> Errors:
    """Of each chirp in a track, against the Unix times at which chirps began."""
    zero = store.meta(session).start_time
    found = find_chirps(store.samples(session, track))
    return _errors([(time, time + zero) for time in found], np.array(said))


def seen(store: Store, session: str, players: Sequence[Player]) -> Errors:
    """Of each picture of the candidate, as the exported video shows it."""
    zero = store.meta(session).start_time
    made: dict[int, list[float]] = {}
    for player in players:
        for place, captured in player.truth:
            made.setdefault(place, []).append(captured)
    times, late = [], []
    for time, number in _shown(store, session):
        of_number = np.array(made.get(number, []))
        if len(of_number):
            times.append(time)
            late.append(float(_nearest(time + zero - of_number)))
    return Errors(np.array(times), np.array(late))


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


def _errors(found: Sequence[tuple[float, float]], truth: NDArray[np.float64]) -> Errors:
    late = [float(_nearest(at - truth)) for _, at in found]
    return Errors(np.array([time for time, _ in found]), np.array(late))


def _nearest(differences: NDArray[np.float64]) -> np.float64:
    nearest: np.float64 = differences[np.argmin(np.abs(differences))]
    return nearest
