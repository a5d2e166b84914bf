"""How far a session is, as its pages and the list tell it."""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from interview.model import SAMPLE_RATE, SessionMeta, Sync
from interview.store import Store
from tests import interviews
from workbench.covering import User
from workbench.dashboard.listing import Listing
from workbench.dashboard.stages import SOON
from workbench.dashboard.viewing import Viewing
from workbench.dashboard.views import status
from workbench.dashboard.watch import Watch

NOW = 1_700_000_000.0
At = Callable[[float], Viewing]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path)
    made.create(SessionMeta("one", NOW, "research", "off"), at=NOW, who="test")
    return made


@pytest.fixture
def at(store: Store) -> At:
    def at(time: float) -> Viewing:
        listing = Listing(store, lambda: time)
        return Viewing(store, User("Ada", "examiner"), Watch(store), listing, lambda: time, "one")

    return at


@pytest.mark.parametrize(("later", "word"), [(1.0, "processing"), (SOON + 1.0, "completed")])
def test_the_header_calls_a_session_what_the_list_calls_it(
    store: Store, at: At, later: float, word: str
) -> None:
    """One that is over and has no verdict."""
    store.append("one", "completed", at=NOW, who="test", body={})
    viewing = at(NOW + later)
    assert f" {word}</span>" in status.shown(viewing)
    assert [row.status for row in viewing.listing.rows(viewing.user)] == [word]
    assert ("workbench run one" in status.shown(viewing)) == (word == "completed")


def test_a_live_verdict_is_not_that_of_the_whole_interview(store: Store, at: At) -> None:
    store.write("one", "verdict", interviews.VERDICT, version="test@1")
    path = next(Path(str(store.root)).glob("session=one/verdict"))
    written = path.stat().st_mtime
    store.append("one", "completed", at=written + 1.0, who="test", body={})
    viewing = at(written + 2.0)
    for word in ("processing", "completed"):
        assert [row.status for row in viewing.listing.rows(viewing.user)] == [word]
        assert f" {word}</span>" in status.shown(viewing)
        store.write("one", "verdict", interviews.VERDICT, version="test@1")
        os.utime(path, (written + 1.5, written + 1.5))


def test_what_takes_long_tells_how_far_it_is(store: Store, at: At) -> None:
    with store.land_audio("one", "candidate_audio", Sync("import", None)) as landed:
        landed.write(np.zeros(40 * SAMPLE_RATE, np.float32), 0.0)
    store.append("one", "completed", at=NOW, who="test", body={})
    viewing, words = at(NOW + 1.0), interviews.ANSWER.words
    assert "… processing<" in status.shown(viewing)
    store.write_part("one", "words", "engine@1", f"c-0016000-{30 * SAMPLE_RATE:07d}", words)
    assert "… processing, 75 % heard<" in status.shown(viewing)
    store.write("one", "words", list(words), version="1")
    assert "… processing<" in status.shown(viewing)
