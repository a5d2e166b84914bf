"""Whether a look at the file system tells that something was written."""

import os
from pathlib import Path

import pytest

from interview.model import SessionMeta
from interview.store import Store
from interview.store.changes import events_changed, kind_changed

SESSION = "spoken"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path)
    made.create(SessionMeta(SESSION, 1.7e9, "research", "off"), at=1.7e9, who="test")
    return made


def long_ago(store: Store) -> None:
    for path in Path(str(store.root)).rglob("*"):
        os.utime(path, (1.0, 1.0))


def test_an_event_is_a_change_of_the_events(store: Store) -> None:
    long_ago(store)
    assert events_changed(store, SESSION) == 1.0
    store.append(SESSION, "comment", at=1.7e9, who="test", body={})
    assert events_changed(store, SESSION) > 1.0


def test_a_value_that_is_written_again_is_a_change_of_its_kind(store: Store) -> None:
    assert kind_changed(store, SESSION, "words") == 0.0
    store.write(SESSION, "words", [], version="one@1")
    long_ago(store)
    store.write(SESSION, "words", [], version="one@1")
    assert kind_changed(store, SESSION, "words") > 1.0


def test_of_a_session_that_is_gone_nothing_changes(store: Store) -> None:
    store.erase(SESSION)
    assert events_changed(store, SESSION) == 0.0
    assert kind_changed(store, SESSION, "words") == 0.0
