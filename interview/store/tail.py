"""What is heard of a live track before it has landed."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from interview.errors import Refused
from interview.model import SAMPLE_RATE, SPEAKERS, Track
from interview.ports import Samples
from interview.store import Store
from interview.store.consent import consents
from interview.store.journal import SECONDS, Closed, Packet, left_behind, packets
from interview.store.landing import MANIFEST, segments
from interview.store.recording import listen, track_folder

_SETTLING = 0.005
"""Seconds before the last packet from which on the next one and the resampler may change it."""


def tail(store: Store, session: str, track: Track) -> tuple[float, Samples]:
    """What has come of an audio track since its last segment, and when it begins.

    Never more than will be in the segment, whatever comes next: live hears what is kept. Refused
    where its person did not agree to be heard.
    """
    role = next(role for role in SPEAKERS if track.startswith(role))
    if not consents(store, session).get(role, {}).get("transcription", False):
        raise Refused(f"the {role} of session {session} did not agree to be transcribed")
    folder = track_folder(store, session, track)
    while True:
        landed = segments(folder) if (folder / MANIFEST).exists() else []
        try:
            return _unlanded(folder, landed[-1].end if landed else -1.0)
        except FileNotFoundError:
            continue  # a file of the journal became a segment while it was read


def _unlanded(folder: Path, reached: float) -> tuple[float, Samples]:
    begun: float | None = None
    heard: list[Samples] = []
    end = 0
    for closed in left_behind(folder):
        sequence = packets(closed.path)
        until = _settled(closed, sequence)
        start, samples = listen(sequence, max(reached, end / SAMPLE_RATE), until)
        if len(samples):
            begun = start / SAMPLE_RATE if begun is None else begun
            heard += [np.zeros(max(0, start - end) if heard else 0, np.float32), samples]
            end = start + len(samples)
    return begun or 0.0, np.concatenate([*heard, np.zeros(0, np.float32)])


def _settled(closed: Closed, sequence: Sequence[Packet]) -> float:
    """Up to where no later packet changes what is heard, nor another file tells it."""
    if closed.until is not None:
        return closed.until
    last = sequence[-1].at if sequence else 0.0
    return min(last - _SETTLING, closed.start + SECONDS)
