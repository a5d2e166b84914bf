"""Functions that a live session asks the same again and again.

What they are asked of has a hash that is slow, being that of every word in it, while comparing it
with what was asked before is quick, the words being the very same objects.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import Generic, TypeVar, TypeVarTuple

T = TypeVar("T")
R = TypeVar("R")
By = TypeVarTuple("By")  # hashable: engines are told apart as objects

LAST = 4  # sequences: all words, and those known when profiling was switched


@dataclass(frozen=True, slots=True)
class Key(Generic[T]):
    """A value as the key of a cache: equal where it is equal, hashed by `sign` alone."""

    sign: Hashable
    value: T

    def __hash__(self) -> int:
        return hash(self.sign)


def remembering(
    function: Callable[[Sequence[T], *By], list[R]],
) -> Callable[[Sequence[T], *By], list[R]]:
    """A pure function that knows what it answered the last few times."""

    @lru_cache(maxsize=LAST)
    def answered(asked: Key[tuple[T, ...]], by: tuple[*By]) -> list[R]:
        return function(asked.value, *by)

    @wraps(function)
    def ask(items: Sequence[T], *by: *By) -> list[R]:
        return list(answered(Key(len(items), tuple(items)), by))

    return ask
