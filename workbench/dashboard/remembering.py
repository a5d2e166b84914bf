"""A store for many who look at the same: what was read last is not read again for each."""

import os
import threading
from typing import Any, TypeVar

from upath import UPath

from interview.store import Store
from interview.store.changes import Mark, kept

KEPT = 64
"""Values; those of an hour's interview have some megabytes each."""

T = TypeVar("T")


class Remembering(Store):
    """Gives a value again as long as nobody wrote it anew. Nobody may change what it gives."""

    def __init__(self, root: str | os.PathLike[str] | UPath) -> None:
        super().__init__(root)
        self._lock = threading.Lock()
        self._values: dict[tuple[str, str, str | None], tuple[Mark, Any]] = {}

    def read(self, session: str, kind: str, type_: type[T], version: str | None = None) -> T:
        if isinstance(self.root, UPath):
            return super().read(session, kind, type_, version)
        self.check_permitted(session, kind)
        key, mark = (session, kind, version), kept(self, session, kind)
        before, value = self._values.get(key, ((), None))
        if not mark or before != mark:
            value = super().read(session, kind, type_, version)
            self._keep(key, mark, value)
        found: T = value
        return found

    def _keep(self, key: tuple[str, str, str | None], mark: Mark, value: object) -> None:
        """And let go of the oldest, and of what is erased."""
        with self._lock:
            self._values.pop(key, None)
            there = {one: known for one, known in self._values.items() if self.exists(one[0])}
            self._values = dict([*there.items(), (key, (mark, value))][-KEPT:])
