"""Files that keep nothing of what was deleted, and erasures that remember how far they are."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from interview.errors import Damaged, Transient
from interview.model import Event
from interview.store import Store, vacuum
from interview.store.erasure import Erasures, remove_session
from interview.store.kept import why_erase
from interview.store.pseudonym import known_pseudonym, pseudonym
from tests import interviews
from workbench.erasing import receipts

SECRET = "quokka" * 50


def database(path: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(f"pragma journal_mode = {mode}")
    connection.execute("create table said (id integer primary key, text text)")
    connection.execute("begin")
    connection.executemany("insert into said (text) values (?)", [(SECRET,), ("wombat",)] * 200)
    connection.execute("commit")
    connection.execute("delete from said where text = ?", (SECRET,))
    return connection


@pytest.mark.parametrize("mode", ["wal", "delete"])
def test_deleted_rows_are_gone_from_the_file_and_its_log(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "a.db"
    with closing(database(path, mode)):
        if mode == "wal":  # else SQLite may be built to write zeros
            assert any(b"quokka" in file.read_bytes() for file in tmp_path.iterdir())
        vacuum.vacuum([path, tmp_path / "none.db"])
        for file in tmp_path.iterdir():
            assert b"quokka" not in file.read_bytes(), file
    with closing(sqlite3.connect(path)) as again:
        assert again.execute("select count(*) from said").fetchone() == (200,)
    assert not (tmp_path / "none.db").exists()


def test_a_file_that_is_busy_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vacuum, "PATIENCE", 0.1)
    with closing(database(tmp_path / "a.db", "wal")) as other:
        other.execute("begin")
        other.execute("select * from said").fetchone()
        with pytest.raises(Transient, match="try again"):
            vacuum.vacuum([tmp_path / "a.db"])
    vacuum.vacuum([tmp_path / "a.db"])


def test_receipts_are_a_chain_that_names_nobody(tmp_path: Path) -> None:
    known = Erasures(tmp_path)
    for session in ("quokka", "wombat"):
        with known.alone():
            begun = known.begin(session, "operator", "asked")
            begun = begun.adding({"files": 2}).adding({"files": 1})
            known.keep(begun)
            assert known.begin(session, "retention", "retention") == begun
            known.end(begun, 1.8e9)
            known.end(begun, 1.9e9)
    first, second = receipts(str(tmp_path))
    assert (first.at, first.by, first.removed) == (1_800_000_000, "operator", {"files": 3})
    assert known.begun() == []
    path = tmp_path / "receipts.jsonl"
    assert b"quokka" not in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(b'"files":3', b'"files":4'))
    with pytest.raises(Damaged):
        receipts(str(tmp_path))
    assert second.number != first.number


def test_a_plan_goes_with_its_session(tmp_path: Path) -> None:
    plans = tmp_path / ".capture" / "planned"
    plans.mkdir(parents=True)
    for name in ("quokka.json", "quokka.json.part", "wombat.json"):
        (plans / name).touch()
    (tmp_path / ".erased-1" / "words").mkdir(parents=True)
    remove_session(Store(tmp_path), "quokka")
    assert [path.name for path in plans.iterdir()] == ["wombat.json"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [".capture", ".lock"]


def test_a_pseudonym_is_drawn_once_and_gone_with_its_session(tmp_path: Path) -> None:
    store = Store(tmp_path)
    session = interviews.META.session_id
    for _ in range(2):
        store.create(interviews.META, at=1.7e9, who="test")
        assert known_pseudonym(store, session) == ""
        drawn = pseudonym(store, session)
        assert pseudonym(store, session) == known_pseudonym(store, session) == drawn
        store.erase(session)
    store.create(interviews.META, at=1.7e9, who="test")
    assert pseudonym(store, session) != drawn


def _event(kind: str, at: float = 0.0, **body: object) -> Event:
    return Event(kind=kind, at=at, who="host", body=body, previous="", hash="")


@pytest.mark.parametrize(
    ("events", "now", "why"),
    [
        ([], 1e12, None),
        ([_event("retention", 50.0, days=1)], 86_499.0, None),
        ([_event("retention", 50.0, days=1)], 86_500.0, "retention"),
        ([_event("retention", days=1), _event("retention", days=2)], 86_500.0, None),
        ([_event("retention", days=1), _event("erase")], 0.0, "asked"),
    ],
)
def test_the_events_say_when_a_session_goes(
    events: list[Event], now: float, why: str | None
) -> None:
    assert why_erase([_event("created", 100.0), *events], now) == why
