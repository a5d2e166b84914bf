"""Tells the pages which parts of a session have changed."""

import itertools
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

from interview.errors import NoSuchSession
from interview.store import Store
from interview.store.changes import Mark, marks

log = logging.getLogger(__name__)

EVERY = 0.1
"""Seconds between two looks."""

Told = Callable[[frozenset[str]], None]


class Watch:
    """Looks at the sessions that somebody looks at in one thread, and tells of them in another.

    Who is told more than they have time for is told all of it at once.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._told: dict[str, dict[int, Told]] = {}
        self._known: dict[str, dict[str, Mark]] = {}
        self._news: dict[int, frozenset[str]] = {}
        self._numbers = itertools.count()
        self._telling = ThreadPoolExecutor(1, "telling")
        self._looking = False

    def subscribe(self, session: str, told: Told) -> Callable[[], None]:
        """`told` gets the names of the kinds that changed since, in a thread of the watch.

        Beside kinds of the store: `events`, `media`, `drafts`, and `erased` when it is gone.
        Subscribe first and read then, to miss nothing. What is returned ends it.
        """
        with self._lock:
            if session not in self._told:
                self._known[session] = marks(self._store, session)
            number = next(self._numbers)
            self._told.setdefault(session, {})[number] = told
            if not self._looking:
                self._looking = True
                threading.Thread(target=self._look_on, name="watch", daemon=True).start()
        return partial(self._end, session, number)

    def _end(self, session: str, number: int) -> None:
        with self._lock:
            told = self._told.get(session, {})
            told.pop(number, None)
            if not told:
                self._told.pop(session, None)
                self._known.pop(session, None)

    def _look_on(self) -> None:
        while True:
            time.sleep(EVERY)
            with self._lock:
                if not self._told:
                    self._looking = False
                    return
                for session, told in self._told.items():
                    changed = self._changed(session)
                    for number in told if changed else ():
                        self._tell(session, number, changed)

    def _tell(self, session: str, number: int, changed: frozenset[str]) -> None:
        """The caller holds the lock."""
        waits = number in self._news
        self._news[number] = self._news.get(number, frozenset()) | changed
        if not waits:
            self._telling.submit(self._say, session, number).add_done_callback(_complain)

    def _say(self, session: str, number: int) -> None:
        with self._lock:
            changed = self._news.pop(number)
            told = self._told.get(session, {}).get(number)
        if told is not None:
            told(changed)

    def _changed(self, session: str) -> frozenset[str]:
        """The caller holds the lock."""
        known = self._known[session]
        try:
            now = marks(self._store, session)
        except NoSuchSession:
            now = {"erased": ()}
        self._known[session] = now
        if "erased" in now:
            return frozenset(now.keys() - known.keys())
        return frozenset(kind for kind in known.keys() | now if known.get(kind) != now.get(kind))


def _complain(told: Future[None]) -> None:
    """What goes wrong for one page stops no other."""
    if (error := told.exception()) is not None:
        log.error("[WATCH] a page could not be told: %s", error, exc_info=error)
