"""Films as they should not be: what is told of each is defined, and nothing is made up."""

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from interview.engines.mesh import FaceMesh
from interview.model import BehaviourSample
from interview.ports import Picture
from tests.clips import film, seen, told, turned
from tests.engines.faces import noise, portraits
from workbench.bench import alike

CALM, LEFT = 10.0, 23.0


@pytest.fixture(scope="module")
def mesh() -> FaceMesh:
    return FaceMesh()


@pytest.fixture(scope="module")
def calm() -> Picture:
    return portraits([CALM])[0][1]


def unmeasured(sample: BehaviourSample) -> bool:
    """Whether nothing but presence and quality is told."""
    angles = (sample.head_yaw, sample.head_pitch, sample.head_roll, sample.head_movement)
    others = (sample.gaze_stability, sample.blink_rate, *sample.aus.values())
    return {*angles, *others} == {None} and set(sample.intervals) == {"face_present"}


def test_ten_minutes_of_a_room_without_a_face(mesh: FaceMesh, tmp_path: Path) -> None:
    rows = np.linspace(60, 200, 240)[:, None, None]
    room = (rows + 0.1 * noise(3)).clip(0, 255).astype(np.uint8)
    samples = told(film(tmp_path / "room.mp4", ((float(at), room) for at in range(600))), mesh)
    assert [sample.time for sample in samples] == [at + 0.5 for at in range(600)]
    assert all(sample.face_present == 0 and sample.quality == 0 for sample in samples)
    assert all(map(unmeasured, samples))
    assert samples[-1].intervals["face_present"][1] < 0.7, "a lit picture without a face"


def test_a_black_film_tells_of_nobody_and_of_nobodys_absence(
    mesh: FaceMesh, tmp_path: Path
) -> None:
    black = np.zeros((240, 320, 3), np.uint8)
    samples = told(film(tmp_path / "black.mp4", ((n / 10, black) for n in range(30))), mesh)
    assert len(samples) == 3
    assert all(sample.face_present == 0 and unmeasured(sample) for sample in samples)
    assert all(sample.intervals["face_present"] == (0.0, 1.0) for sample in samples)


def held(picture: Picture, seconds: float, rate: float) -> Iterator[tuple[float, Picture]]:
    """A photograph in a hand, that shifts and tilts, seen by a noisy camera."""
    height, width = picture.shape[:2]
    rng = np.random.default_rng(0)
    for number in range(round(seconds * rate)):
        at = number / rate
        tilt = cv2.getRotationMatrix2D((width / 2, height / 2), 3 * np.sin(at / 2), 1.0)
        tilt[:, 2] += [6 * np.sin(at / 3), 4 * np.cos(at / 1.7)]
        moved = cv2.warpAffine(picture, tilt, (width, height), borderMode=cv2.BORDER_REPLICATE)
        grain = rng.normal(0, 3, picture.shape)
        yield at, np.clip(moved + grain, 0, 255).astype(np.uint8)


def test_a_photograph_is_no_face_that_lives(mesh: FaceMesh, calm: Picture, tmp_path: Path) -> None:
    samples = told(film(tmp_path / "photograph.mp4", held(calm, 72, 4)), mesh)
    early, late = samples[40], samples[-1]
    assert early.aus["AU12"] is not None, "within the first minute nobody can know"
    assert late.face_present == 1
    assert late.head_roll is not None
    assert (late.blink_rate, late.gaze_stability) == (None, None)
    assert set(late.aus.values()) == {None}
    assert late.quality < 0.5 * early.quality


def test_of_two_faces_the_larger_is_described_and_trusted_less(
    mesh: FaceMesh, calm: Picture, tmp_path: Path
) -> None:
    head = calm[:280, 120:360]
    small = cv2.resize(head, None, fx=0.8, fy=0.8, interpolation=cv2.INTER_AREA)
    both = np.full((280, 432, 3), 200, np.uint8)
    both[:, :240], both[: small.shape[0], 240:] = head, small
    alone = np.full_like(both, 200)
    alone[:, :240] = head
    (two, *_), (one, *_) = (
        told(film(tmp_path / f"{name}.mp4", ((n / 10, shown) for n in range(20))), mesh)
        for name, shown in (("two", both), ("one", alone))
    )
    assert two.face_present == one.face_present == 1
    assert two.quality == pytest.approx(one.quality / 2, abs=0.05)
    assert two.head_roll == pytest.approx(one.head_roll, abs=2)
    assert two.head_yaw == pytest.approx(one.head_yaw, abs=2)


def test_pictures_at_any_distance_keep_their_times(
    mesh: FaceMesh, calm: Picture, tmp_path: Path
) -> None:
    steps = np.random.default_rng(4).uniform(0.015, 0.7, 30)
    times = np.round(np.concatenate([np.cumsum(steps), np.cumsum(steps) + 20]), 3)
    times -= times[0]
    path = film(tmp_path / "uneven.mp4", ((float(at), calm) for at in times))
    frames = seen(path, mesh)
    slots = np.unique((times * mesh.rate + 1e-6).astype(int), return_index=True)[1]
    assert [frame.time for frame in frames] == pytest.approx(times[slots].tolist(), abs=0.002)
    assert all(frame.faces == 1 for frame in frames)
    assert [s.time - 0.5 for s in told(path, mesh)] == np.unique(times // 1).tolist()


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_film_of_a_turned_telephone_is_seen_upright(
    mesh: FaceMesh, degrees: int, tmp_path: Path
) -> None:
    ((_, left),) = portraits([LEFT])
    stored = np.ascontiguousarray(np.rot90(left, degrees // 90))
    (plain, *_), (upright, *_) = (
        seen(turned(film(tmp_path / f"{turn}.mp4", [(0.0, shown), (0.1, shown)]), turn), mesh)
        for shown, turn in ((left, 0), (stored, degrees))
    )
    assert plain.face is not None
    assert upright.face is not None
    assert upright.face.box == pytest.approx(plain.face.box, abs=0.02)
    assert (upright.face.yaw, upright.face.pitch, upright.face.roll) == pytest.approx(
        (plain.face.yaw, plain.face.pitch, plain.face.roll), abs=2.5
    )


def test_the_same_face_is_told_alike() -> None:
    names = ("60 % darker", "VP8 of 150 kbit/s", "5 a second")
    table = alike.compared({name: alike.CHANGES[name] for name in names}, seconds=45)
    assert all({*alike.TOLERANCES} == row.keys() for row in table.values())
    assert alike.beyond(table) == 0, table


def test_another_face_is_not_told_alike() -> None:
    mirrored = {"mirrored, and nobody knows": alike.CHANGES["mirrored"]}
    assert alike.beyond(alike.compared(mirrored, seconds=27)) > 0
