"""Numbers that wrap around, and packets that overtake each other."""

from typing import Generic, TypeVar

T = TypeVar("T")

_SEQUENCES = 1 << 16


class Unwrapper:
    """Continues a counter of so many bits beyond its wrap-around, forwards and backwards."""

    def __init__(self, bits: int) -> None:
        self._range = 1 << bits
        self._last: int | None = None

    def __call__(self, value: int) -> int:
        if self._last is None:
            self._last = value
        else:
            half = self._range // 2
            self._last += (value - self._last + half) % self._range - half
        return self._last


class ReorderBuffer(Generic[T]):
    """Puts numbered packets in order and gives a missing one up when `depth` later ones wait."""

    def __init__(self, depth: int = 6) -> None:
        self._depth = depth
        self._waiting: dict[int, T] = {}
        self._next: int | None = None
        self._late = 0

    def push(self, sequence: int, item: T) -> list[T]:
        """What can leave now, in order; each once."""
        if self._next is None or self._restarted(sequence):
            self._next, self._waiting = sequence, {}
        if self._is_late(sequence):
            return []
        self._waiting[sequence] = item
        return self._ready()

    def _ahead(self, sequence: int) -> int:
        return (sequence - (self._next or 0)) % _SEQUENCES

    def _is_late(self, sequence: int) -> bool:
        return self._ahead(sequence) >= _SEQUENCES // 2

    def _restarted(self, sequence: int) -> bool:
        """Nobody is late a hundred times in a row: the sender has begun to count anew."""
        self._late = self._late + 1 if self._is_late(sequence) else 0
        if self._late < 100:
            return False
        self._late = 0
        return True

    def _ready(self) -> list[T]:
        ready: list[T] = []
        while self._waiting:
            if self._next not in self._waiting:
                if len(self._waiting) < self._depth:
                    break
                self._next = min(self._waiting, key=self._ahead)
            ready.append(self._waiting.pop(self._next))
            self._next = (self._next + 1) % _SEQUENCES
        return ready
