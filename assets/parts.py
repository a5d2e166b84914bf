"""Costly maps whose results are made once and read from then on."""

from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import lru_cache
from typing import TypeVar, cast

from interview.errors import Damaged, NotMade
from interview.store import Store
from interview.store.paths import Place

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
        return list(self.each(makers, type_, note))

    def each(
        self,
        makers: Mapping[str, Callable[[], T]],
        type_: type[T],
        note: Callable[[str], None] = lambda _: None,
    ) -> Iterator[T]:
        """The result of each key, made and stored where there is none; `note` hears "12/40".

        A maker is called when what comes before it was taken.
        """
        every = max(1, len(makers) // NOTES)
        for number, (key, make) in enumerate(makers.items(), 1):
            try:
                result = self._read(key, type_)
            except (NotMade, Damaged):
                result = make()
                self._store.write_part(*self._where, key, result)
                self.made += 1
                if self.made % every == 0:
                    note(f"{number}/{len(makers)}")
            yield result

    def _read(self, key: str, type_: type[T]) -> T:
        return self._store.read_part(*self._where, key, type_)


class RememberedParts(Parts):
    """Parts that a process reads once: their keys are digests of all that they depend on."""

    def _read(self, key: str, type_: type[T]) -> T:
        return cast(T, _remembered(self._store.root, self._where, key, cast(Hashable, type_)))


@lru_cache(maxsize=1024)  # the answers of several hours
def _remembered(root: Place, where: tuple[str, str, str], key: str, type_: Hashable) -> object:
    return Store(root).read_part(*where, key, cast(type[object], type_))
