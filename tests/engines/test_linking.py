"""The shipped linker of answers: a pure function of what was said so far, and of some use."""

import math
import shutil
from pathlib import Path

import numpy as np
import pytest

from interview.engines import linking
from interview.engines.answering import NAMES, Talk, candidates, features
from interview.engines.exchange import Said
from interview.engines.linking import SHIPPED, Answering, Linker, Weights
from interview.errors import EngineUnavailable
from interview.linking import Fit
from interview.model import Turn
from interview.questions import asks
from tests.conversation import script

TALK = """
    I: What did you build at the museum?
    C: A ticket system for the visitors.
    I +0.2: Mhm.
    C +0.5: And later a guide for the phone.
    I: Did you work alone?
    C: No, with two others.
    I +4.0: Have you ever missed a deadline?
    I +17.0: We can leave that. When could you start?
    C: In May.
"""


@pytest.fixture(scope="module")
def linker() -> Linker:
    return linking.load(SHIPPED, "interview-linking@7")


@pytest.fixture(scope="module")
def answering() -> Answering:
    return linking.read(SHIPPED)[1]


def said(*lines: tuple[str, float, str]) -> list[Said]:
    """Lines of (speaker, start, words), one word each 0.3 s."""
    return [
        Said(who, tuple((w, at + 0.3 * k, at + 0.3 * k + 0.25) for k, w in enumerate(text.split())))
        for who, at, text in lines
    ]


MEETING = said(
    ("a", 0.0, "so we are nearly done with the forms"),
    ("b", 3.0, "yeah"),
    ("a", 4.0, "when do you leave for the conference"),
    ("b", 6.5, "on thursday morning i think"),
    ("c", 7.0, "mm-hmm"),
    ("a", 9.0, "o_k"),
    ("c", 10.0, "i was going to say something about the recordings"),
    ("b", 40.0, "what was that"),
)
ASKS = [False, False, True, False, False, False, False, True]


def odds_by_model(linker: Linker, turns: list[Turn]) -> dict[tuple[int, int], float | None]:
    reading = linker.reading(turns)
    asking = {at: [s for s in turn.sentences if asks(s)] for at, turn in enumerate(turns)}
    return {
        (question, at): reading.by_model(asking[question], at)
        for question in range(len(turns))
        for at in range(question + 1, len(turns))
        if asking[question] and turns[at].speaker != turns[question].speaker
    }


def test_candidates_are_what_others_say_soon() -> None:
    assert candidates(MEETING, 2) == [3, 4, 6]
    many = said(("a", 0.0, "why"), *(("b", 1.0 + k, "well") for k in range(30)))
    assert candidates(many, 0) == list(range(1, 11))
    assert candidates(MEETING, 7) == []


def test_the_reply_is_the_likeliest_answer(answering: Answering) -> None:
    odds = answering.log_odds(Talk(MEETING, ASKS), 2)
    assert max(odds, key=lambda at: odds[at]) == 3
    assert odds[3] > 0 > odds[4]


def test_nothing_that_is_said_later_changes_a_number(answering: Answering) -> None:
    judge = answering.acts.log_odds
    for at in candidates(MEETING, 2):
        so_far = Talk(MEETING[: at + 1], ASKS[: at + 1])
        numbers = features(Talk(MEETING, ASKS), 2, at, judge)
        assert len(numbers) == len(NAMES)
        assert np.array_equal(numbers, features(so_far, 2, at, judge), equal_nan=True)
        assert answering.link(so_far, 2, at) == answering.link(Talk(MEETING, ASKS), 2, at)


def test_nobody_answers_where_nobody_speaks(answering: Answering) -> None:
    believed = answering.answered
    assert believed.log_odds([]) < believed.log_odds([-2.0]) < believed.log_odds([3.0])
    assert believed.log_odds([]) < believed.threshold < believed.log_odds([3.0])


def test_what_was_asked_before_and_the_order_change_no_bit(linker: Linker) -> None:
    turns = script(TALK)
    first = odds_by_model(linker, turns)
    afresh = linking.load(SHIPPED, "other@1").reading(turns)
    for (question, at), odds in reversed(first.items()):
        asking = [s for s in turns[question].sentences if asks(s)]
        assert afresh.by_model(asking, at) == odds
    assert odds_by_model(linker, turns) == first


def test_a_session_that_grows_keeps_its_odds(linker: Linker) -> None:
    turns = script(TALK)
    whole = odds_by_model(linker, turns)
    for known in range(1, len(turns)):
        so_far = odds_by_model(linker, turns[:known])
        assert so_far == {pair: whole[pair] for pair in so_far}


def test_punctuation_and_capitals_change_nothing(linker: Linker) -> None:
    def bare(text: str) -> list[float]:
        return [odds for odds in odds_by_model(linker, script(text)).values() if odds is not None]

    turns = "I: What did you build\nC: A ticket system\nI +0.2: Mhm\nC +0.5: And a guide"
    marked = "I: What did you build?\nC: A ticket system.\nI +0.2: Mhm.\nC +0.5: and, a guide"
    assert bare(turns) == bare(marked) != []


def test_a_turn_that_comes_too_late_is_left_to_the_rules(linker: Linker) -> None:
    turns = script(TALK)
    (asked,) = (at for at, turn in enumerate(turns) if "deadline" in turn.text)
    asking, last = turns[asked].sentences, len(turns) - 1
    reading = linker.reading(turns)
    assert reading.by_model(asking, last) is None
    assert reading.log_odds(asking, last) == Fit().reading(turns).log_odds(asking, last)


def test_the_version_is_the_one_handed_in(linker: Linker) -> None:
    assert linker.version == "interview-linking@7"


def test_a_folder_without_a_model_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable, match="train one there"):
        linking.load(tmp_path, "none@1")
    broken = shutil.copytree(SHIPPED, tmp_path / "broken")
    (broken / linking.NUMBERS).write_bytes(b"no numbers")
    with pytest.raises(EngineUnavailable, match="broken"):
        linking.load(broken, "none@1")


def test_the_odds_of_all_are_summed_up() -> None:
    best, second, anybody, expected, number = linking.summary([0.0, -math.inf, 2.0])
    assert (best, second) == (2.0, 0.0)
    assert math.isclose(expected, 0.5 + 1 / (1 + math.exp(-2.0)))
    assert number == 3.0
    assert anybody > best


def test_the_trained_part_counts_by_its_weight(linker: Linker, answering: Answering) -> None:
    turns = script(TALK)
    rules, both = (
        one.reading(turns).log_odds(turns[0].sentences, 1)
        for one in (Linker(answering, Weights(model=0.0, even=0.0), "rules@1"), linker)
    )
    trained = linker.reading(turns).by_model(turns[0].sentences, 1)
    assert rules == Fit().reading(turns).log_odds(turns[0].sentences, 1)
    assert trained is not None
    assert math.isclose(both, rules + linker.weights.model * (trained - linker.weights.even))
