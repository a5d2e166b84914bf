"""Small media files of any kind, made on the spot."""

from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from interview.ports import Samples

BLOCK = 1024


def tones(seconds: float, rate: int = 16_000) -> Samples:
    """A tone that swells and fades, with some noise: no two stretches of it are the same."""
    at = np.arange(round(seconds * rate)) / rate
    noise = np.random.default_rng(0).standard_normal(len(at))
    return (0.4 * np.sin(2 * np.pi * 440 * at) * np.sin(at) + 0.02 * noise).astype(np.float32)


def sound(
    path: Path,
    channels: Samples,
    rate: int,
    codec: str,
    *,
    muxing: dict[str, str] | None = None,
    encoding: dict[str, str] | None = None,
    without: range = range(0),
) -> Path:
    """`channels` of shape (channels, samples), or (samples,) for one; `without` is left out."""
    rows = np.atleast_2d(channels)
    layout = {1: "mono", 2: "stereo", 6: "5.1"}[len(rows)]
    with av.open(str(path), "w", options=muxing or {}) as container:
        stream = cast(AudioStream, container.add_stream(codec, rate, encoding, layout=layout))
        for start in range(0, rows.shape[1], BLOCK):
            block = np.ascontiguousarray(rows[:, start : start + BLOCK])
            frame = AudioFrame.from_ndarray(block, format="fltp", layout=layout)
            frame.sample_rate, frame.pts = rate, start
            frame.time_base = Fraction(1, rate)
            packets = stream.encode(frame)
            if start not in without:
                container.mux(packets)
        container.mux(stream.encode(None))
    return path


def pictures(path: Path, codec: str, seconds: float = 6.0, rate: int = 10) -> Path:
    """A moving bar with a key frame at least every 2 s; its place tells the frame's number."""
    with av.open(str(path), "w") as container:
        stream = cast(VideoStream, container.add_stream(codec, rate=rate))
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        stream.codec_context.gop_size = 2 * rate
        for number in range(round(seconds * rate)):
            pixels = np.zeros((48, 64, 3), np.uint8)
            pixels[:, number % 64] = 255
            frame = VideoFrame.from_ndarray(pixels, "rgb24")
            frame.pts, frame.time_base = number, Fraction(1, rate)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def frames(path: Path) -> list[tuple[float, bytes]]:
    """Each picture and when it is shown."""
    with av.open(str(path)) as container:
        return [
            (frame.time or 0.0, frame.to_ndarray(format="rgb24").tobytes())
            for frame in container.decode(video=0)
        ]


def cut(path: Path, share: float) -> Path:
    """The first `share` of a file's bytes, as a copy that broke off leaves them."""
    data = path.read_bytes()
    short = path.with_name(f"cut-{path.name}")
    short.write_bytes(data[: round(len(data) * share)])
    return short
