"""Media as it lands: short files that stand alone, and a manifest that says when each was.

A manifest is a chain of lines in order of time. `gaps` are those that ended since the line before.
Numbers are in seconds on the session clock.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from interview import media
from interview.errors import BadInput, Damaged
from interview.model import SAMPLE_RATE, Gap, GapCause, Span, Track
from interview.ports import Samples
from interview.store.chain import Chain, Link, links
from interview.store.paths import Place, put, read, sha256

MANIFEST = "manifest.jsonl"


@dataclass(frozen=True, slots=True)
class Segment:
    """A landed file, or with `file` None the end of a stretch in which nothing came."""

    file: str | None
    start: float
    end: float
    gaps: tuple[tuple[float, float, GapCause], ...]
    sha256: str | None


def segments(folder: Place) -> list[Segment]:
    """All that has landed; none where there is no such track."""
    manifest = folder / MANIFEST
    return [segment(link) for link in links(manifest)] if manifest.exists() else []


def segment(link: Link) -> Segment:
    gaps = tuple((start, end, cause) for start, end, cause in link["gaps"])
    return Segment(link["file"], link["start"], link["end"], gaps, link["sha256"])


def gaps(folder: Place, track: Track) -> list[Gap]:
    return [
        Gap(track, Span(start, end), cause)
        for segment in segments(folder)
        for start, end, cause in segment.gaps
    ]


def read_segment(folder: Place, segment: Segment) -> bytes:
    """The bytes of a segment that has a file."""
    path = folder / str(segment.file)
    data = read(path)
    if sha256(data) != segment.sha256:
        raise Damaged(f"{path} is not what was written: restore it from a backup")
    return data


def samples(folder: Place, first: int, last: int) -> Samples:
    """The samples first..last of the session clock, 0 where there are none."""
    heard = np.zeros(last - first, np.float32)
    for segment in segments(folder):
        start, end = _sample(segment.start), _sample(segment.end)
        if segment.file and start < last and end > first:
            pcm = media.decode_flac(read_segment(folder, segment))
            low, high = max(start, first), min(end, last)
            heard[low - first : high - first] = media.from_pcm(pcm[low - start : high - start])
    return heard


def join_video(folder: Place, path: Path) -> None:
    """One file of all segments of a video track, its times those of the session."""

    def placed() -> Iterator[tuple[bytes, float]]:
        for segment in segments(folder):
            if segment.file:
                yield read_segment(folder, segment), segment.start

    media.join_video(placed, path)


def _sample(seconds: float) -> int:
    return round(seconds * SAMPLE_RATE)


def unexplained(
    span: Span, gaps: Iterable[tuple[float, float, GapCause]]
) -> list[tuple[float, float]]:
    """The stretches of `span` that no gap covers."""
    left, start = [], span.start
    for begun, ended, _ in sorted(gaps):
        if start < min(begun, span.end):
            left.append((start, min(begun, span.end)))
        start = max(start, ended)
    if start < span.end:
        left.append((start, span.end))
    return left


class Landing:
    """Adds segments to one track. The caller holds the track's lock."""

    def __init__(self, folder: Path, suffix: str) -> None:
        self._chain = Chain(folder / MANIFEST)
        landed = [segment(link) for link in self._chain.links]
        self.last = landed[-1] if landed else None
        self._folder, self._suffix = folder, suffix
        self._files = sum(segment.file is not None for segment in landed)
        self._gaps: list[tuple[float, float, GapCause]] = []

    def gap(self, span: Span, cause: GapCause) -> None:
        self._gaps.append((span.start, span.end, cause))

    def hole(self, span: Span) -> None:
        """What of `span` no gap explains was lost."""
        lost = unexplained(span, self._gaps)
        self._gaps.extend((start, end, "loss") for start, end in lost)

    def land(self, data: bytes, span: Span) -> None:
        name = f"{self._files:06d}.{self._suffix}"
        put(self._folder / name, data)
        self._files += 1
        self._append(Segment(name, span.start, span.end, self._over(span.end), sha256(data)))

    def close(self) -> None:
        if self._gaps:
            end = max([self.last.end if self.last else 0.0, *(end for _, end, _ in self._gaps)])
            self._append(Segment(None, end, end, self._over(end), None))

    def _over(self, end: float) -> tuple[tuple[float, float, GapCause], ...]:
        """The gaps that are over by then, which are told once."""
        told = tuple(sorted(gap for gap in self._gaps if gap[1] <= end))
        self._gaps = [gap for gap in self._gaps if gap[1] > end]
        return told

    def _append(self, segment: Segment) -> None:
        self._chain.append(asdict(segment))
        self.last = segment


class AudioWriter:
    """Lands samples as FLAC segments that are cut at multiples of `seconds`."""

    def __init__(self, landing: Landing, seconds: float) -> None:
        self._landing = landing
        self._length = _sample(seconds)
        self._start = self._end = _sample(landing.last.end if landing.last else 0.0)
        self._buffer: list[NDArray[np.int16]] = []

    def write(self, samples: Samples, at: float) -> None:
        """Samples whose first is at `at`. Where some were written before, those stay."""
        position = _sample(at)
        if position < 0:
            raise BadInput(f"samples at {at} s lie before the session: start the session earlier")
        samples = samples[max(0, self._end - position) :]
        position = max(position, self._end)
        if len(samples):
            self._reach(position)
            self._add(media.to_pcm(samples))

    def gap(self, span: Span, cause: GapCause) -> None:
        """Say why nothing will come for `span`; an unexplained hole counts as loss."""
        self._landing.gap(span, cause)

    def close(self) -> None:
        self._cut()
        self._landing.close()

    def _reach(self, position: int) -> None:
        if position // self._length != self._end // self._length:
            self._cut()
        if 0 < self._end < position:  # before its first sample a track has not begun
            self._landing.hole(Span(self._end / SAMPLE_RATE, position / SAMPLE_RATE))
        if self._buffer:
            self._buffer.append(np.zeros(position - self._end, np.int16))
        else:
            self._start = position
        self._end = position

    def _add(self, pcm: NDArray[np.int16]) -> None:
        while len(pcm):
            room = self._length - self._end % self._length
            self._buffer.append(pcm[:room])
            self._end += len(self._buffer[-1])
            pcm = pcm[room:]
            if self._end % self._length == 0:
                self._cut()

    def _cut(self) -> None:
        if self._buffer:
            span = Span(self._start / SAMPLE_RATE, self._end / SAMPLE_RATE)
            self._landing.land(media.encode_flac(np.concatenate(self._buffer)), span)
            self._buffer.clear()
        self._start = self._end


class VideoWriter:
    """Lands encoded segments, each of which starts with a key frame."""

    def __init__(self, landing: Landing) -> None:
        self._landing = landing

    def write(self, data: bytes, span: Span) -> None:
        """A Matroska file whose first frame is shown at `span.start`."""
        last = self._landing.last
        if span.start < (last.start if last else 0.0):
            raise BadInput(
                f"video at {span.start} s lies before what has landed: sort the segments"
            )
        self._landing.land(data, span)

    def gap(self, span: Span, cause: GapCause) -> None:
        self._landing.gap(span, cause)

    def close(self) -> None:
        self._landing.close()
