"""The demo candidate's video: a photograph that is moved, so that its exact motion is the truth.

    python -m tests.data.make_portrait astronaut.png data/demo

The photograph is scikit-image's `astronaut.png` (NASA, public domain). Head turns are those of a
sphere, lids and lips are moved by bending the picture: nobody ever moved like this.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from av.video.stream import VideoStream
from numpy.typing import NDArray

from interview.conduct import geometry
from interview.ports import Picture

SECONDS, RATE = 210.0, 15
WIDTH, HEIGHT = 480, 360
BLINK = 0.2
SHADE = (205, 199, 201)
Map = NDArray[np.float32]


@dataclass(frozen=True)
class Motion:
    """`yaw` and `roll` in degrees as `interview.model.Face` has them, `scale` by the photograph's
    size, `x` and `y` in pixels, `smile` and `shut` from 0 to 1."""

    yaw: float
    roll: float
    scale: float
    x: float
    y: float
    smile: float
    shut: float


def pulse(time: float, start: float, end: float, ramp: float = 1.0) -> float:
    """1 from `start` to `end`, smoothly reached within `ramp` seconds before and after."""
    share = np.clip(min((time - start + ramp) / ramp, (end + ramp - time) / ramp), 0.0, 1.0)
    return float(share * share * (3 - 2 * share))


def blinks() -> list[float]:
    """When the lids are shut, in the middle of a blink: 2.5 to 6.5 s apart."""
    steps = np.random.default_rng(6).uniform(2.5, 6.5, 80)
    return [round(float(time), 2) for time in 1.0 + np.cumsum(steps) if time < SECONDS - 3]


def motion(time: float) -> Motion:
    sway = np.sin(time / 3.1) + 0.6 * np.sin(time / 1.3 + 1)
    away = pulse(time, 121.5, 127.5, 1.5)
    shut = max((pulse(time, at - 0.03, at + 0.03, BLINK / 2) for at in blinks()), default=0.0)
    return Motion(
        yaw=float(1.2 * sway)
        + 18 * pulse(time, 20, 25)
        - 18 * pulse(time, 62, 67)
        + 12 * pulse(time, 178, 182),
        roll=float(0.8 * np.sin(time / 4.3))
        + 14 * pulse(time, 40, 45)
        - 14 * pulse(time, 100, 105),
        scale=1.0 + 0.3 * pulse(time, 82, 90) - 0.2 * pulse(time, 150, 158),
        x=float(3 * sway) - 420 * away,
        y=float(1.5 * np.cos(time / 2.2)),
        smile=max(pulse(time, 50, 55, 0.5), pulse(time, 138, 146, 0.5)),
        shut=shut,
    )


class Portrait:
    """The photograph with the places of its face."""

    def __init__(self, photograph: Picture) -> None:
        self._photograph = photograph
        self._size = photograph.shape[1]
        self._points = _mesh(photograph)[:, :2] * self._size
        self._x, self._y = np.meshgrid(*[np.arange(self._size, dtype=np.float32)] * 2)
        self._centre = self._points[[234, 454]].mean(axis=0)
        self._radius = float(np.linalg.norm(self._points[234] - self._points[454])) * 0.62
        self._mask = self._person()

    def frame(self, moved: Motion) -> Picture:
        """The source of each pixel is found backwards: first the turn, then lids and lips."""
        x, y = self._turned(moved.yaw)
        x, y = self._lips(x, y, 1.0 - moved.smile)
        y = self._lids(x, y, moved.shut)
        bent = cv2.remap(self._photograph, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        layer = np.dstack([bent, self._mask])
        base = HEIGHT / 330
        matrix = cv2.getRotationMatrix2D(
            tuple(self._centre.tolist()), moved.roll, base * moved.scale
        )
        matrix[:, 2] += [WIDTH / 2 + moved.x, HEIGHT * 0.42 + moved.y] - self._centre
        shown = cv2.warpAffine(layer, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_AREA)
        share = shown[..., 3:].astype(np.float32) / 255
        return np.asarray(shown[..., :3] * share + np.array(SHADE) * (1 - share), np.uint8)

    def _person(self) -> Picture:
        """Head and shoulders, with a soft edge."""
        mask = np.zeros((self._size, self._size), np.float32)
        cx, cy = self._centre
        cv2.ellipse(
            mask, ((cx, cy - 8), (self._radius * 3.0, self._radius * 3.5), 0), 1.0, cv2.FILLED
        )
        cv2.ellipse(
            mask,
            ((cx, cy + self._radius * 3.7), (self._radius * 5.6, self._radius * 5.2), 0),
            1.0,
            cv2.FILLED,
        )
        return np.asarray(cv2.GaussianBlur(mask, (0, 0), 7) * 255, np.uint8)

    def _turned(self, yaw: float) -> tuple[Map, Map]:
        """A sphere turned about its upright axis, fading into what stands still."""
        across = (self._x - self._centre[0]) / self._radius
        up = (self._y - self._centre[1]) / (self._radius * 1.5)
        apart = np.sqrt(across**2 + up**2)
        depth = np.sqrt(np.clip(1.0 - apart**2, 0.0, 1.0)) + 0.25
        angle = np.radians(yaw)
        before = across * np.cos(angle) - depth * np.sin(angle)
        fade = np.clip((1.6 - apart) / 0.7, 0.0, 1.0)
        shift = (before - across) * fade * self._radius
        return np.asarray(self._x + shift, np.float32), self._y

    def _lips(self, x: Map, y: Map, rest: float) -> tuple[Map, Map]:
        """`rest` draws the corners of the mouth down and together; 0 is the photograph's smile."""
        eyes = float(np.linalg.norm(self._points[33] - self._points[263]))
        dx, dy = np.zeros_like(x), np.zeros_like(y)
        for corner, inward in ((61, 1.0), (291, -1.0)):
            at = self._points[corner]
            near = np.exp(-((x - at[0]) ** 2 + (y - at[1]) ** 2) / (2 * (0.16 * eyes) ** 2))
            dx += 0.05 * eyes * inward * near
            dy += 0.07 * eyes * near
        return np.asarray(x - rest * dx, np.float32), np.asarray(y - rest * dy, np.float32)

    def _lids(self, x: Map, y: Map, shut: float) -> Map:
        """The upper lid is drawn down over the eye."""
        result = y.copy()
        for upper, lower in (
            (
                (33, 246, 161, 160, 159, 158, 157, 173, 133),
                (33, 7, 163, 144, 145, 153, 154, 155, 133),
            ),
            (
                (362, 398, 384, 385, 386, 387, 388, 466, 263),
                (362, 382, 381, 380, 374, 373, 390, 249, 263),
            ),
        ):
            top, bottom = self._points[list(upper)], self._points[list(lower)]
            inside = (x > top[0, 0]) & (x < top[-1, 0])
            high, low = np.interp(x, *top.T), np.interp(x, *bottom.T) + 1.0
            lid, skin = high + shut * (low - high), 0.9 * float((bottom - top)[4, 1]) + 4.0
            stretched = high - skin + (y - high + skin) * skin / (lid - high + skin)
            moves = inside & (y > high - skin) & (y < lid)
            result[moves] = stretched[moves]
        return result


def _mesh(photograph: Picture) -> geometry.Points:
    from mediapipe.python.solutions.face_mesh import FaceMesh as Solution

    with Solution(static_image_mode=True, refine_landmarks=True) as solution:
        (found,) = solution.process(photograph).multi_face_landmarks
    return np.array([(point.x, point.y, point.z) for point in found.landmark])


def truth(moves: Sequence[Motion]) -> dict[str, object]:
    """A column for each part of the motion, frame by frame, and when the lids were shut."""
    columns = {
        part.name: [round(getattr(moved, part.name), 3) for moved in moves]
        for part in fields(Motion)
    }
    return {"rate": RATE, "blinks": blinks(), **columns}


def write(portrait: Portrait, folder: Path) -> None:
    moves = [motion(number / RATE) for number in range(round(SECONDS * RATE))]
    options = {"crf": "34", "preset": "veryslow", "g": str(4 * RATE), "x264-params": "threads=1"}
    with av.open(str(folder / "candidate.mp4"), "w", options={"movflags": "+faststart"}) as made:
        stream = made.add_stream("libx264", rate=RATE, options=options)
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.time_base = Fraction(1, RATE)
        for number, moved in enumerate(moves):
            frame = av.VideoFrame.from_ndarray(portrait.frame(moved), format="rgb24")
            frame.pts = number
            made.mux(stream.encode(frame))
        made.mux(stream.encode(None))
    (folder / "motion.json").write_text(json.dumps(truth(moves), separators=(",", ":")) + "\n")


if __name__ == "__main__":
    photograph = cv2.imread(sys.argv[1])
    assert photograph is not None
    write(Portrait(np.ascontiguousarray(photograph[..., ::-1], np.uint8)), Path(sys.argv[2]))
