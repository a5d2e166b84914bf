"""The tracks of a session as ordinary media files."""

import wave
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import av

from interview.errors import BadMedia
from interview.media import to_pcm
from interview.model import SAMPLE_RATE
from interview.ports import Samples
from workbench.session import Session
from workbench.shapes import MEDIA_FILES

BLOCK = SAMPLE_RATE * 60
"""Samples that are converted at a time."""

QUALITY = {"crf": "18", "preset": "veryfast", "threads": "2"}
"""Of H.264: hardly to be told from the original."""


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
    """The packets as they came, where MP4 can hold them; what browsers send (VP8) it cannot."""
    try:
        session.store.write_video(session.id, "candidate_video", path)
    except BadMedia:
        with TemporaryDirectory() as folder:
            whole = Path(folder) / "whole.mkv"
            session.store.write_video(session.id, "candidate_video", whole)
            _transcode(whole, path)


def _transcode(source: Path, path: Path) -> None:
    """To H.264 at the same times; a picture that changes its size keeps the first, made even."""
    with av.open(str(source)) as container, av.open(str(path), "w") as made:
        stream = container.streams.video[0]
        encoder = made.add_stream("libx264", options=QUALITY)
        encoder.width, encoder.height = stream.width // 2 * 2, stream.height // 2 * 2
        encoder.pix_fmt = "yuv420p"
        encoder.codec_context.time_base = stream.time_base or Fraction(1, 1000)
        for frame in container.decode(stream):
            made.mux(encoder.encode(frame.reformat(encoder.width, encoder.height, "yuv420p")))
        made.mux(encoder.encode(None))
