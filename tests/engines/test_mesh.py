"""The face mesh on a portrait whose motion is known."""

import cv2
import numpy as np
import pytest

from interview.engines.mesh import FaceMesh
from interview.model import Face
from interview.ports import Picture
from tests.engines.faces import check_contract, portraits

CALM, LEFT, RIGHT, SHOULDER, NEAR, AWAY, SMILE = 10.0, 23.0, 65.0, 43.0, 86.0, 125.0, 143.5


@pytest.fixture(scope="module")
def mesh() -> FaceMesh:
    return FaceMesh()


@pytest.fixture(scope="module")
def calm() -> Picture:
    return portraits([CALM])[0][1]


def seen(mesh: FaceMesh, picture: Picture) -> Face:
    (frame,) = mesh.analyse([(0.0, picture)])
    assert frame.face is not None
    return frame.face


def test_contract(mesh: FaceMesh) -> None:
    check_contract(mesh, portraits([CALM, LEFT, SHOULDER, NEAR]))


def test_what_moved_is_measured(mesh: FaceMesh) -> None:
    times = [CALM, LEFT, RIGHT, SHOULDER, NEAR, SMILE]
    calm, left, right, tilted, near, smiling = (seen(mesh, p) for _, p in portraits(times))
    assert right.yaw + 8 < calm.yaw < left.yaw - 8
    assert tilted.roll - calm.roll == pytest.approx(14, abs=2)
    assert near.size / calm.size == pytest.approx(1.3, abs=0.05)
    assert smiling.units["AU12"] > calm.units["AU12"] + 0.03


def test_who_has_left_is_not_there(mesh: FaceMesh) -> None:
    (frame,) = mesh.analyse(portraits([AWAY]))
    assert frame.face is None


@pytest.mark.parametrize(
    "change",
    [
        lambda p: np.clip(p * 1.3, 0, 255).astype(np.uint8),
        lambda p: (p * 0.4).astype(np.uint8),
        lambda p: cv2.resize(p, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC),
        lambda p: cv2.imdecode(cv2.imencode(".jpg", p, [cv2.IMWRITE_JPEG_QUALITY, 30])[1], 1),
    ],
    ids=["brighter", "darker", "larger", "compressed"],
)
def test_the_same_face_measures_alike(mesh: FaceMesh, calm: Picture, change: object) -> None:
    assert callable(change)
    same, face = seen(mesh, change(calm)), seen(mesh, calm)
    assert (same.yaw, same.pitch, same.roll) == pytest.approx(
        (face.yaw, face.pitch, face.roll), abs=4
    )
    assert same.openness == pytest.approx(face.openness, abs=0.06)
    assert same.units["AU12"] == pytest.approx(face.units["AU12"], abs=0.03)


def test_a_mirrored_face_is_turned_the_other_way(mesh: FaceMesh) -> None:
    ((_, left),) = portraits([LEFT])
    mirrored = seen(mesh, np.ascontiguousarray(left[:, ::-1]))
    face = seen(mesh, left)
    assert (mirrored.yaw, mirrored.roll) == pytest.approx((-face.yaw, -face.roll), abs=3)


def test_the_larger_of_two_faces_is_described(mesh: FaceMesh, calm: Picture) -> None:
    head = calm[:280, 120:360]
    small = cv2.resize(head, None, fx=0.8, fy=0.8, interpolation=cv2.INTER_AREA)
    both = np.full((head.shape[0], head.shape[1] + small.shape[1], 3), 200, np.uint8)
    both[:, : head.shape[1]] = head
    both[: small.shape[0], head.shape[1] :] = small
    (frame,) = mesh.analyse([(0.0, both)])
    assert frame.faces == 2
    assert frame.face is not None
    assert frame.face.box[2] < head.shape[1] / both.shape[1]
    assert frame.face.size == pytest.approx(seen(mesh, calm).size, rel=0.05)
