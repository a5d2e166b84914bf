"""A session opened for reading: by commands, exports, pages; `workbench.jupyter` adds to it."""

import os
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Self, TypeVar

from interview import shapes
from interview.corrections import applied, standing
from interview.errors import NotMade, Refused
from interview.model import (
    AffectSample,
    BehaviourSample,
    Evidence,
    Gap,
    JobDescription,
    ProfileSnapshot,
    QAPair,
    SessionMeta,
    Span,
    Status,
    Sync,
    Track,
    Turn,
    Verdict,
    Word,
)
from interview.ports import Samples
from workbench import covering, spoken, tables
from workbench.covering import READER, User
from workbench.tables import TableName

if TYPE_CHECKING:
    import pandas as pd

    from interview.store import Store

T = TypeVar("T")


def data_root() -> str:
    """Where sessions lie unless a command says otherwise."""
    return os.environ.get("INTERVIEW_DATA", "data")


def load_session(session: str, root: str | os.PathLike[str] | None = None) -> "Session":
    """Raises `NoSuchSession`; what is asked of it later raises `NotMade` until it is made."""
    from interview.store import Store

    store = Store(root or data_root())
    store.meta(session)
    return Session(store, session)


@dataclass(frozen=True)
class Session:
    """What is known of one session, read when first asked for; `fresh` reads it again.

    With purpose `selection` the evidence, the profile and the verdict stay covered until a person
    has rated (see `workbench.covering`): `Refused`.
    """

    store: "Store"
    id: str
    user: User = READER

    @cached_property
    def meta(self) -> SessionMeta:
        return self.store.meta(self.id)

    @cached_property
    def status(self) -> Status:
        return self.store.status(self.id)

    @cached_property
    def duration(self) -> float:
        return self.store.duration(self.id)

    @cached_property
    def tracks(self) -> list[Track]:
        return self.store.tracks(self.id)

    @cached_property
    def sync(self) -> dict[Track, Sync]:
        return self.store.sync(self.id)

    @cached_property
    def gaps(self) -> list[Gap]:
        return self.store.gaps(self.id)

    @cached_property
    def versions(self) -> dict[str, str]:
        """What made the words and the verdict, as far as they are made."""
        kinds = {"speech": "words", "scorer": "verdict"}
        return {
            name: self.store.active(self.id, kind)
            for name, kind in kinds.items()
            if self.store.versions(self.id, kind)
        }

    @cached_property
    def covered(self) -> bool:
        return covering.covered(self.user, self.meta, self.store.events(self.id))

    def fresh(self) -> Self:
        """The session as it is now: a live one grows."""
        return replace(self)

    def samples(self, track: Track, span: Span | None = None) -> Samples:
        return self.store.samples(self.id, track, span)

    @cached_property
    def words(self) -> list[Word]:
        """As they were put right; `heard` are those of the engine."""
        return applied(self.heard, standing(self.store.events(self.id)))

    @cached_property
    def heard(self) -> list[Word]:
        return self._read("words", list[Word])

    @cached_property
    def turns(self) -> list[Turn]:
        """As far as the words go, also before an answer has settled."""
        return spoken.turns(self.store, self.id)

    @cached_property
    def pairs(self) -> list[QAPair]:
        return self._read("pairs", list[QAPair])

    @cached_property
    def job(self) -> JobDescription:
        return self._read("job_description", JobDescription)

    @cached_property
    def behaviour(self) -> list[BehaviourSample]:
        return self._read("behaviour", list[BehaviourSample])

    @cached_property
    def affect(self) -> list[AffectSample]:
        """None of a session in another mode; `Refused` where it may not be read."""
        return self._read("affect", list[AffectSample]) if self.meta.behaviour == "affect" else []

    @cached_property
    def evidence(self) -> list[Evidence]:
        """With that of the face, where it counts in the verdict."""
        found = self._read_uncovered("evidence", list[Evidence])
        return [*found, *self._of_affect("affect_evidence", list[Evidence], [])]

    @cached_property
    def profile(self) -> list[ProfileSnapshot]:
        return self._read_uncovered("profile", list[ProfileSnapshot])

    @cached_property
    def verdict(self) -> Verdict:
        """With what the face showed in mode affect, and as it is without that."""
        return self._of_affect("affect_verdict", Verdict, self._read_uncovered("verdict", Verdict))

    def rows(self, table: TableName) -> list[tables.Row]:
        match table:
            case "words":
                return tables.words(self.turns)
            case "sentences":
                return tables.sentences(self.turns)
            case "turns":
                return shapes.script(self.turns)
            case "pairs":
                return shapes.qa(self.pairs)
            case "evidence":
                return tables.evidence(self.evidence)
            case "profile":
                return tables.profile(self.profile)
            case "history":
                return tables.history(self.verdict)
            case "requirements":
                return tables.requirements(self.job, self.verdict)
            case "behaviour":
                return tables.behaviour(self.behaviour, self.affect)

    def frame(self, table: TableName) -> "pd.DataFrame":
        """A table as pandas has it; its columns are `workbench.tables.COLUMNS`."""
        frame: pd.DataFrame = tables.arrow(table, self.rows(table)).to_pandas()
        return frame

    def _read_uncovered(self, kind: str, type_: type[T]) -> T:
        if self.covered:
            raise Refused(
                f"the {kind} of session {self.id} is covered until rated: "
                f"workbench rate {self.id} --value 1..5 --reason TEXT"
            )
        return self._read(kind, type_)

    def _of_affect(self, kind: str, type_: type[T], otherwise: T) -> T:
        """What was made of the verdict that counts, where the store lets it be read."""
        if self.meta.behaviour == "affect":
            with suppress(NotMade, Refused):
                made_of = self.store.provenance(self.id, kind).inputs
                if made_of.get("verdict") == self.store.digest(self.id, "verdict"):
                    return self._read(kind, type_)
        return otherwise

    def _read(self, kind: str, type_: type[T]) -> T:
        return self.store.read(self.id, kind, type_)
