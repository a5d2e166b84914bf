"""No path leads from a selection to an affect value: the store itself refuses."""

import json
from dataclasses import asdict, fields, is_dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any, get_args

import pytest

from interview import model, shapes
from interview.conduct.affect import affect
from interview.errors import Refused
from interview.model import (
    AffectSample,
    BehaviourMode,
    Evidence,
    FaceFrame,
    Outlook,
    Purpose,
    RiskFlag,
    SessionMeta,
    Span,
    Verdict,
)
from interview.store import Store
from interview.store.chain import canonical
from interview.store.permitted import OF_AFFECT, RESTRICTED
from tests import interviews
from workbench.session import Session

CHECKOUT = Path(__file__).parents[2]
AFFECTS = affect(interviews.BEHAVIOUR)
ALL: dict[str, bool] = {"recording": True, "transcription": True, "behaviour": True}
SAID: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "nobody was asked": [],
    "agreed": [("candidate", {"scopes": ALL})],
    "declared": [("importer", {"source": "declared at import", "behaviour": True})],
    "not declared": [("importer", {"source": "declared at import", "behaviour": False})],
    "the interviewer agreed": [("interviewer", {"scopes": ALL})],
    "not to be recorded": [("candidate", {"scopes": {**ALL, "recording": False}})],
    "not to that": [("candidate", {"scopes": {**ALL, "behaviour": False}})],
    "taken back": [
        ("candidate", {"scopes": ALL}),
        ("candidate", {"scopes": {**ALL, "behaviour": False}}),
    ],
    "given again": [
        ("candidate", {"scopes": {**ALL, "behaviour": False}}),
        ("candidate", {"scopes": ALL}),
    ],
}
GIVEN = {"agreed", "declared", "given again"}
SHOWN = [
    Evidence("q/stress/confidence", "q", "confidence", 0.2, 0.8, "stress@1", (), (Span(1, 2),), "")
]
MOVED = replace(interviews.VERDICT, behaviour_weight=0.01, outlook=Outlook(0.6, (0.4, 0.8)))
KEPT: dict[str, tuple[object, type]] = {
    "faces": ([FaceFrame(1.0, 0, 0.5, None)], list[FaceFrame]),
    "affect": (AFFECTS, list[AffectSample]),
    "affect_evidence": (SHOWN, list[Evidence]),
    "affect_verdict": (MOVED, Verdict),
}
"""A value of each restricted kind, and what it is read as."""


def made(store: Store, purpose: Purpose, mode: BehaviourMode, said: str) -> str:
    """A session as it lies on the disk, also one that the store would not make."""
    store.create(SessionMeta("one", 1.7e9, "research", mode), at=1.7e9, who="test")
    meta = SessionMeta("one", 1.7e9, purpose, mode)
    folder = Path(str(store.root)) / "session=one"
    (folder / "meta.json").write_bytes(canonical(asdict(meta)))
    for who, body in SAID[said]:
        store.append("one", "consent", at=1.7e9, who=who, body=body)
    return "one"


@pytest.mark.parametrize(
    ("purpose", "mode", "said"),
    list(product(get_args(Purpose), get_args(BehaviourMode), SAID)),
)
def test_who_may_keep_and_read_what(
    tmp_path: Path, purpose: Purpose, mode: BehaviourMode, said: str
) -> None:
    store = Store(tmp_path)
    session = made(store, purpose, mode, said)
    legal = (purpose, mode) != ("selection", "affect")
    assert set(KEPT) == RESTRICTED
    affected = purpose == "research" and mode == "affect" and said in GIVEN
    may = {"faces": legal and mode != "off" and said in GIVEN} | dict.fromkeys(OF_AFFECT, affected)
    for kind, allowed in may.items():
        value, type_ = KEPT[kind]
        calls = (
            lambda kind=kind, value=value: store.write(session, kind, value, version="v"),
            lambda kind=kind, value=value: store.write_part(session, kind, "v", "k", value),
            lambda kind=kind, type_=type_: store.read(session, kind, type_),
            lambda kind=kind, type_=type_: store.read_part(session, kind, "v", "k", type_),
            lambda kind=kind: store.provenance(session, kind),
            lambda kind=kind: store.digest(session, kind),
            lambda kind=kind: store.versions(session, kind),
            lambda kind=kind: store.parts(session, kind, "v"),
            lambda kind=kind: store.activate(session, kind, "v"),
        )
        for call in calls:
            if allowed:
                call()
            else:
                with pytest.raises(Refused):
                    call()


@pytest.mark.parametrize(
    "value",
    [
        AFFECTS,
        SHOWN,
        MOVED,
        [*interviews.EVIDENCE, *SHOWN],
        replace(interviews.VERDICT, behaviour_weight=0.01),
        replace(interviews.VERDICT, outlook=Outlook(0.6, (0.4, 0.8))),
        replace(interviews.VERDICT, risk_flags=(RiskFlag("stress_spike", ("e1",)),)),
    ],
)
@pytest.mark.parametrize("kind", ["evidence", "verdict", "profile", "behaviour", "notes", "faces"])
def test_affect_goes_by_no_other_name(tmp_path: Path, kind: str, value: object) -> None:
    store = Store(tmp_path)
    session = made(store, "research", "affect", "agreed")
    with pytest.raises(Refused):
        store.write(session, kind, value, version="v")
    with pytest.raises(Refused):
        store.write_beside(session, kind, value, version="v", inputs={})
    with pytest.raises(Refused):
        store.write_part(session, kind, "v", "k", value)


def test_a_selection_cannot_be_made_for_affect(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with pytest.raises(Refused):
        store.create(SessionMeta("one", 1.7e9, "selection", "affect"), at=1.7e9, who="test")
    assert store.sessions() == []


def test_what_research_kept_is_refused_once_consent_is_taken_back(tmp_path: Path) -> None:
    store = Store(tmp_path)
    session = made(store, "research", "affect", "agreed")
    store.write(session, "affect", AFFECTS, version="v")
    store.write(session, "behaviour", interviews.BEHAVIOUR, version="v")
    (told,) = shapes.behaviour(Session(store, session).behaviour, Session(store, session).affect)
    assert told["stress"] == {"p": 0.5, "low": 0.1, "high": 0.9}
    body = {"scopes": {**ALL, "behaviour": False}}
    store.append(session, "consent", at=1.7e9, who="candidate", body=body)
    with pytest.raises(Refused):
        _ = Session(store, session).affect


def test_what_a_selection_exports_names_no_affect(tmp_path: Path) -> None:
    store = Store(tmp_path)
    session = Session(store, made(store, "selection", "observables", "agreed"))
    store.write(session.id, "behaviour", interviews.BEHAVIOUR, version="v")
    (told,) = json.loads(json.dumps(shapes.behaviour(session.behaviour, session.affect)))
    assert {"stress", "engagement", "arousal"}.isdisjoint(told)
    assert told["head_yaw"] == -3.1


def test_no_other_value_carries_affect() -> None:
    """What a verdict, a profile, evidence or a descriptor is made of has no place for it."""
    classes = [each for each in vars(model).values() if is_dataclass(each)]
    carriers = {
        getattr(each, "__name__", "")
        for each in classes
        for field in fields(each)
        if "Leaning" in str(field.type) or "Affect" in str(field.type)
    }
    assert carriers == {"AffectSample"}
    assert all("FaceFrame" not in str(field.type) for each in classes for field in fields(each))
    assert FaceFrame in classes


def test_affect_is_named_where_the_store_was_asked_alone() -> None:
    """Every module that knows of affect values is listed here; a new one has to be thought of."""
    packages = ("interview", "registry", "capture_server", "assets", "workbench", "dagster_project")
    found = {
        str(path.relative_to(CHECKOUT))
        for package in packages
        for path in (CHECKOUT / package).rglob("*.py")
        if "AffectSample" in path.read_text()
    }
    assert found <= {
        "assets/video.py",  # makes them, after `check_permitted`
        "dagster_project/live/onlooker.py",  # makes them; the store refuses where it must
        "interview/conduct/affect.py",
        "interview/conduct/telling.py",  # what they say of answers
        "interview/model.py",
        "interview/shapes.py",  # given what `Session.affect` read
        "interview/store/permitted.py",  # knows them to refuse them
        "interview/store/values.py",
        "workbench/session.py",  # reads them through the store
        "workbench/figures/columns.py",  # draws what it was given
        "workbench/figures/shown.py",
        "workbench/dashboard/views/profile.py",  # shows what `Session.affect` read
        "workbench/tables.py",
    }
