"""The tracks of a session as ordinary media files."""

import wave
from pathlib import Path

from interview.media import to_pcm
from interview.model import SAMPLE_RATE
from interview.ports import Samples
from workbench.session import Session
from workbench.shapes import MEDIA_FILES

BLOCK = SAMPLE_RATE * 60
"""Samples that are converted at a time."""


def write(session: Session, directory: Path) -> list[str]:
    """Sound as 16 kHz 16-bit WAV from session time 0, silence in the gaps; the picture as it came.

    Returns the names of the files.
    """
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
