"""What is heard of a track while it is recorded: what has landed, then what is in the journal."""

from collections.abc import Iterator
from contextlib import suppress

import numpy as np

from interview import media
from interview.media.passthrough import Hearing
from interview.model import SAMPLE_RATE, Track
from interview.ports import Samples
from interview.store import Store
from interview.store.chain import Reader
from interview.store.consent import Consent
from interview.store.journal import MARGIN, SECONDS, Closed, Packet, PacketReader, left_behind
from interview.store.landing import MANIFEST, Segment, read_segment, segment
from interview.store.recording import hush, stretch, timed, track_folder

BLOCK = 60 * SAMPLE_RATE
"""Samples that are handed out at once, at most: bounds memory."""


class Tail:
    """Follows an audio track of a session.

    Whatever was handed out is, sample for sample, how the track will begin when all has landed.
    """

    def __init__(self, store: Store, session: str, track: Track) -> None:
        self._folder = track_folder(store, session, track)
        self._consent = Consent(store, session, track)
        self._landed = Reader(self._folder / MANIFEST)
        self._reached = -1.0  # as far as landed segments and finished files of the journal go
        self._finished = -1.0  # the end of the last of these files
        self._file: _File | None = None
        self.position = 0
        """How many samples were handed out."""

    def read(self) -> Iterator[Samples]:
        """What has come since the last call, in order, zeros for what may not be heard.

        Refused, after that, as long as nothing more is to be heard of its person.
        """
        files = left_behind(self._folder)  # before what has landed: all is in one or the other
        for link in self._landed.read():
            self._file = None  # it may be what has landed
            yield from self._segment(segment(link))
        with suppress(FileNotFoundError):  # it has landed meanwhile: next time
            for closed in files:
                if closed.until is not None and closed.until <= self._finished:
                    continue
                yield from self._journal(closed)
        self._consent.check()

    def silence(self, until: float) -> Iterator[Samples]:
        """Zeros up to second `until`, before which nothing that is not written yet was said.

        As long as the end of what was said may still change there are none.
        """
        if self._file is not None and not self._file.over:
            if until < self._file.growing_until:
                return
            yield from self._finish(self._file, None)
        yield from self._zeros(round(until * SAMPLE_RATE))

    def _segment(self, landed: Segment) -> Iterator[Samples]:
        start, end = round(landed.start * SAMPLE_RATE), round(landed.end * SAMPLE_RATE)
        if landed.file and end > self.position:
            pcm = media.decode_flac(read_segment(self._folder, landed))
            yield from self._new(start, media.from_pcm(pcm))
        self._reached = max(self._reached, landed.end)

    def _journal(self, closed: Closed) -> Iterator[Samples]:
        if self._file is None or self._file.path != closed.path:
            self._file = _File(closed)
        self._file.read()
        if self._file.over:
            return
        if closed.until is None:
            yield from self._new(*self._file.heard(self._reached))
            yield from self._zeros(self._file.unheard_until)
        else:
            yield from self._finish(self._file, closed.until)
            self._finished = closed.until

    def _finish(self, file: "_File", until: float | None) -> Iterator[Samples]:
        start, samples = file.finish(self._reached, until)
        yield from self._new(start, samples)
        self._reached = max(self._reached, (start + len(samples)) / SAMPLE_RATE)

    def _new(self, start: int, samples: Samples) -> Iterator[Samples]:
        """What was not handed out yet of samples, the first of which is number `start`."""
        fresh = samples[max(0, self.position - start) :]
        if len(fresh):
            yield from self._zeros(start)
            self.position += len(fresh)
            yield media.from_pcm(media.to_pcm(fresh))  # as it lands

    def _zeros(self, until: int) -> Iterator[Samples]:
        while self.position < until:
            zeros = np.zeros(min(BLOCK, until - self.position), np.float32)
            self.position += len(zeros)
            yield zeros


class _File:
    """A file of the journal, of which every packet is decoded once."""

    def __init__(self, closed: Closed) -> None:
        self.path = closed.path
        self.over = False
        self._end = closed.start + SECONDS
        self._reader = PacketReader(closed.path)
        self._packets: list[Packet] = []
        self._hearing = Hearing()
        self._heard = np.zeros(0, np.float32)

    @property
    def growing_until(self) -> float:
        """A packet from this second on changes nothing of what this file adds to the track."""
        beyond = any(packet.heard and packet.at >= self._end for packet in self._packets)
        return self._end + (SECONDS if beyond else MARGIN)

    @property
    def unheard_until(self) -> int:
        """The sample before which there is nothing to be heard but what `heard` gave."""
        if not self._packets or self._packets[-1].heard:
            return 0
        return min(self._hearing.first + len(self._heard), round(self._end * SAMPLE_RATE))

    def read(self) -> None:
        new = self._reader.read()
        self._packets += new
        self._hear(self._hearing.push([timed(packet) for packet in new]))

    def heard(self, reached: float) -> tuple[int, Samples]:
        """What it adds to what was `reached`, as far as no later packet changes that."""
        return self._cut(*stretch(self._packets, reached, self._end))

    def finish(self, reached: float, until: float | None) -> tuple[int, Samples]:
        """All that it adds, and the first sample's number."""
        self.over = True
        self._hear(self._hearing.finish())
        return self._cut(*stretch(self._packets, reached, until))

    def _hear(self, samples: Samples) -> None:
        self._heard = np.concatenate([self._heard, samples])
        hush(self._packets, self._hearing.first, self._heard)

    def _cut(self, start: int, end: int) -> tuple[int, Samples]:
        if start == end:
            return 0, np.zeros(0, np.float32)
        first = self._hearing.first
        start = max(first, start)
        return start, self._heard[start - first : max(start, end) - first]
