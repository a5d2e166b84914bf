"""Values that lie on the disk are found by no reader of a selection: exports, REST, pages, API."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, replace
from functools import cached_property, partial
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from interview.errors import InterviewError
from interview.model import (
    AffectSample,
    BehaviourMode,
    Evidence,
    Leaning,
    Outlook,
    Purpose,
    RiskFlag,
    SessionMeta,
    Span,
)
from interview.store import Store
from interview.store.chain import canonical
from tests import interviews
from workbench import show
from workbench.covering import READER, User
from workbench.dashboard.api import KINDS
from workbench.exports import FORMATS, Format, folder
from workbench.session import Session
from workbench.tables import COLUMNS

PLANTED = ("0.6321", "0.1357", "0.6789", "0.0246")
NAMES = ("stress", "engagement", "arousal")
LEANING = Leaning(0.6321, 0.3, 0.9)
EVIDENCE = Evidence(
    "q/stress-spike/confidence", "q", "confidence", 0.1357, 0.8, "stress-spike@1", (),
    (Span(1.0, 7.0),), "",
)  # fmt: skip
VERDICT = replace(
    interviews.VERDICT,
    outlook=Outlook(0.6789, (0.4, 0.8)),
    behaviour_weight=0.0246,
    risk_flags=(RiskFlag("stress_spike", (EVIDENCE.id,)),),
)
PEOPLE = (READER, User("Ada", "examiner"), User("Vic", "viewer"))


def made(root: Path, purpose: Purpose, mode: BehaviourMode) -> Store:
    """A session with all that affect gives, that then turns out to be another one; it is rated."""
    store, meta = Store(root), SessionMeta("one", 1.7e9, "research", "affect")
    store.create(meta, at=1.7e9, who="test")
    store.append("one", "consent", at=1.7e9, who="importer", body={"behaviour": True})
    values: Mapping[str, object] = {
        "turns": interviews.TURNS,
        "pairs": interviews.PAIRS,
        "words": interviews.WORDS,
        "job_description": interviews.JOB,
        "behaviour": [replace(interviews.BEHAVIOUR[0], time=1.5)],
        "evidence": interviews.EVIDENCE,
        "profile": interviews.PROFILE,
        "verdict": interviews.VERDICT,
        "affect": [AffectSample(1.5, LEANING, LEANING, LEANING)],
    }
    for kind, value in values.items():
        store.write("one", kind, value, version="v")
    inputs = {"verdict": store.digest("one", "verdict")}
    store.write("one", "affect_evidence", [EVIDENCE], version="v", inputs=inputs)
    store.write("one", "affect_verdict", VERDICT, version="v", inputs=inputs)
    for user in ("Ada", "Vic"):
        body = {"value": 3, "reason": "none"}
        store.append("one", "rating", at=1.7e9, who=user, body=body)
    other = replace(meta, purpose=purpose, behaviour=mode)
    (root / "session=one" / "meta.json").write_bytes(canonical(asdict(other)))
    return store


def readers(store: Store, into: Path) -> Iterator[tuple[str, Callable[[], object]]]:
    for user in PEOPLE:
        session = Session(store, "one", user)
        yield from _attributes(session)
        for name, kind in KINDS.items():
            yield f"REST {name}", partial(kind.make, session)
        for table in COLUMNS:
            yield f"table {table}", partial(session.rows, table)
        for form in FORMATS:
            yield form, partial(_exported, session, into / form, form)
        yield "show", partial(_shown, session)


def _attributes(session: Session) -> Iterator[tuple[str, Callable[[], object]]]:
    for name, value in inspect.getmembers_static(Session):
        if isinstance(value, (cached_property, property)):
            yield f"Session.{name}", partial(getattr, session, name)


def _exported(session: Session, into: Path, form: Format) -> bytes:
    folder.export(session, into, form)
    return b"".join(path.read_bytes() for path in sorted(into.iterdir()))


def _shown(session: Session) -> str:
    console = Console(width=200, file=StringIO())
    with console.capture() as shown:
        console.print(show.page(session))
    return shown.get()


def told(store: Store, into: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, read in readers(store, into):
        try:
            value = read()
        except InterviewError:
            continue
        found[name] = found.get(name, "") + (
            value.decode(errors="replace") if isinstance(value, bytes) else repr(value)
        )
    return found


@pytest.mark.parametrize(
    ("purpose", "mode"),
    [("selection", "observables"), ("selection", "off"), ("selection", "affect")],
)
def test_no_reader_of_a_selection_finds_an_affect_value(
    tmp_path: Path, purpose: Purpose, mode: BehaviourMode
) -> None:
    found = told(made(tmp_path / "data", purpose, mode), tmp_path / "exports")
    assert {"Session.verdict", "REST verdict", "json", "parquet", "show"} <= set(found)
    assert "0.63" in found["REST verdict"]
    for name, text in found.items():
        assert not [one for one in (*PLANTED, *NAMES) if one in text], name


def test_the_same_readers_find_it_in_consented_research(tmp_path: Path) -> None:
    found = told(made(tmp_path / "data", "research", "affect"), tmp_path / "exports")
    for planted in PLANTED:
        assert any(planted in text for text in found.values())
    assert "0.6789" in found["REST verdict"]
    assert "stress_spike" in found["json"]
    assert "0.1357" in found["REST evidence"]
    assert "0.6321" in found["REST behaviour"]
    assert "without the face" in found["show"]
    assert "in the face" in found["show"].replace("without the face", "")
