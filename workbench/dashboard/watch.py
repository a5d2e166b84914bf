"""Tells the pages which parts of a session have changed."""

import itertools
import threading
import time
from collections.abc import Callable
from functools import partial

from interview.errors import NoSuchSession
from interview.store import Store
from interview.store.changes import Mark, marks

EVERY = 0.25
"""Seconds between two looks."""

Told = Callable[[frozenset[str]], None]


class Watch:
    """Looks at the sessions that somebody looks at, in one thread for all."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._told: dict[str, dict[int, Told]] = {}
        self._known: dict[str, dict[str, Mark]] = {}
        self._numbers = itertools.count()
        self._looking = False

    def subscribe(self, session: str, told: Told) -> Callable[[], None]:
        """`told` gets the names of the kinds that changed since, in the watch's own thread.

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
                news = [
                    (self._changed(session), list(told.values()))
                    for session, told in self._told.items()
                ]
            for changed, told in news:
                for each in told if changed else ():
                    each(changed)

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
