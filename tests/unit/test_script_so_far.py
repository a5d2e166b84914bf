"""The script of an interview that goes on, whose turns are stored later than its words."""

from pathlib import Path

import pytest

from interview import script
from interview.errors import NotMade
from interview.model import SessionMeta, Turn, Word
from interview.store import Store
from tests.talk import words
from workbench.corrections import correct_word
from workbench.session import Session
from workbench.spoken import turns

ASKED = words("interviewer", "How many years have you driven trains?", 1.0)
ANSWERED = words("candidate", "Six years, most of them at night.", 4.0)
LATER = words("candidate", "And two before that.", 9.0)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path)
    made.create(SessionMeta("one", 0.0, "research", "off"), at=0.0, who="test")
    return made


def hear(store: Store, *said: tuple[Word, ...]) -> str:
    return store.write("one", "words", [word for each in said for word in each], version="w@1")


def judge(store: Store, digest: str) -> list[Turn]:
    """What a run stores."""
    made = script.turns(script.sentences(store.read("one", "words", list[Word])))
    store.write("one", "turns", made, version="t@1", inputs={"words": digest})
    return made


def test_words_stand_in_the_script_before_an_answer_has_settled(store: Store) -> None:
    with pytest.raises(NotMade):
        turns(store, "one")
    hear(store, ASKED)
    assert [turn.words for turn in turns(store, "one")] == [ASKED]
    made = judge(store, hear(store, ASKED, ANSWERED))
    assert turns(store, "one") == made
    digest = hear(store, ASKED, ANSWERED, LATER)
    so_far = Session(store, "one").turns
    assert [word for turn in so_far for word in turn.words] == [*ASKED, *ANSWERED, *LATER]
    assert judge(store, digest) == so_far


def test_what_is_newer_stands_as_it_was_put_right(store: Store) -> None:
    hear(store, ASKED)
    correct_word(store, "one", ASKED[-1].id, "buses?", who="Ada", at=1.0)
    (turn,) = turns(store, "one")
    assert turn.text.endswith("driven buses?")
    assert turn.flags == ("edited",)


def test_turns_that_do_not_say_of_what_they_are_made_stand_as_they_are(store: Store) -> None:
    hear(store, ASKED, ANSWERED)
    made = [Turn(tuple(script.sentences(ASKED)))]
    store.write("one", "turns", made, version="t@1")
    assert turns(store, "one") == made
