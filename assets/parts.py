"""Costly maps whose results are made once and read from then on."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from interview.errors import Damaged, NotMade
from interview.store import Store

T = TypeVar("T")

NOTES = 50  # lines of progress, at most


class Parts:
    """The stored results of one map over a session; `made` counts those that were missing."""

    def __init__(self, store: Store, session: str, kind: str, version: str) -> None:
        self._store, self._where = store, (session, kind, version)
        self.made = 0

    def get(
        self,
        makers: Mapping[str, Callable[[], T]],
        type_: type[T],
        note: Callable[[str], None] = lambda _: None,
    ) -> list[T]:
        """The result of each key, made and stored where there is none; `note` hears "12/40"."""
        results, every = list[T](), max(1, len(makers) // NOTES)
        for number, (key, make) in enumerate(makers.items(), 1):
            try:
                results.append(self._store.read_part(*self._where, key, type_))
            except (NotMade, Damaged):
                results.append(make())
                self._store.write_part(*self._where, key, results[-1])
                self.made += 1
                if self.made % every == 0:
                    note(f"{number}/{len(makers)}")
        return results
