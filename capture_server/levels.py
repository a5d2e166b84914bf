"""How loud a person is and how much of what they send arrives."""

from collections import deque

_RECENT = 5.0
_FRESH = 1.0
_LATELY = 2.0
_SEQUENCES = 65_536


class Reception:
    """The last seconds of one stream; times in seconds of any one clock."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()
        self._level: tuple[float, int] | None = None

    def frame(self, now: float, sequence: int, level: int | None) -> None:
        self._seen.append((now, sequence))
        while self._seen[0][0] < now - _RECENT:
            self._seen.popleft()
        if level is not None:
            self._level = now, level

    def level(self, now: float) -> int | None:
        """Decibels, 0 at full scale, -127 in silence; None where nothing comes."""
        if self._level is None or now - self._level[0] > _FRESH:
            return None
        return -self._level[1]

    def comes(self, now: float) -> bool:
        """Whether anything came lately."""
        return bool(self._seen) and now - self._seen[-1][0] <= _LATELY

    def lost(self, now: float) -> float | None:
        """The share of packets that did not come; None where nothing comes."""
        sequences = [sequence for then, sequence in self._seen if now - then <= _RECENT]
        if len(sequences) < 2:
            return None
        sent = (sequences[-1] - sequences[0]) % _SEQUENCES + 1
        return max(0.0, 1.0 - len(sequences) / sent)
