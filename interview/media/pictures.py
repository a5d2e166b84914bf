"""Pictures for those who look at them: a few a second, upright and no larger than needed."""

import io
from collections.abc import Iterator
from fractions import Fraction

import av
import numpy as np
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from interview.ports import Picture

LARGEST = 640
"""Pixels of the longer side; more tells the face mesh nothing."""


def pictures(segment: bytes, start: float, rate: float) -> Iterator[tuple[float, Picture]]:
    """The first picture of each `1 / rate` s of session time, and when it was captured.

    `segment` is a Matroska file whose first picture was captured at `start`, in session seconds.
    """
    slot = -1
    for frame in _decoded(segment):
        time = start + float((frame.pts or 0) * (frame.time_base or Fraction(1)))
        if int(time * rate + 1e-6) != slot:
            slot = int(time * rate + 1e-6)
            yield time, _upright(frame)


def _decoded(segment: bytes) -> Iterator[VideoFrame]:
    """In order; what cannot be decoded is left out, as a browser leaves it out."""
    with av.open(io.BytesIO(segment), "r", format="matroska") as container:
        stream: VideoStream = container.streams.video[0]
        stream.codec_context.thread_count = 1
        for packet in container.demux(stream):
            try:
                yield from packet.decode()
            except av.FFmpegError:
                continue


def _upright(frame: VideoFrame) -> Picture:
    share = min(1.0, LARGEST / max(frame.width, frame.height))
    width, height = round(frame.width * share), round(frame.height * share)
    shown = frame.to_ndarray(format="rgb24", width=width, height=height)
    return np.ascontiguousarray(np.rot90(shown, round(frame.rotation / 90)), np.uint8)
