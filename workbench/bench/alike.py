"""The same face in other pictures: by how much what is told of it differs, a second at a time."""

from collections.abc import Callable, Mapping, Sequence
from itertools import islice

import cv2
import numpy as np

from interview import conduct
from interview.engines.mesh import FaceMesh
from interview.model import BehaviourSample
from interview.ports import Picture
from workbench.bench.clips import film
from workbench.demo import VIDEO

SECONDS, RATE = 70, 15
"""Of the demo's portrait: turns, a tilt and a smile."""
ANGLES, UNITS = ("head_yaw", "head_pitch", "head_roll"), ("AU01+02", "AU12", "AU25+26")
Change = Callable[[Picture], Picture]


def _lit(share: float) -> Change:
    return lambda picture: np.clip(picture * share, 0, 255).astype(np.uint8)


def _sized(share: float) -> Change:
    by = cv2.INTER_AREA if share < 1 else cv2.INTER_CUBIC
    return lambda p: np.asarray(cv2.resize(p, None, fx=share, fy=share, interpolation=by), np.uint8)


def _compressed(picture: Picture) -> Picture:
    _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 30])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


CHANGES: Mapping[str, tuple[Change, int]] = {
    "30 % brighter": (_lit(1.3), 1),
    "60 % darker": (_lit(0.4), 1),
    "half the size": (_sized(0.5), 1),
    "twice the size": (_sized(2.0), 1),
    "JPEG of quality 30": (_compressed, 1),
    "mirrored": (lambda picture: np.ascontiguousarray(picture[:, ::-1]), 1),
    "5 a second": (lambda picture: picture, 3),
}
"""What is done to each picture, and each how many-th is looked at, of 15 a second."""


def compared() -> dict[str, dict[str, float | None]]:
    """For each change the 95th percentile of each difference."""
    plain = _told(lambda picture: picture, 1)
    return {
        name: _differences(plain, _told(change, every), -1.0 if name == "mirrored" else 1.0)
        for name, (change, every) in CHANGES.items()
    }


def _told(change: Change, every: int) -> list[BehaviourSample]:
    shown = islice(film(VIDEO), 0, SECONDS * RATE, every)
    mesh = FaceMesh()
    frames = [frame for at, picture in shown for frame in mesh.analyse([(at, change(picture))])]
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
