"""A session's media on its way to disk, away from the event loop.

One thread writes what comes to the journal at once; another makes segments of the journal's files,
which takes longer. Where the disk does not take something, that is told, what has landed stays
whole, and both go on trying.
"""

import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from queue import SimpleQueue

from interview.errors import BadMedia, InterviewError
from interview.model import Track
from interview.store import Store
from interview.store.journal import Closed, Packet
from interview.store.recording import Recording, record

_RETRY = 1.0
_BATCH = 0.03
"""Seconds for which packets are gathered before they are written."""


class Landing:
    """Takes packets of a session's tracks; `told` hears of each change: an error, or None for well.

    `told` is called in other threads.
    """

    def __init__(self, store: Store, session: str, told: Callable[[str | None], None]) -> None:
        self._store, self._session, self._told = store, session, told
        self._recordings: dict[Track, Recording] = {}
        self._packets: SimpleQueue[tuple[Track, Packet] | None] = SimpleQueue()
        self._closed: SimpleQueue[tuple[Track, Closed] | None] = SimpleQueue()
        self._given_up: set[Track] = set()
        self._errors: dict[str, str | None] = {}
        self._ending = threading.Event()
        self._behind: float | None = None
        self._writer = threading.Thread(target=self._write_all, name="journal", daemon=True)
        self._lander = threading.Thread(target=self._land_all, name="landing", daemon=True)
        self._writer.start()

    def put(self, track: Track, packet: Packet) -> None:
        self._packets.put((track, packet))

    def lag(self, now: float) -> float:
        """Seconds since the oldest packet arrived that is not in the journal; session time."""
        behind = self._behind
        return 0.0 if behind is None else max(0.0, now - behind)

    def close(self) -> None:
        """Land what has come; wait for it."""
        self._ending.set()
        self._packets.put(None)
        self._writer.join()

    def _write_all(self) -> None:
        with ExitStack() as recordings:
            self._lander.start()
            over = False
            while not over:
                batch = self._next_batch()
                over = batch[-1] is None
                for track, packets in _by_track(batch).items():
                    self._write(recordings, track, packets)
            self._behind = None
            for recording in self._recordings.values():
                recording.close()
            self._closed.put(None)
            self._lander.join()

    def _next_batch(self) -> list[tuple[Track, Packet] | None]:
        """What has come; the last is None at the end of all."""
        self._behind = None
        batch = [self._packets.get()]
        if batch[0] is not None:
            self._behind = batch[0][1].arrival
            self._ending.wait(_BATCH)  # waking up for each packet would cost more than the rest
        while batch[-1] is not None and not self._packets.empty():
            batch.append(self._packets.get())
        return batch

    def _write(self, recordings: ExitStack, track: Track, packets: list[Packet]) -> None:
        try:
            if track not in self._recordings:
                self._recordings[track] = recordings.enter_context(self._record(track))
            self._recordings[track].write(packets)
        except (OSError, InterviewError) as error:
            self._tell("journal", in_words(error))
        else:
            self._tell("journal", None)

    def _record(self, track: Track) -> AbstractContextManager[Recording]:
        return record(self._store, self._session, track, partial(self._complete, track))

    def _complete(self, track: Track, closed: Closed) -> None:
        self._closed.put((track, closed))

    def _land_all(self) -> None:
        while item := self._closed.get():
            track, closed = item
            while track not in self._given_up and not self._land(track, closed):
                if self._ending.wait(_RETRY):
                    self._given_up.add(track)  # it stays in the journal, and so does what follows

    def _land(self, track: Track, closed: Closed) -> bool:
        try:
            self._recordings[track].land(closed)
        except (OSError, InterviewError) as error:
            self._tell("segments", in_words(error))
            return isinstance(error, BadMedia)  # no other try helps
        self._tell("segments", None)
        return True

    def _tell(self, who: str, error: str | None) -> None:
        if self._errors.get(who) != error:
            self._errors[who] = error
            self._told(next((text for text in self._errors.values() if text), None))


def in_words(error: Exception) -> str:
    """What is wrong, without the places of files, which are nobody's business."""
    return (isinstance(error, OSError) and error.strerror) or str(error)


def _by_track(batch: Sequence[tuple[Track, Packet] | None]) -> dict[Track, list[Packet]]:
    tracks: dict[Track, list[Packet]] = {}
    for item in batch:
        if item is not None:
            tracks.setdefault(item[0], []).append(item[1])
    return tracks
