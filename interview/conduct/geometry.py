"""From the 478 points of MediaPipe's face mesh to what they tell of a face.

Points are in shares of the frame, z in shares of its width and smaller where nearer. The measures
are taken in the face's own axes and divided by the distance of the eyes, so that a turned or
distant face measures alike, within the limits that docs/behaviour.md gives.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from interview.model import Face
from interview.ports import Picture, UnitScale

Points = NDArray[np.float64]

UNITS: Mapping[str, UnitScale] = {
    "AU01+02": UnitScale(full=0.10, noise=0.0035, rest=0.25),
    "AU05": UnitScale(full=0.12, noise=0.0070, rest=0.6),
    "AU12": UnitScale(full=0.14, noise=0.0045, rest=0.25),
    "AU25+26": UnitScale(full=0.30, noise=0.0050, rest=0.25),
}
"""`full`: what posed pictures reach; `noise`: frame to frame, on recorded faces."""

_DEPTH = 1.1
"""By which the mesh is too flat: the yaw of rendered heads comes out right with it."""
_RIGID = {
    33: (-4.446, 2.664, 3.173),
    133: (-1.856, 2.585, 3.758),
    362: (1.856, 2.585, 3.758),
    263: (4.446, 2.664, 3.173),
    6: (0.000, 2.473, 5.789),
    168: (0.000, 3.271, 5.236),
    197: (0.000, 1.728, 6.317),
    195: (0.000, 1.059, 6.775),
    5: (0.000, 0.366, 7.243),
    4: (0.000, -0.463, 7.587),
    9: (0.000, 4.886, 5.385),
    8: (0.000, 4.019, 5.285),
    151: (0.000, 6.545, 5.027),
    10: (0.000, 8.262, 4.482),
    117: (-5.259, 0.946, 2.974),
    346: (5.259, 0.946, 2.974),
    50: (-4.766, -0.702, 3.535),
    280: (4.766, -0.702, 3.535),
    123: (-6.338, -0.529, 1.881),
    352: (6.338, -0.529, 1.881),
}
"""Points that no muscle moves far, in centimetres: MediaPipe's canonical face, Apache-2.0."""
_PLACES = list(_RIGID)
_CANONICAL = np.array(list(_RIGID.values())) - np.mean(list(_RIGID.values()), axis=0)
_FOREHEAD = [10, 151, 9, 67, 297, 109, 338, 108, 337, 69, 299, 104, 333, 66, 296, 107, 336]
_LOWER = [
    *(50, 280, 205, 425, 187, 411, 207, 427, 214, 434, 210, 430, 212, 432, 200),
    *(199, 175, 194, 418, 106, 335, 43, 273, 204, 424, 36, 266, 129, 358, 164),
]
_LUMA = np.array([0.299, 0.587, 0.114])
_DARK = 8.0
"""Levels that are added to a tone, so that noise in the dark stays small."""


def face(points: Points, score: float, picture: Picture) -> Face:
    height, width = picture.shape[:2]
    metric = points * [width, -height, -width]
    own = _in_own_axes(metric)
    yaw, pitch, roll = pose(metric)
    left, top = points[:, :2].min(axis=0)
    right, bottom = points[:, :2].max(axis=0)
    return Face(
        box=(float(left), float(top), float(right), float(bottom)),
        size=float(np.linalg.norm(metric[33] - metric[263])),
        score=score,
        yaw=yaw,
        pitch=pitch,
        roll=roll,
        openness=_openness(own),
        gaze=_gaze(own),
        units=_units(own),
        tones=_tones(points, picture),
    )


def pose(metric: Points) -> tuple[float, float, float]:
    """Yaw, pitch and roll in degrees of points in pixels, y upwards and z towards the camera.

    The rotation that takes the canonical face there (Kabsch 1976), relative to the line of sight.
    """
    seen = metric[_PLACES] * [1.0, 1.0, _DEPTH]
    u, _, v = np.linalg.svd((seen - seen.mean(axis=0)).T @ _CANONICAL)
    rotation = u @ np.diag([1.0, 1.0, np.sign(np.linalg.det(u @ v))]) @ v
    yaw = np.arcsin(np.clip(-rotation[2, 0], -1.0, 1.0))
    pitch = -np.arctan2(rotation[2, 1], rotation[2, 2])
    roll = np.arctan2(rotation[1, 0], rotation[0, 0])
    return float(np.degrees(yaw)), float(np.degrees(pitch)), float(np.degrees(roll))


def _in_own_axes(metric: Points) -> Points:
    """Across the eyes, up the forehead and out of the face; 1 is the distance of the eyes."""
    right, left = (metric[33] + metric[133]) / 2, (metric[362] + metric[263]) / 2
    distance = float(np.linalg.norm(left - right))
    across = (left - right) / distance
    up = metric[10] - metric[152]
    up = up - across * (up @ across)
    up = up / np.linalg.norm(up)
    axes = np.stack([across, up, np.cross(across, up)]).T
    return np.asarray((metric - (right + left) / 2) @ axes / distance)


def _openness(own: Points) -> float:
    """The eye aspect ratio (Soukupova and Cech 2016) with one pair of lids, mean of both eyes."""
    right = _distance(own, 159, 145) / _distance(own, 33, 133)
    return (right + _distance(own, 386, 374) / _distance(own, 362, 263)) / 2


def _gaze(own: Points) -> tuple[float, float]:
    """From the middle of the eye's corners to the iris, mean of both eyes; not an angle."""
    eyes = ((468, 33, 133), (473, 362, 263))
    offsets = [
        (own[iris] - (own[outer] + own[inner]) / 2) / _distance(own, outer, inner)
        for iris, outer, inner in eyes
    ]
    return float(offsets[0][0] + offsets[1][0]) / 2, float(offsets[0][1] + offsets[1][1]) / 2


def _units(own: Points) -> dict[str, float]:
    def up(*places: int) -> float:
        return float(np.mean([own[place][1] for place in places]))

    brows = up(55, 285, 46, 276) - up(133, 362, 33, 263)
    return {
        "AU01+02": brows,
        "AU05": _openness(own),
        "AU12": up(61, 291) - up(13, 14),
        "AU25+26": _distance(own, 13, 14),
    }


def _tones(points: Points, picture: Picture) -> tuple[float, ...]:
    height, width = picture.shape[:2]
    columns = np.clip(np.round(points[:, 0] * width).astype(int), 0, width - 1)
    rows = np.clip(np.round(points[:, 1] * height).astype(int), 0, height - 1)
    forehead = picture[rows[_FOREHEAD], columns[_FOREHEAD]] @ _LUMA
    lower = picture[rows[_LOWER], columns[_LOWER]] @ _LUMA
    return tuple(np.log((lower + _DARK) / (forehead.mean() + _DARK)).tolist())


def _distance(own: Points, one: int, other: int) -> float:
    return float(np.linalg.norm(own[one] - own[other]))
