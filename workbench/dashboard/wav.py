"""A track as a WAV file that is nowhere: any stretch of its bytes, made of the store's segments."""

import struct
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from interview.errors import BadInput
from interview.media import decode_flac
from interview.model import SAMPLE_RATE, Track
from interview.store import Store
from interview.store.changes import Mark, landed
from interview.store.landing import Segment

HEADER = 44
_BLOCK = SAMPLE_RATE * 4
"""Samples of silence that are made at a time."""


@dataclass(frozen=True)
class Sound:
    """What has landed of a track; `starts` in samples of the session clock."""

    store: Store
    session: str
    track: Track
    segments: Sequence[Segment]
    starts: Sequence[int]
    mark: Mark

    @property
    def samples(self) -> int:
        return round(self.segments[-1].end * SAMPLE_RATE)

    @property
    def size(self) -> int:
        """Bytes of the file: byte 44 + 2 n begins the sample n of the session clock."""
        return HEADER + 2 * self.samples

    def read(self, first: int, last: int) -> Iterator[bytes]:
        """The bytes first..last, `last` not among them, in pieces of some seconds."""
        if first < HEADER:
            yield _header(2 * self.samples)[first:last]
        skip, first = max(first - HEADER, 0) % 2, max(first - HEADER, 0)
        left = last - HEADER - first
        if left <= 0:
            return
        for block in self._pcm(first // 2, (last - HEADER + 1) // 2):
            piece = block[skip : skip + left]
            skip, left = 0, left - len(piece)
            yield piece

    def _pcm(self, first: int, last: int) -> Iterator[bytes]:
        at = first
        begin = max(0, bisect_right(self.starts, first) - 1)
        for start, segment in zip(self.starts[begin:], self.segments[begin:], strict=True):
            if start >= last:
                break
            yield from _silence(start - at)
            at = max(at, start)
            pcm = decode_flac(self.store.segment(self.session, self.track, segment))
            heard = pcm[at - start : last - start]
            at += len(heard)
            yield heard.astype("<i2", copy=False).tobytes()
        yield from _silence(last - at)


def sound(store: Store, session: str, track: Track) -> Sound:
    """As it is now; BadInput where nothing of it has landed."""
    mark = landed(store, session, track)
    if not track.endswith("_audio") or not mark:
        raise BadInput(f"session {session} has no sound of {track}")
    return _sound(store, session, track, mark)


@lru_cache(maxsize=64)
def _sound(store: Store, session: str, track: Track, mark: Mark) -> Sound:
    segments = store.segments(session, track)
    starts = [round(segment.start * SAMPLE_RATE) for segment in segments]
    return Sound(store, session, track, segments, starts, mark)


def _silence(samples: int) -> Iterator[bytes]:
    while samples > 0:
        block = min(samples, _BLOCK)
        yield bytes(2 * block)
        samples -= block


def _header(size: int) -> bytes:
    rate = SAMPLE_RATE
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate, 2 * rate, 2, 16)
    return (
        struct.pack("<4sI4s", b"RIFF", size + 36, b"WAVE")
        + form
        + struct.pack("<4sI", b"data", size)
    )
