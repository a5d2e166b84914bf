"""The same face in other pictures: by how much what is told of it differs, a second at a time."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice, pairwise

import cv2
import numpy as np

from interview import conduct, media
from interview.engines.mesh import FaceMesh
from interview.model import BehaviourSample
from interview.ports import Picture
from workbench.bench.clips import film, vp8
from workbench.demo import VIDEO

SECONDS, RATE = 70, 15
"""Of the demo's portrait: turns, a tilt and a smile."""
ANGLES, UNITS = ("head_yaw", "head_pitch", "head_roll"), ("AU01+02", "AU12", "AU25+26")
TOLERANCES: Mapping[str, float] = {
    "head_yaw": 2.5,
    "head_pitch": 2.5,
    "head_roll": 1.0,
    "AU01+02": 0.15,
    "AU12": 0.15,
    "AU25+26": 0.1,
    "blink_rate": 6.0,
    "face_present": 0.1,
}
"""Degrees, shares and blinks a minute that a difference may be."""
Film = Iterator[tuple[float, Picture]]
Change = Callable[[Film], Film]


def _each(change: Callable[[Picture], Picture]) -> Change:
    return lambda shown: ((at, change(picture)) for at, picture in shown)


def _lit(share: float) -> Change:
    return _each(lambda picture: np.clip(picture * share, 0, 255).astype(np.uint8))


def _sized(share: float) -> Change:
    by = cv2.INTER_AREA if share < 1 else cv2.INTER_CUBIC
    return _each(
        lambda p: np.asarray(cv2.resize(p, None, fx=share, fy=share, interpolation=by), np.uint8)
    )


def _still(picture: Picture) -> Picture:
    _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 30])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


def _filmed(shown: Film) -> Film:
    return media.pictures(vp8(shown, RATE, "150k"), 0.0, RATE)


def _sampled(rate: float) -> Change:
    """The first picture of each slot, as `media.pictures` takes it."""

    def taken(shown: Film) -> Film:
        slot = -1
        for at, picture in shown:
            if int(at * rate + 1e-6) != slot:
                slot = int(at * rate + 1e-6)
                yield at, picture

    return taken


def _doubled(shown: Film) -> Film:
    """Between each two pictures one that is mixed of both."""
    for (at, picture), (later, other) in pairwise(shown):
        yield at, picture
        yield (at + later) / 2, cv2.addWeighted(picture, 0.5, other, 0.5, 0).astype(np.uint8)


CHANGES: Mapping[str, Change] = {
    "30 % brighter": _lit(1.3),
    "60 % darker": _lit(0.4),
    "half the size": _sized(0.5),
    "twice the size": _sized(2.0),
    "JPEG of quality 30": _each(_still),
    "VP8 of 150 kbit/s": _filmed,
    "mirrored": _each(lambda picture: np.ascontiguousarray(picture[:, ::-1])),
    "5 a second": _sampled(5),
    "10 a second": _sampled(10),
    "30 a second": _doubled,
}
"""What is done to a film of 15 pictures a second."""


Table = Mapping[str, Mapping[str, float | None]]


def compared(changes: Mapping[str, Change] = CHANGES, seconds: float = SECONDS) -> Table:
    """For each change the 95th percentile of each difference, of `face_present` the largest."""
    plain = _told(lambda shown: shown, seconds)
    return {
        name: _differences(plain, _told(change, seconds), -1.0 if name == "mirrored" else 1.0)
        for name, change in changes.items()
    }


def beyond(table: Table) -> int:
    """Differences that are larger than they may be, or unknown."""
    cells = ((name, value) for row in table.values() for name, value in row.items())
    return sum(value is None or value > TOLERANCES[name] for name, value in cells)


def _told(change: Change, seconds: float) -> list[BehaviourSample]:
    shown = islice(film(VIDEO), round(seconds * RATE))
    mesh = FaceMesh()
    frames = [frame for one in change(shown) for frame in mesh.analyse([one])]
    return conduct.series(frames, mesh.units)


def _differences(
    plain: Sequence[BehaviourSample], other: Sequence[BehaviourSample], sideways: float
) -> dict[str, float | None]:
    """`sideways` turns yaw and roll of a mirrored face round."""
    pairs = list(zip(plain, other, strict=True))
    signs = {"head_yaw": sideways, "head_roll": sideways}
    angles = {
        name: _p95([(getattr(a, name), getattr(b, name)) for a, b in pairs], signs.get(name, 1.0))
        for name in ANGLES
    }
    units = {name: _p95([(a.aus[name], b.aus[name]) for a, b in pairs], 1.0) for name in UNITS}
    blinks = _p95([(a.blink_rate, b.blink_rate) for a, b in pairs], 1.0)
    present = max(abs(a.face_present - b.face_present) for a, b in pairs)
    return {**angles, **units, "blink_rate": blinks, "face_present": round(present, 3)}


def _p95(pairs: Sequence[tuple[float | None, float | None]], sign: float) -> float | None:
    known = [abs(a - sign * b) for a, b in pairs if a is not None and b is not None]
    return round(float(np.percentile(known, 95)), 3) if known else None
