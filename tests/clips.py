"""Small films of given pictures, and what the mesh and the person's own rest make of them."""

import struct
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import av
from av.video.stream import VideoStream

from interview import conduct, media
from interview.engines.mesh import FaceMesh
from interview.model import BehaviourSample, FaceFrame
from interview.ports import Picture

MILLISECOND = Fraction(1, 1000)
TURNS = {0: (1, 0, 0, 1), 90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}
"""The part of a display matrix that turns clockwise, by degrees."""


def film(path: Path, shown: Iterable[tuple[float, Picture]]) -> Path:
    """H.264; each picture at its time, which is exact to a millisecond."""
    with av.open(str(path), "w") as made:
        stream = made.add_stream("libx264", rate=30, options={"g": "20", "preset": "ultrafast"})
        assert isinstance(stream, VideoStream)
        stream.pix_fmt, stream.codec_context.time_base = "yuv420p", MILLISECOND
        for number, (time, picture) in enumerate(shown):
            if not number:
                stream.height, stream.width = picture.shape[:2]
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = round(time * 1000), MILLISECOND
            made.mux(stream.encode(frame))
        made.mux(stream.encode(None))
    return path


def turned(path: Path, degrees: int) -> Path:
    """The same MP4, to be shown turned clockwise: the track's display matrix is written over."""
    data = path.read_bytes()
    plain = _matrix(0)
    at = data.index(plain, data.index(b"tkhd"))
    path.write_bytes(data[:at] + _matrix(degrees) + data[at + len(plain) :])
    return path


def _matrix(degrees: int) -> bytes:
    a, b, c, d = (share << 16 for share in TURNS[degrees])
    return struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 1 << 30)


def seen(path: Path, mesh: FaceMesh) -> list[FaceFrame]:
    """As the asset looks at a file that was imported."""
    return [
        frame
        for data, span in media.video_segments(path, 2.0)
        for shown in media.pictures(data, span.start, mesh.rate)
        for frame in mesh.analyse([shown])
    ]


def told(path: Path, mesh: FaceMesh) -> list[BehaviourSample]:
    return conduct.series(seen(path, mesh), mesh.units)
