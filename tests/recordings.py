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
    """A siren with some noise: no two stretches of it are the same."""
    at = np.arange(round(seconds * rate)) / rate
    noise = np.random.default_rng(0).standard_normal(len(at))
    siren = np.sin(2 * np.pi * 1000 * at + 3000 * np.sin(1.3 * at))
    samples: Samples = (0.4 * siren + 0.01 * noise).astype(np.float32)
    return samples


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


def lag(found: Samples, truth: Samples) -> int:
    """Samples by which `found` comes late."""
    spectrum = np.fft.rfft(found, 1 << 17) * np.conj(np.fft.rfft(truth, 1 << 17))
    shift = int(np.argmax(np.fft.irfft(spectrum)))
    return shift if shift < 1 << 16 else shift - (1 << 17)


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


def film(path: Path, late: float, seconds: float = 3.0) -> Path:
    """Pictures with a sound that begins `late` seconds after them."""
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=10)
        video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
        audio = container.add_stream("aac", rate=48_000, layout="mono")
        for number in range(round(seconds * 10)):
            picture = VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), "rgb24")
            picture.pts, picture.time_base = number, Fraction(1, 10)
            container.mux(video.encode(picture))
        container.mux(video.encode(None))
        samples = tones(seconds - late, 48_000)
        for start in range(0, len(samples), BLOCK):
            frame = AudioFrame.from_ndarray(samples[None, start : start + BLOCK], "fltp", "mono")
            frame.sample_rate, frame.time_base = 48_000, Fraction(1, 48_000)
            frame.pts = round(late * 48_000) + start
            container.mux(audio.encode(frame))
        container.mux(audio.encode(None))
    return path
