"""Which found question, answer and requirement stands for which true one."""

from dataclasses import replace

import pytest

from interview.model import QAPair, Turn
from interview.pairing import HAND_SET, pairs
from tests.conversation import script
from workbench.evaluate.matching import best_first, linked, match_names, match_questions
from workbench.evaluate.truth import TrueTurn, Truth, TurnKind

Label = tuple[TurnKind, str | None, str | None]


def truth_of(turns: list[Turn], labels: list[Label]) -> Truth:
    """The very turns, each with (kind, id of the question it asks, id of the one it answers)."""
    return Truth(
        turns=tuple(
            TrueTurn(
                speaker=turn.speaker,
                start=turn.span.start,
                end=turn.span.end,
                text=turn.text,
                kind=kind,
                id=asks,
                answers=answers,
            )
            for turn, (kind, asks, answers) in zip(turns, labels, strict=True)
        )
    )


TALK = """
    I: What did you build?
    C: A queue for events.
    I +0.3: Mhm.
    C +0.5: And a dashboard.
    I: Have you ever lost a message?
    I +4.0: We can leave that. Where do you live?
    C: In Leeds.
"""
LABELS: list[Label] = [
    ("question", "q1", None),
    ("answer", None, "q1"),
    ("backchannel", None, None),
    ("question", "q2", None),
    ("question", "q3", None),
    ("answer", None, "q3"),
]


def heard(text: str = TALK) -> tuple[dict[str, Turn], list[QAPair]]:
    turns = script(text)
    return {turn.id: turn for turn in turns}, pairs(turns, HAND_SET)


def test_what_was_said_is_what_was_found() -> None:
    turns, found = heard()
    truth = truth_of(list(turns.values()), LABELS)
    matched = match_questions(found, turns, truth)
    assert [matched[q].question for q in ("q1", "q2", "q3")] == [
        "What did you build?",
        "Have you ever lost a message?",
        "Where do you live?",
    ]
    assert all(linked(pair, asked, turns, truth) for asked, pair in matched.items())


def test_an_answer_to_a_question_that_nobody_answered_is_wrong() -> None:
    turns, found = heard("I: Where do you live?\nC: In Leeds.")
    truth = truth_of(list(turns.values()), [("question", "q1", None), ("statement", None, None)])
    assert not linked(found[0], "q1", turns, truth)


def test_a_missing_part_of_the_answer_is_wrong() -> None:
    talk = "I: Where do you live?\nC: In Leeds.\nI: Nice place.\nC: And I work in Bradford."
    turns, (whole,) = heard(talk)
    labels: list[Label] = [
        ("question", "q1", None),
        ("answer", None, "q1"),
        ("statement", None, None),
        ("answer", None, "q1"),
    ]
    truth = truth_of(list(turns.values()), labels)
    assert linked(whole, "q1", turns, truth)
    assert not linked(replace(whole, answer_turns=whole.answer_turns[:1]), "q1", turns, truth)


def test_a_statement_that_goes_on_is_of_the_turn_before_it() -> None:
    turns, (pair,) = heard("C: How long is it?\nI: An hour. Thank you.\nC: I see.")
    labels: list[Label] = [
        ("question", "q1", None),
        ("statement", None, None),
        ("statement", None, None),
    ]
    whole = truth_of(list(turns.values()), labels)
    question, says, _ = whole.turns
    answer = says.model_copy(update={"kind": "answer", "answers": "q1", "end": says.start + 0.1})
    rest = says.model_copy(update={"start": says.start + 0.1})
    assert linked(pair, "q1", turns, Truth(turns=(question, answer, rest)))
    asks = rest.model_copy(update={"kind": "question", "id": "q2"})
    assert not linked(pair, "q1", turns, Truth(turns=(question, answer, asks)))


def test_one_pair_stands_for_one_question() -> None:
    turns, found = heard("I: Where do you live? And how did you get here?\nC: In Leeds, by train.")
    one, answer = turns.values()
    half = (one.span.start + one.span.end) / 2
    truth = Truth(
        turns=(
            TrueTurn(speaker="interviewer", start=one.span.start, end=half, kind="question",
                     id="q1", text="Where do you live?"),
            TrueTurn(speaker="interviewer", start=half, end=one.span.end, kind="question",
                     id="q2", text="And how did you get here?"),
            TrueTurn(speaker="candidate", start=answer.span.start, end=answer.span.end,
                     kind="answer", answers="q2", text="In Leeds, by train."),
        )
    )  # fmt: skip
    assert len(match_questions(found, turns, truth)) == 1


@pytest.mark.parametrize("change", [{"speaker": "candidate"}, {"start": 60.0, "end": 61.0}])
def test_a_question_of_another_or_at_another_time_is_not_found(change: dict[str, object]) -> None:
    turns, found = heard("I: Where do you live?")
    (true,) = truth_of(list(turns.values()), [("question", "q1", None)]).turns
    truth = Truth(turns=(true.model_copy(update=change),))
    assert match_questions(found, turns, truth) == {}


def test_the_likest_are_matched_first_and_only_once() -> None:
    def likeness(found: int, true: int) -> tuple[float] | None:
        return (-float(abs(found - true)),) if abs(found - true) <= 5 else None

    assert best_first([1, 6, 40], [5, 1, 90], likeness) == [(0, 1), (1, 0)]


@pytest.mark.parametrize(
    ("found", "true", "same"),
    [
        ("python", "Python", True),
        ("python programming", "python", True),
        ("registration as adult nurse", "registration as an adult nurse", True),
        ("staying calm", "stays calm", True),
        ("c++", "c", False),
        ("night shifts", "early shifts", False),
        ("triage", "wound care", False),
        ("", "python", False),
    ],
)
def test_names_mean_the_same_by_their_words(found: str, true: str, same: bool) -> None:
    assert match_names([found], [true]) == ([(0, 0)] if same else [])
