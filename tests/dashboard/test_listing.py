"""The list of sessions is as the store has it, and quick where there are thousands."""

import json
import shutil
from pathlib import Path

import pytest

from interview.model import Event, SessionMeta
from interview.store import Store
from tests.interviews import VERDICT
from workbench import ratings
from workbench.covering import User
from workbench.dashboard.listing import Listing
from workbench.dashboard.stages import SOON

ADA, CLEO = User("Ada", "examiner"), User("Cleo", "viewer")
NOW = 1.7e9


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path)
    made.create(SessionMeta("one", NOW, "selection", "off", "First"), at=NOW, who="test")
    return made


def test_a_row_follows_its_session(store: Store) -> None:
    now = [NOW]
    listing = Listing(store, lambda: now[0])
    (row,) = listing.rows(ADA)
    assert (row.meta.title, row.status, row.covered, row.outlook) == ("First", "live", True, None)
    store.append("one", "completed", at=NOW, who="test", body={})
    assert listing.rows(ADA)[0].status == "processing"
    now[0] += SOON
    assert listing.rows(ADA)[0].status == "completed"
    store.write("one", "verdict", VERDICT, version="test@1")
    ratings.rate(store, "one", 4, "clear", who="Bob", at=NOW)
    assert listing.rows(ADA)[0].covered
    assert listing.rows(CLEO)[0].outlook == VERDICT.outlook
    ratings.rate(store, "one", 4, "clear", who="Ada", at=NOW)
    assert listing.rows(ADA)[0].outlook == VERDICT.outlook
    store.erase("one")
    assert listing.rows(ADA) == []


def test_one_that_is_damaged_hides_no_other(store: Store) -> None:
    store.create(SessionMeta("two", NOW - 1, "research", "off"), at=NOW, who="test")
    (Path(str(store.root)) / "session=one" / "events.jsonl").write_text("nonsense\n")
    rows = {row.meta.session_id: row for row in Listing(store, lambda: NOW).rows(CLEO)}
    assert rows["one"].status == "damaged"
    assert rows["one"].outlook is None
    assert rows["two"].status == "live"


class Counting(Store):
    """Knows how many chains were read, which is what a session's row costs."""

    reads = 0

    def events(self, session: str) -> list[Event]:
        self.reads += 1
        return super().events(session)


def test_of_thousands_only_what_changed_is_read_again(store: Store, tmp_path: Path) -> None:
    for number in range(3000):
        folder = tmp_path / f"session=copy-{number}"
        shutil.copytree(tmp_path / "session=one", folder)
        meta = json.loads((folder / "meta.json").read_bytes())
        meta |= {"session_id": f"copy-{number}", "start_time": NOW - number}
        (folder / "meta.json").write_text(json.dumps(meta))
    counting = Counting(store.root)
    listing = Listing(counting, lambda: NOW)
    rows = listing.rows(CLEO)
    assert counting.reads == 3001
    assert listing.rows(CLEO) == rows
    assert counting.reads == 3001
    counting.append("copy-7", "comment", at=NOW, who="test", body={})
    listing.rows(CLEO)
    assert counting.reads == 3002
    assert [row.meta.session_id for row in rows[:3]] == ["copy-0", "one", "copy-1"]
    assert len(rows) == 3001
