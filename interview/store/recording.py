"""A live track: its journal, and the segments that are made of it.

What a browser encoded is kept as it came, Opus in `original/`, and pictures as the track itself;
audio that may be heard is heard as well, for those who listen at `SAMPLE_RATE`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import pairwise
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
    """Opus as it came and, where it may be heard, as samples."""

    def __init__(self, folder: Path) -> None:
        original = folder / ORIGINAL
        original.mkdir(exist_ok=True)
        self._original, self._samples = Landing(original, "ogg"), Landing(folder, "flac")

    def land(self, sequence: Sequence[Packet], until: float | None) -> None:
        audible = _audible(sequence, self._unheard_before(sequence))
        self._keep(sequence, until)
        self._hear(sequence, audible, until)

    def _unheard_before(self, sequence: Sequence[Packet]) -> bool:
        """Whether something was kept, but not heard, since what was heard last."""
        kept = min([_reached(self._original), *(packet.at for packet in sequence[:1])])
        return kept - _reached(self._samples) > _JITTER

    def _keep(self, sequence: Sequence[Packet], until: float | None) -> None:
        reached = _reached(self._original) - _JITTER
        kept = [p for p in sequence if p.at >= reached and (until is None or p.at < until)]
        if kept:
            _tell_gaps(self._original, kept, _JITTER, _end)
            span = Span(kept[0].at, _end(kept[-1]))
            self._original.land(ogg([_timed(packet, OPUS_RATE) for packet in kept]), span)

    def _hear(
        self, sequence: Sequence[Packet], audible: Sequence[Packet], until: float | None
    ) -> None:
        reached = _reached(self._samples)
        start, samples = listen(sequence, reached, until)
        if len(samples):
            end = (start + len(samples)) / SAMPLE_RATE
            inside = [p for p in audible if p.at < end and _end(p) > reached]
            _tell_gaps(self._samples, inside, _JITTER, _end)
            flac = media.encode_flac(media.to_pcm(samples))
            self._samples.land(flac, Span(start / SAMPLE_RATE, end))


def _audible(sequence: Sequence[Packet], unheard_before: bool) -> list[Packet]:
    """The packets that may be heard; where others lie before one its person wished the hole."""
    audible = []
    for packet in sequence:
        if packet.heard:
            audible.append(replace(packet, cause="mute") if unheard_before else packet)
        unheard_before = not packet.heard
    return audible


def listen(sequence: Sequence[Packet], reached: float, until: float | None) -> tuple[int, Samples]:
    """The samples of a file of the journal in a stretch of time, and the first one's number."""
    start, end = stretch(sequence, reached, until)
    if start == end:
        return 0, np.zeros(0, np.float32)
    first, samples = hear([timed(packet) for packet in sequence])
    hush(sequence, first, samples)
    start = max(first, start)
    return start, samples[start - first : end - first]


def hush(sequence: Sequence[Packet], first: int, samples: Samples) -> None:
    """Make the holes silent, into which the resampler carries a little of their edges.

    `first` is the number of the first sample.
    """
    for earlier, later in pairwise(packet for packet in sequence if packet.heard):
        if later.at - _end(earlier) > _JITTER:
            start, end = (round(at * SAMPLE_RATE) - first for at in (_end(earlier), later.at))
            samples[start:end] = 0.0


def stretch(sequence: Sequence[Packet], reached: float, until: float | None) -> tuple[int, int]:
    """The first sample and the end of what a file of the journal adds to what was `reached`."""
    within = [p for p in sequence if _end(p) > reached and (until is None or p.at < until)]
    fresh = [packet for packet in within if packet.heard]
    if not fresh:
        return 0, 0
    start, end = max(reached, fresh[0].at), _end(fresh[-1])
    if start - reached < _JITTER:
        start = reached
    if until is not None and until - end < _JITTER:
        end = until
    return round(start * SAMPLE_RATE), round(end * SAMPLE_RATE)


def timed(packet: Packet) -> Timed:
    """An Opus packet as it is heard: silence, if it may not be."""
    return _timed(packet if packet.heard else replace(packet, data=b""), OPUS_RATE)


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
    was, to be landed by another try or by `recover`.
    """

    def __init__(self, folder: Path, track: Track, closed: Callable[[Closed], None]) -> None:
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
        return AudioLands(self._folder) if self._audio else VideoLands(self._folder)


@contextmanager
def record(
    store: Store, session: str, track: Track, closed: Callable[[Closed], None]
) -> Iterator[Recording]:
    """Record a track; what a crash left of it lands first.

    `closed` is told each file of the journal that is complete. Transient where another process
    records it.
    """
    folder = track_folder(store, session, track)
    with paths.expected(folder):
        folder.parent.mkdir(exist_ok=True)
        folder.mkdir(exist_ok=True)
    with paths.locked(folder, wait=False):
        recording = Recording(folder, track, closed)
        for left in left_behind(folder):
            with suppress(BadMedia):  # what is unusable was set aside
                recording.land(left)
        yield recording


def recover(store: Store, session: str, track: Track) -> bool:
    """Land what a crash left of a track; whether there was anything."""
    if not left_behind(track_folder(store, session, track)):
        return False
    with record(store, session, track, lambda _: None):
        return True


def track_folder(store: Store, session: str, track: Track) -> Path:
    return paths.local(store._track(session, track))
