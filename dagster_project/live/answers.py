"""What has been answered, as far as it has settled."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from interview import pairing, script, settling
from interview.model import Answer, Event, Speaker, Turn, Word
from interview.ports import Understanding
from interview.settling import SETTLING, Settled, Switch
from interview.store import Store

KIND = "settled"


@dataclass(frozen=True, slots=True)
class Understood:
    """By what turns are understood, and the version of what judges the answers."""

    by: Understanding
    scorer: str

    @property
    def version(self) -> str:
        return f"{self.by.version}+{self.scorer}"


class Answers:
    """Keeps in the store which answers of a session have settled."""

    def __init__(self, store: Store, session: str, understood: Understood) -> None:
        self._store, self._session, self._understood = store, session, understood
        self._switches: list[Switch] = []
        self._turns: list[Turn] = []
        self._words: Sequence[Word] = ()
        self._answers: list[Answer] = []
        self._settles: float | None = 0.0
        self.settled: list[Settled] = []

    def follow(self, events: Iterable[Event]) -> None:
        """Each event once."""
        switched = settling.switches(events)
        if switched:
            self._switches += switched
            self.told(self._words)

    def told(self, words: Sequence[Word]) -> None:
        """All words that are known."""
        self._words = words
        self._turns = script.turns(script.sentences(words))
        by = self._understood.by
        pairs = pairing.pairs(self._turns, by)
        self._answers = settling.profiled(self._turns, pairs, self._switches, by)
        self._settles = 0.0

    @property
    def all_settled(self) -> bool:
        return self._settles is None

    def settle(self, heard: Mapping[Speaker, float]) -> list[Settled]:
        """Those that settled since the last call; `heard` as of `settling.settled`."""
        if self._settles is None or heard["candidate"] < self._settles:
            return []
        now = settling.settled(self._answers, self._turns, heard, self._understood.version)
        new = [each for each in now if each not in self.settled]
        if now != self.settled:
            self._store.write(self._session, KIND, now, version=settling.VERSION)
        self.settled = now
        ends = (answer.span.end + SETTLING for answer in self._answers)
        self._settles = min((end for end in ends if end > heard["candidate"]), default=None)
        return new
