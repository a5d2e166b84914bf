"""What has been answered, as far as it has settled."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from interview import corrections, pairing, script, settling
from interview.model import Answer, Event, QAPair, Span, Speaker, Turn, Word
from interview.ports import Understanding
from interview.settling import SETTLING, Settled
from interview.store import Store

KIND = "settled"
CONTROLS = ("profiling", corrections.KIND)


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
        self._events: list[Event] = []
        self._turns: list[Turn] = []
        self._pairs: list[QAPair] = []
        self._words: Sequence[Word] = ()
        self._answers: list[Answer] = []
        self._settles: float | None = 0.0
        self.settled: list[Settled] = []

    def follow(self, events: Iterable[Event]) -> None:
        """Each event once."""
        controls = [event for event in events if event.kind in CONTROLS]
        if controls:
            self._events += controls
            self.told(self._words)

    def told(self, words: Sequence[Word]) -> None:
        """All words that are known, as they were heard."""
        self._words, right = words, corrections.standing(self._events)
        spoken = script.turns(script.sentences(corrections.applied(words, right)))
        self._turns = corrections.flagged(spoken, words, right)
        by, decided = self._understood.by, corrections.decisions(self._turns, right)
        pairs, switches = pairing.pairs(self._turns, by, decided), settling.switches(self._events)
        self._answers = settling.profiled(self._turns, pairs, switches, by, decided)
        self._pairs, self._settles = pairs, 0.0

    def spoken(self) -> dict[str, Span]:
        """When each answer was given, as far as is known."""
        return settling.spoken(self._turns, self._pairs, settling.switches(self._events))

    @property
    def corrected(self) -> str | None:
        """The last correction."""
        made = (event.hash for event in reversed(self._events) if event.kind == corrections.KIND)
        return next(made, None)

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
