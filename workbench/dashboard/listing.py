"""All sessions in a list, of which only those are read again that changed."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from interview.errors import Damaged, InterviewError, NoSuchSession
from interview.model import Event, Outlook, SessionMeta, State
from interview.store import Store
from interview.store.changes import Mark, reached, summary
from workbench.covering import User, covered
from workbench.dashboard.stages import Stage, judged_whole, stage
from workbench.session import Session

Condition = Stage | Literal["damaged"]


@dataclass(frozen=True, slots=True)
class Row:
    """A session as one person may see it; `outlook` is None where it is covered or not made.

    `posting` is equal where the job is the same, and empty where there is none.
    """

    meta: SessionMeta
    status: Condition
    duration: float = 0.0
    posting: str = ""
    covered: bool = False
    outlook: Outlook | None = None
    state: State | None = None

    @property
    def candidate(self) -> str:
        """What stands for the person in lists; it follows from the session's id."""
        return f"C-{sha256(self.meta.session_id.encode()).hexdigest()[:6]}"


@dataclass(slots=True)
class _Known:
    """What was read when the mark was so; `outlook` when somebody could see it, None until then."""

    mark: Mark
    meta: SessionMeta
    events: list[Event]
    duration: float
    posting: str
    judged: bool
    whole: bool
    outlook: tuple[Outlook, State] | None = None


class Listing:
    """`clock` gives Unix seconds."""

    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        self._store, self._clock = store, clock
        self._known: dict[str, _Known] = {}

    def rows(self, user: User) -> list[Row]:
        """The latest first."""
        sessions = self._store.sessions()
        for gone in self._known.keys() - set(sessions):
            self._known.pop(gone, None)
        found = [row for session in sessions if (row := self._row(session, user))]
        return sorted(found, key=lambda row: (-row.meta.start_time, row.meta.session_id))

    def _row(self, session: str, user: User) -> Row | None:
        """None of one that is erased meanwhile."""
        try:
            known = self._read(session)
        except NoSuchSession:
            return None
        except (Damaged, ValueError):
            return Row(SessionMeta(session, 0.0, "selection", "off"), "damaged")
        status = stage(known.events, known.whole, self._clock())
        if covered(user, known.meta, known.events):
            return Row(known.meta, status, known.duration, known.posting, covered=True)
        outlook, state = self._outlook(known, user)
        told = known.meta, status, known.duration, known.posting
        return Row(*told, outlook=outlook, state=state)

    def _read(self, session: str) -> _Known:
        mark = summary(self._store, session)
        known = self._known.get(session)
        if known is None or known.mark != mark:
            meta, events = self._store.meta(session), self._store.events(session)
            length, posting = reached(self._store, session), self._posting(session)
            judged = bool(self._store.versions(session, "verdict"))
            whole = judged_whole(self._store, session, events)
            known = _Known(mark, meta, events, length, posting, judged, whole)
            self._known[session] = known
        return known

    def _posting(self, session: str) -> str:
        words = (self._store.job(session) or "").split()
        return sha256(" ".join(words).encode()).hexdigest()[:12] if words else ""

    def _outlook(self, known: _Known, user: User) -> tuple[Outlook | None, State | None]:
        if known.judged and known.outlook is None:
            try:
                verdict = Session(self._store, known.meta.session_id, user).verdict
            except InterviewError:  # its own page says what is wrong
                return None, None
            known.outlook = verdict.outlook, verdict.state
        return known.outlook or (None, None)
