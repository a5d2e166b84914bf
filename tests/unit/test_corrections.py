"""Corrections as persons make them: as events, refused where they say nothing."""

from pathlib import Path

import pytest

from interview.corrections import KIND, SpeakerFix, TextFix, applied, standing
from interview.errors import BadInput, NotMade
from interview.model import SessionMeta, Span, Speaker, Word
from interview.store import Store
from tests.interviews import ANSWER, PAIRS, QUESTION, TURNS, UNANSWERED, WORDS
from workbench.corrections import (
    correct_link,
    correct_speaker,
    correct_word,
    described,
    listed,
    lost,
    take_back,
)
from workbench.session import Session

FIRST, SECOND = (word.id for word in ANSWER.words[:2])


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path)
    made.create(SessionMeta("one", 0.0, "research", "off"), at=0.0, who="test")
    for kind, value in (("words", WORDS), ("turns", TURNS), ("pairs", PAIRS)):
        made.write("one", kind, list(value), version="1")
    return made


def fix(store: Store, word: str, text: str) -> str:
    return correct_word(store, "one", word, text, who="ana", at=7.0).hash


def shown(store: Store) -> str:
    words = applied(store.read("one", "words", list[Word]), standing(store.events("one")))
    return " ".join(word.text for word in words if word.speaker == "candidate")


def test_a_word_is_put_right_with_who_and_when_and_what_was_heard(store: Store) -> None:
    fix(store, FIRST, "  Seven\n")
    event = store.events("one")[-1]
    assert (event.kind, event.who, event.at) == (KIND, "ana", 7.0)
    (made,) = listed(store.events("one"))
    assert isinstance(made.fix, TextFix)
    assert (made.fix.word.text, made.fix.text) == ("Six", "Seven")
    assert shown(store).startswith("Seven years,")
    assert Session(store, "one").words[0].text == "How"
    assert "Seven" in [word.text for word in Session(store, "one").words]
    assert "Six" in [word.text for word in Session(store, "one").heard]


def test_several_words_and_none_in_the_place_of_one(store: Store) -> None:
    fix(store, FIRST, "About sixteen long")
    assert shown(store).startswith("About sixteen long years,")
    words = [word for word in Session(store, "one").words if word.id.startswith(FIRST)]
    assert [word.id for word in words] == [FIRST, f"{FIRST}.1", f"{FIRST}.2"]
    assert (words[0].span.start, words[-1].span.end) == (
        ANSWER.words[0].span.start,
        ANSWER.words[0].span.end,
    )
    fix(store, f"{FIRST}.1", "twenty")
    fix(store, f"{FIRST}.2", "")
    assert shown(store).startswith("About twenty years,")
    fix(store, SECOND, "")
    assert shown(store).startswith("About twenty mostly")


def test_the_later_of_two_counts_and_taken_back_the_earlier_again(store: Store) -> None:
    fix(store, FIRST, "Seven")
    later = fix(store, FIRST, "Eight")
    assert shown(store).startswith("Eight")
    take_back(store, "one", later[:8], who="ben", at=8.0)
    assert shown(store).startswith("Seven")
    assert [each.taken_back for each in listed(store.events("one"))] == [False, True]
    with pytest.raises(BadInput, match="0 corrections of session one"):
        take_back(store, "one", later, who="ben", at=9.0)


@pytest.mark.parametrize("beginning", ["", "0123456789abcdef0"])
def test_what_names_no_correction_takes_none_back(store: Store, beginning: str) -> None:
    fix(store, FIRST, "Seven")
    with pytest.raises(BadInput, match="'workbench correct one' lists them"):
        take_back(store, "one", beginning, who="ben", at=8.0)


@pytest.mark.parametrize(
    ("word", "text", "why"),
    [
        ("c-0000000-77", "Seven", "shows no word"),
        (FIRST, "Six", "reads 'Six' already"),
        (FIRST, "x" * 300, "too long"),
    ],
)
def test_what_changes_nothing_is_refused(store: Store, word: str, text: str, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        fix(store, word, text)
    assert not listed(store.events("one"))


def test_a_turn_under_the_wrong_name(store: Store) -> None:
    ids = [word.id for word in ANSWER.words]
    correct_speaker(store, "one", ids, "interviewer", who="ana", at=7.0)
    assert shown(store) == ""
    with pytest.raises(BadInput, match="the interviewer's already"):
        correct_speaker(store, "one", ids[:2], "interviewer", who="ana", at=8.0)
    with pytest.raises(BadInput, match="shows no word nobody"):
        correct_speaker(store, "one", ["nobody"], "interviewer", who="ana", at=8.0)
    other: Speaker = "visitor"  # type: ignore[assignment]  # as a page may send
    with pytest.raises(BadInput, match="no speaker: say candidate or interviewer"):
        correct_speaker(store, "one", ids, other, who="ana", at=8.0)


def test_only_the_words_that_are_not_theirs_yet_are_moved(store: Store) -> None:
    ids = [QUESTION.words[0].id, *(word.id for word in ANSWER.words)]
    correct_speaker(store, "one", ids, "interviewer", who="ana", at=7.0)
    (made,) = listed(store.events("one"))
    assert isinstance(made.fix, SpeakerFix)
    assert [word.id for word in made.fix.words] == ids[1:]


def test_a_link_is_said_once(store: Store) -> None:
    link = QUESTION.id, ANSWER.id
    correct_link(store, "one", *link, answers=False, who="ana", at=7.0)
    with pytest.raises(BadInput, match="already"):
        correct_link(store, "one", *link, answers=False, who="ben", at=8.0)
    correct_link(store, "one", *link, answers=True, who="ben", at=8.0)
    assert len(listed(store.events("one"))) == 2


@pytest.mark.parametrize(
    ("question", "turn", "why"),
    [
        (ANSWER.id, ANSWER.id, "no question"),
        (QUESTION.id, "nobody", "no turn nobody"),
        (QUESTION.id, UNANSWERED.id, "cannot answer"),
    ],
)
def test_what_cannot_be_an_answer_is_refused(
    store: Store, question: str, turn: str, why: str
) -> None:
    with pytest.raises(BadInput, match=why):
        correct_link(store, "one", question, turn, answers=True, who="ana", at=7.0)


def test_without_words_it_says_what_to_make(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.create(SessionMeta("one", 0.0, "research", "off"), at=0.0, who="test")
    with pytest.raises(NotMade, match="workbench run one"):
        fix(store, FIRST, "Seven")


def test_what_another_program_wrote_and_is_no_correction_is_left_out(store: Store) -> None:
    store.append("one", KIND, at=1.0, who="robot", body={"fix": "text", "text": 3})
    assert listed(store.events("one")) == []


def test_what_fits_no_more_is_told(store: Store) -> None:
    id_ = fix(store, FIRST, "Seven")
    assert lost(store, "one") == []
    heard = [word for word in WORDS if word.id != FIRST]
    store.write("one", "words", heard, version="2")
    assert [each.id for each in lost(store, "one")] == [id_]
    assert shown(store).startswith("years,")


def test_a_correction_is_described_to_a_person(store: Store) -> None:
    fix(store, FIRST, "Seven")
    correct_speaker(store, "one", [SECOND], "interviewer", who="ana", at=7.0)
    correct_link(store, "one", QUESTION.id, ANSWER.id, answers=False, who="ana", at=7.0)
    assert [described(each.fix) for each in listed(store.events("one"))] == [
        "00:03 candidate 'Six' reads 'Seven'",
        "00:03 candidate 'years,' is the interviewer's",
        (
            "00:03 candidate 'Six years, mostly on payments pipelines.' does not answer "
            "00:00 interviewer 'How many years have you worked with ...'"
        ),
    ]


def test_a_word_heard_anew_at_its_place_is_still_put_right(store: Store) -> None:
    fix(store, FIRST, "Seven")
    six = next(word for word in WORDS if word.id == FIRST)
    again = Word(
        "c-0050000-1",
        "candidate",
        "six",
        Span(six.span.start + 0.02, six.span.end),
        0.4,
        "attention",
    )
    others = [word for word in WORDS if word.id != FIRST]
    store.write("one", "words", sorted([*others, again], key=lambda w: w.span.start), version="2")
    assert shown(store).startswith("Seven years,")
    assert lost(store, "one") == []
