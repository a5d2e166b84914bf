"""A live track: its journal, and the segments that are made of it.

What a browser encoded is kept as it came, Opus in `original/`, and pictures as the track itself;
audio is heard as well, for those who listen at `SAMPLE_RATE`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import median
from typing import Protocol

import av
import numpy as np

from interview import media
from interview.errors import BadMedia
from interview.media.passthrough import (
    OPUS_RATE,
    VIDEO_RATE,
    Timed,
    hear,
    matroska,
    ogg,
    opus_samples,
)
from interview.model import SAMPLE_RATE, Span, Track
from interview.ports import Samples
from interview.store import Store, paths
from interview.store.journal import (
    AudioCuts,
    Closed,
    Journal,
    Packet,
    VideoCuts,
    left_behind,
    packets,
)
from interview.store.landing import Landing
from interview.store.timing import Timing

ORIGINAL = "original"
_JITTER = 0.001
"""Seconds by which a packet may lie off the end of the one before without a hole."""
_STILL = 0.5
"""Seconds for which a picture stands before it counts as a hole."""


class Lands(Protocol):
    def land(self, sequence: Sequence[Packet], until: float | None) -> None:
        """Make the segment of a file of the journal; what has landed of it already stays."""
        ...


class AudioLands:
    """Opus as it came and, if it may be `heard`, as samples."""

    def __init__(self, folder: Path, heard: Callable[[], bool]) -> None:
        original = folder / ORIGINAL
        original.mkdir(exist_ok=True)
        self._original, self._samples = Landing(original, "ogg"), Landing(folder, "flac")
        self._heard = heard

    def land(self, sequence: Sequence[Packet], until: float | None) -> None:
        self._keep(sequence, until)
        if self._heard():
            self._hear(self._samples, sequence, until)

    def _keep(self, sequence: Sequence[Packet], until: float | None) -> None:
        reached = _reached(self._original) - _JITTER
        kept = [p for p in sequence if p.at >= reached and (until is None or p.at < until)]
        if kept:
            _tell_gaps(self._original, kept, _JITTER, _end)
            span = Span(kept[0].at, _end(kept[-1]))
            self._original.land(ogg([_timed(packet, OPUS_RATE) for packet in kept]), span)

    def _hear(self, landing: Landing, sequence: Sequence[Packet], until: float | None) -> None:
        start, samples = listen(sequence, _reached(landing), until)
        if len(samples):
            end = (start + len(samples)) / SAMPLE_RATE
            inside = [p for p in sequence if p.at < end and _end(p) > _reached(landing)]
            _tell_gaps(landing, inside, _JITTER, _end)
            flac = media.encode_flac(media.to_pcm(samples))
            landing.land(flac, Span(start / SAMPLE_RATE, end))


def listen(sequence: Sequence[Packet], reached: float, until: float | None) -> tuple[int, Samples]:
    """The samples of a file of the journal in a stretch of time, and the first one's number."""
    start, end = stretch(sequence, reached, until)
    if start == end:
        return 0, np.zeros(0, np.float32)
    first, samples = hear([timed(packet) for packet in sequence])
    start = max(first, start)
    return start, samples[start - first : end - first]


def stretch(sequence: Sequence[Packet], reached: float, until: float | None) -> tuple[int, int]:
    """The first sample and the end of what a file of the journal adds to what was `reached`."""
    fresh = [p for p in sequence if _end(p) > reached and (until is None or p.at < until)]
    if not fresh:
        return 0, 0
    start, end = max(reached, fresh[0].at), _end(fresh[-1])
    if start - reached < _JITTER:
        start = reached
    if until is not None and until - end < _JITTER:
        end = until
    return round(start * SAMPLE_RATE), round(end * SAMPLE_RATE)


def timed(packet: Packet) -> Timed:
    """An Opus packet as it is heard."""
    return _timed(packet, OPUS_RATE)


def _end(packet: Packet) -> float:
    return packet.at + opus_samples(packet.data) / OPUS_RATE


class VideoLands:
    """VP8 as it came."""

    def __init__(self, folder: Path) -> None:
        self._landing = Landing(folder, "mkv")

    def land(self, sequence: Sequence[Packet], until: float | None) -> None:
        last = self._landing.last
        if not sequence or (last is not None and sequence[0].at <= last.start):
            return
        _tell_gaps(self._landing, sequence, _STILL, lambda packet: packet.at)
        steps = np.diff([packet.at for packet in sequence])
        end = sequence[-1].at + float(median(steps) if len(steps) else 0.0)
        end = end if until is None else max(min(end, until), sequence[-1].at)
        data = matroska([_timed(packet, VIDEO_RATE) for packet in sequence])
        self._landing.land(data, Span(sequence[0].at, end))


def _timed(packet: Packet, rate: int) -> Timed:
    return Timed(round(packet.at * rate), packet.data)


def _reached(landing: Landing) -> float:
    return landing.last.end if landing.last else -1.0


def _tell_gaps(
    landing: Landing,
    sequence: Sequence[Packet],
    least: float,
    ends: Callable[[Packet], float],
) -> None:
    """Tell the holes between what has landed and the packets, and among these."""
    end = landing.last.end if landing.last else sequence[0].at
    for packet in sequence:
        if packet.at - end > least:
            landing.gap(Span(end, packet.at), packet.cause or "loss")
        end = max(end, ends(packet))


class Recording:
    """A track that is being recorded: `write` what comes, `land` what `write` completes.

    The two may run in two threads. After an OSError of `land` the file of the journal is where it
    was, to be landed by another try or by `recover`. `heard` may be changed meanwhile.
    """

    def __init__(
        self, folder: Path, track: Track, closed: Callable[[Closed], None], *, heard: bool
    ) -> None:
        self.heard = heard
        self._folder, self._audio = folder, track.endswith("audio")
        self._lands: Lands | None = None
        self._timing = Timing(folder)
        self._journal = Journal(folder, AudioCuts() if self._audio else VideoCuts(), closed)

    def write(self, sequence: Iterable[Packet]) -> None:
        """OSError where the disk does not take them: then they are as if they had never come."""
        self._journal.write(sequence)

    def close(self) -> None:
        """Complete the journal's last file."""
        self._journal.close()

    def land(self, closed: Closed) -> None:
        """Make a segment of a file of the journal; OSError where the disk does not take it."""
        sequence = packets(closed.path)
        try:
            self._timing.tell(sequence)
            self._lands = self._lands or self._make()
            self._lands.land(sequence, closed.until)
        except OSError:
            self._lands = None  # what it knows of the folder may be ahead of what is there
            raise
        except av.FFmpegError as error:
            kept = closed.path.rename(closed.path.with_suffix(".unusable"))
            raise BadMedia(f"{kept} cannot become a segment: keep it and report it") from error
        closed.path.unlink()

    def _make(self) -> Lands:
        if self._audio:
            return AudioLands(self._folder, lambda: self.heard)
        return VideoLands(self._folder)


@contextmanager
def record(
    store: Store, session: str, track: Track, closed: Callable[[Closed], None], *, heard: bool
) -> Iterator[Recording]:
    """Record a track; what a crash left of it lands first.

    `closed` is told each file of the journal that is complete; `heard` is whether audio may be
    listened to. Transient where another process records it.
    """
    folder = track_folder(store, session, track)
    with paths.expected(folder):
        folder.parent.mkdir(exist_ok=True)
        folder.mkdir(exist_ok=True)
    with paths.locked(folder, wait=False):
        recording = Recording(folder, track, closed, heard=heard)
        for left in left_behind(folder):
            with suppress(BadMedia):  # what is unusable was set aside
                recording.land(left)
        yield recording


def recover(store: Store, session: str, track: Track, *, heard: bool) -> bool:
    """Land what a crash left of a track; whether there was anything."""
    if not left_behind(track_folder(store, session, track)):
        return False
    with record(store, session, track, lambda _: None, heard=heard):
        return True


def track_folder(store: Store, session: str, track: Track) -> Path:
    return paths.local(store._track(session, track))
