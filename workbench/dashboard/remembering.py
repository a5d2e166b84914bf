"""A store for many who look at the same: what was read last is not read again for each."""

import os
import threading
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar, get_args

from upath import UPath

from interview.model import Gap, Track
from interview.store import Store
from interview.store.changes import Mark, kept, landed

KEPT = 64
"""Values; those of an hour's interview have some megabytes each."""

T = TypeVar("T")
Key = tuple[str, str, str | None]

_TRACKS: tuple[Track, ...] = get_args(Track)


class Remembering(Store):
    """Gives a value again as long as nobody wrote it anew. Nobody may change what it gives."""

    def __init__(self, root: str | os.PathLike[str] | UPath) -> None:
        super().__init__(root)
        self._lock = threading.Lock()
        self._values: dict[Key, tuple[Mark, Any]] = {}

    def read(self, session: str, kind: str, type_: type[T], version: str | None = None) -> T:
        self.check_permitted(session, kind)
        make = partial(super().read, session, kind, type_, version)
        return self._once((session, kind, version), partial(kept, self, session, kind), make)

    def tracks(self, session: str) -> list[Track]:
        return self._of_media(session, "tracks", partial(super().tracks, session))

    def gaps(self, session: str) -> list[Gap]:
        return self._of_media(session, "gaps", partial(super().gaps, session))

    def duration(self, session: str, track: Track | None = None) -> float:
        make = partial(super().duration, session, track)
        return self._of_media(session, f"duration {track}", make)

    def _of_media(self, session: str, what: str, make: Callable[[], T]) -> T:
        def mark() -> Mark:
            return tuple(one for track in _TRACKS for one in (*landed(self, session, track), -1))

        return self._once((session, what, "media"), mark, make)

    def _once(self, key: Key, marked: Callable[[], Mark], make: Callable[[], T]) -> T:
        if isinstance(self.root, UPath):
            return make()
        mark = marked()
        before, value = self._values.get(key, ((), None))
        if not mark or before != mark:
            value = make()
            self._keep(key, mark, value)
        found: T = value
        return found

    def _keep(self, key: Key, mark: Mark, value: object) -> None:
        """And let go of the oldest, and of what is erased."""
        with self._lock:
            self._values.pop(key, None)
            there = {one: known for one, known in self._values.items() if self.exists(one[0])}
            self._values = dict([*there.items(), (key, (mark, value))][-KEPT:])
