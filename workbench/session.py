"""A session opened for reading: by notebooks, commands and exports.

from workbench.session import load_session

demo = load_session("demo")
demo.verdict.outlook.hire_probability
demo.frame("words")
"""

import os
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from interview import shapes
from interview.errors import Refused
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
from workbench import covering, tables
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
    """What is known of one session, read when first asked for.

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

    def samples(self, track: Track, span: Span | None = None) -> Samples:
        return self.store.samples(self.id, track, span)

    @cached_property
    def words(self) -> list[Word]:
        return self._read("words", list[Word])

    @cached_property
    def turns(self) -> list[Turn]:
        return self._read("turns", list[Turn])

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
        return self._read_uncovered("evidence", list[Evidence])

    @cached_property
    def profile(self) -> list[ProfileSnapshot]:
        return self._read_uncovered("profile", list[ProfileSnapshot])

    @cached_property
    def verdict(self) -> Verdict:
        return self._read_uncovered("verdict", Verdict)

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

    def _read(self, kind: str, type_: type[T]) -> T:
        return self.store.read(self.id, kind, type_)
