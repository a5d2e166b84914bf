"""The shipped detector of questions, on interviews and as they grow."""

from pathlib import Path

import pytest

from interview.engines import questions
from interview.engines.questions import SHIPPED, Detector
from interview.errors import EngineUnavailable
from interview.model import Turn
from interview.script import sentences, turns
from tests.conversation import said, script

INTERVIEW = """
    I: Good morning, and thank you for coming. So tell me about your last job.
    C: I worked at a hospital. I was on the night shift, and we were four.
    I: And how did you hand over in the morning?
    C +1.0: We had a list, and we went from bed to bed.
    I: Okay. Were you ever alone with all of them?
    C: No, never.
    I: That was the surgical ward, right?
    C: Yes, on the third floor.
    I: Good. We will call you next week.
    C: Thank you. How large is the team?
"""
ASKED = [
    "So tell me about your last job.",
    "And how did you hand over in the morning?",
    "Were you ever alone with all of them?",
    "That was the surgical ward, right?",
    "How large is the team?",
]


@pytest.fixture(scope="module")
def detector() -> Detector:
    return questions.load(SHIPPED, "interview-questions@1")


@pytest.mark.parametrize("punctuated", [True, False])
def test_finds_what_both_ask(detector: Detector, punctuated: bool) -> None:
    known = script(INTERVIEW, punctuated)
    odds = detector.log_odds(known)
    asking = {t.id: max(own) >= 0 for t, own in zip(known, odds, strict=True)}
    asked = {t.id for t in known if any(_ends_as(t, text) for text in ASKED)}
    assert len(asked) == len(ASKED)
    assert {turn for turn, asks in asking.items() if asks} == asked


def _ends_as(turn: Turn, text: str) -> bool:
    bare = [word.lower().strip(".,?") for word in text.split()]
    return [word.text.lower().strip(".,?") for word in turn.words][-len(bare) :] == bare


def test_names_the_kind_of_each(detector: Detector) -> None:
    known = script(INTERVIEW)
    by_end = {
        sentence.text: kind
        for turn, kinds in zip(known, detector.kinds(known), strict=True)
        for sentence, kind in zip(turn.sentences, kinds, strict=True)
    }
    assert [by_end[text] for text in ASKED] == ["elicitation", "wh", "yes_no", "tag", "wh"]


def test_several_questions_of_a_turn_are_one_of_several_parts(detector: Detector) -> None:
    (kinds,) = detector.kinds(script("I: How many were you? And who was in charge?"))
    assert kinds == ["multi_part", "multi_part"]


def test_what_was_asked_before_changes_nothing(detector: Detector) -> None:
    """Asked as the interview grows, it gives what a fresh one gives at once."""
    words = said(INTERVIEW)
    for count in range(1, len(words) + 1):
        known = turns(sentences(words[:count]))
        grown = detector.log_odds(known)
        if count % 10 == 0 or count == len(words):
            assert grown == questions.load(SHIPPED, "fresh").log_odds(known)


def test_a_folder_without_a_model_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable, match="train one there"):
        questions.load(tmp_path, "interview-questions@9")
