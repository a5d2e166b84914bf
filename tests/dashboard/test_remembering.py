"""What is remembered is what is stored, at any time."""

from pathlib import Path

import pytest

from interview.errors import NoSuchSession, NotMade
from interview.model import Gap, QAPair, SessionMeta, Span, Sync, Turn
from interview.store import Store
from tests.recordings import tones
from tests.talk import turn
from workbench.dashboard.remembering import KEPT, Remembering

FIRST, SECOND = turn("candidate", "one", 0.0), turn("interviewer", "two", 1.0)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path)
    made.create(SessionMeta("one", 0.0, "research", "off"), at=0.0, who="test")
    made.write("one", "turns", [FIRST], version="a@1")
    return made


def test_it_is_read_once_until_it_is_written_again(store: Store) -> None:
    here = Remembering(store.root)
    before = here.read("one", "turns", list[Turn])
    assert here.read("one", "turns", list[Turn]) is before
    store.write("one", "turns", [FIRST, SECOND], version="a@1")
    assert here.read("one", "turns", list[Turn]) == [FIRST, SECOND]
    store.write("one", "turns", [SECOND], version="b@1")
    assert here.read("one", "turns", list[Turn]) == [SECOND]
    assert here.read("one", "turns", list[Turn], "a@1") == [FIRST, SECOND]
    store.activate("one", "turns", "a@1")
    assert here.read("one", "turns", list[Turn]) == [FIRST, SECOND]


def test_what_is_erased_is_forgotten(store: Store) -> None:
    here = Remembering(store.root)
    here.read("one", "turns", list[Turn])
    store.erase("one")
    with pytest.raises(NoSuchSession):
        here.read("one", "turns", list[Turn])
    store.create(SessionMeta("two", 0.0, "research", "off"), at=0.0, who="test")
    store.write("two", "turns", [SECOND], version="a@1")
    here.read("two", "turns", list[Turn])
    assert {session for session, *_ in here._values} == {"two"}


def test_what_is_not_made_is_made_later(store: Store) -> None:
    here = Remembering(store.root)
    with pytest.raises(NotMade):
        here.read("one", "pairs", list[QAPair])
    store.write("one", "pairs", [], version="a@1")
    assert here.read("one", "pairs", list[QAPair]) == []


def test_media_that_have_landed_are_known_until_more_lands(store: Store) -> None:
    here, span = Remembering(store.root), Span(2.0, 3.0)
    assert (here.tracks("one"), here.gaps("one"), here.duration("one")) == ([], [], 0.0)
    with store.land_audio("one", "candidate_audio", Sync("import", None)) as landed:
        landed.write(tones(2.0), 0.0)
        assert here.duration("one") == here.duration("one", "candidate_audio") == 2.0
        assert here.tracks("one") is here.tracks("one")
        landed.gap(span, "mute")
        landed.write(tones(2.0), 3.0)
    assert here.tracks("one") == ["candidate_audio"]
    assert here.duration("one") == 5.0
    assert here.gaps("one") == [Gap("candidate_audio", span, "mute")]


def test_memory_has_an_end(store: Store) -> None:
    here = Remembering(store.root)
    for number in range(KEPT + 5):
        store.write("one", f"kind{number}", [FIRST], version="a@1")
        here.read("one", f"kind{number}", list[Turn])
    assert len(here._values) == KEPT
