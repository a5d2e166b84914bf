"""Ratings as they are kept and as they are read again."""

from dataclasses import replace
from pathlib import Path

import pytest

from interview.errors import BadInput, NoSuchSession
from interview.model import Outlook, SessionMeta
from interview.store import Store
from tests.interviews import VERDICT
from workbench.ratings import agreed, rate, values


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path)
    made.create(SessionMeta("one", 0.0, "research", "off"), at=0.0, who="test")
    return made


def test_a_rating_stands_in_the_audit_chain(store: Store) -> None:
    rate(store, "one", 4, "  Knew the\n rota ", who="ann", at=7.0)
    last = store.events("one")[-1]
    assert (last.kind, last.who, last.at) == ("rating", "ann", 7.0)
    assert last.body == {"value": 4, "reason": "Knew the rota"}


@pytest.mark.parametrize(
    ("value", "p", "same"), [(4, 0.7, True), (2, 0.3, True), (5, 0.2, False), (1, 0.9, False)]
)
def test_a_rating_tells_whether_the_verdict_agreed(
    store: Store, value: int, p: float, same: bool
) -> None:
    reached = Outlook(p, (0.0, 1.0))
    verdict = replace(VERDICT, outlook=reached, without_behaviour=reached)
    store.write("one", "verdict", verdict, version="test@1")
    body = rate(store, "one", value, "because", who="ann", at=1.0).body
    assert body == {
        "value": value,
        "reason": "because",
        "agreed": same,
        "scorer": verdict.scorer,
    }


def test_who_is_neither_for_nor_against_does_not_disagree() -> None:
    assert agreed(3, VERDICT) is None
    assert agreed(5, replace(VERDICT, outlook=Outlook(0.5, (0.0, 1.0)))) is None
    assert agreed(5, replace(VERDICT, state="insufficient_evidence")) is None


def test_each_examiners_last_rating_counts(store: Store) -> None:
    for who, value in (("ann", 2), ("bob", 5), ("ann", 3)):
        rate(store, "one", value, "because", who=who, at=1.0)
    assert values(store.events("one")) == {"ann": 3, "bob": 5}


@pytest.mark.parametrize("value", [0, 6, -1, True])
def test_what_is_no_rating_is_refused(store: Store, value: int) -> None:
    with pytest.raises(BadInput, match="from 1 to 5"):
        rate(store, "one", value, "because", who="ann", at=1.0)
    assert values(store.events("one")) == {}


@pytest.mark.parametrize("reason", ["", " \n"])
def test_a_rating_needs_its_reason(store: Store, reason: str) -> None:
    with pytest.raises(BadInput, match="reason"):
        rate(store, "one", 3, reason, who="ann", at=1.0)


def test_a_rating_needs_its_session(store: Store) -> None:
    with pytest.raises(NoSuchSession):
        rate(store, "two", 3, "because", who="ann", at=1.0)


def test_what_another_program_wrote_and_is_no_rating_counts_for_nothing(store: Store) -> None:
    for body in ({"value": "4"}, {"value": 9}, {}):
        store.append("one", "rating", at=1.0, who="ann", body=body)
    assert values(store.events("one")) == {}
