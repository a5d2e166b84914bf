"""The tracks of a session as ordinary media files."""

import wave
from fractions import Fraction
from itertools import chain
from pathlib import Path

import av
import numpy as np
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from interview.errors import BadMedia
from interview.media import to_pcm
from interview.model import SAMPLE_RATE
from interview.ports import Samples
from interview.shapes import MEDIA_FILES
from interview.store.copies import copy_of
from workbench.session import Session

BLOCK = SAMPLE_RATE * 60
"""Samples that are converted at a time."""

LATE = 0.02
"""Seconds, half a picture, from which on a first picture is late."""

QUALITY = {"crf": "18", "preset": "veryfast", "threads": "2", "bf": "0"}
"""Of H.264: hardly to be told from the original. Without pictures that are decoded out of order
each is as long in the file as it stands, which Chromium goes by when somebody jumps."""


def write(session: Session, directory: Path) -> list[str]:
    """Sound as 16 kHz 16-bit WAV, the picture as MP4, both from session time 0; the file names."""
    for track in session.tracks:
        path = directory / MEDIA_FILES[track]
        if track == "candidate_video":
            _picture(session, path)
        else:
            _sound(session.samples(track), path)
    return [MEDIA_FILES[track] for track in session.tracks]


def _sound(samples: Samples, path: Path) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        for start in range(0, len(samples), BLOCK):
            file.writeframes(to_pcm(samples[start : start + BLOCK]).astype("<i2").tobytes())


def _picture(session: Session, path: Path) -> None:
    if not _kept(session, path):
        with copy_of(session.id) as folder:
            whole = folder / "whole.mkv"
            session.store.write_video(session.id, "candidate_video", whole)
            _transcode(whole, path)


def _kept(session: Session, path: Path) -> bool:
    """Whether MP4 holds the packets as they came and shows them at their times.

    What browsers send (VP8) it cannot hold; and where the first picture comes late, Chromium
    would show all of them too early.
    """
    try:
        session.store.write_video(session.id, "candidate_video", path)
    except BadMedia:
        return False
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        return float((stream.start_time or 0) * (stream.time_base or 0)) < LATE


def _transcode(source: Path, path: Path) -> None:
    """To H.264 at the same times, black before; a picture that changes its size keeps the first."""
    with av.open(str(source)) as container, av.open(str(path), "w") as made:
        stream = container.streams.video[0]
        encoder = made.add_stream("libx264", options=QUALITY)
        encoder.width, encoder.height = stream.width // 2 * 2, stream.height // 2 * 2
        encoder.pix_fmt = "yuv420p"
        encoder.codec_context.time_base = stream.time_base or Fraction(1, 1000)
        frames = container.decode(stream)
        first = next(frames)
        before = [_black(encoder, first)] if (first.pts or 0) > 0 else []
        for frame in chain(before, [first], frames):
            made.mux(encoder.encode(frame.reformat(encoder.width, encoder.height, "yuv420p")))
        made.mux(encoder.encode(None))


def _black(encoder: VideoStream, first: VideoFrame) -> VideoFrame:
    dark = np.full((encoder.height * 3 // 2, encoder.width), 128, np.uint8)
    dark[: encoder.height] = 16
    frame = VideoFrame.from_ndarray(dark, format="yuv420p")
    frame.pts, frame.time_base = 0, first.time_base
    return frame
