"""What is said to contradict, to be taken back or to be boasted, in many professions."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from interview import evidence
from interview.model import Answer
from interview.ports import Vectors
from tests.answers import answer

GROUPS = json.loads((Path(__file__).parents[1] / "data/claims.json").read_text())["groups"]
YEAR = 2026
QUESTION = "Tell me more about that."


class Constant:
    """An embedder for scorers that do not ask it."""

    version = "constant@1"

    def embed(self, texts: Sequence[str]) -> Vectors:
        return np.ones((len(texts), 1), np.float32)


def raised(*answers: Answer) -> set[str]:
    scorers = evidence.scorers(Constant(), YEAR)
    found = [
        one
        for at, said in enumerate(answers)
        for one in evidence.judge(said, answers[:at], None, scorers)
    ]
    return {one.scorer.split("@")[0] for one in found} & {"consistency", "overclaiming"}


def of_pair(first: str, second: str) -> set[str]:
    return raised(answer(first, at=10), answer(second, at=60, question=QUESTION))


def texts(kind: str) -> list[str]:
    return [text for group in GROUPS for text in group[kind]]


def pairs(kind: str) -> list[tuple[str, str]]:
    return [(first, second) for group in GROUPS for first, second in group[kind]]


def test_most_contradictions_are_found_whichever_comes_first() -> None:
    planted = pairs("contradicted")
    found = [(of_pair(a, b), of_pair(b, a)) for a, b in planted]
    assert np.mean(["consistency" in there for there, _ in found]) >= 0.6
    assert np.mean(["consistency" in back for _, back in found]) >= 0.6


def test_most_claims_that_are_taken_back_are_found() -> None:
    found = ["overclaiming" in of_pair(*pair) for pair in pairs("taken_back")]
    assert np.mean(found) >= 0.85


def test_most_boasts_are_found() -> None:
    assert np.mean(["overclaiming" in raised(answer(text)) for text in texts("boasts")]) >= 0.85


def test_hardly_anything_harmless_is_flagged() -> None:
    single = [bool(raised(answer(text))) for text in texts("harmless")]
    both = [bool(of_pair(*pair)) for pair in pairs("harmless_pairs")]
    assert sum(single) <= 1
    assert np.mean(both) <= 0.03


def test_the_year_of_the_interview_tells_how_long_ago_a_date_is() -> None:
    said = [
        answer("I've worked in accounting for eight years."),
        answer("I started in accounting in 2022.", at=60),
    ]
    for year, fits in ((2026, False), (2031, True)):
        scorers = evidence.scorers(Constant(), year)
        found = evidence.judge(said[1], said[:1], None, scorers)
        assert ("consistency" not in {one.scorer.split("@")[0] for one in found}) == fits


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            "I have eighteen months of experience with forklifts.",
            "I've used forklifts for a year and a half.",
        ),
        ("I've been at the bakery since 2019.", "I came to the bakery seven years ago."),
        ("There were twelve of us in the kitchen.", "We were twelve people in the kitchen."),
        ("Our ward has twenty eight beds.", "There are 28 beds on our ward."),
    ],
)
def test_what_is_said_again_and_fits_is_evidence_for_consistency(first: str, second: str) -> None:
    early, late = answer(first), answer(second, at=60)
    scorers = evidence.scorers(Constant(), YEAR)
    found = {one.scorer.split("@")[0]: one for one in evidence.judge(late, [early], None, scorers)}
    assert found["agreement"].value > 0.5
    assert found["agreement"].dimension == "consistency"
    assert "consistency" not in found
    words = {word.id for said in (early, late) for word in said.words}
    assert set(found["agreement"].words) <= words


def test_a_claim_and_what_takes_it_back_are_both_quoted() -> None:
    claim = answer("I'm an expert in payroll.")
    admission = answer("Payroll, well, I've only read about it so far.", at=60)
    scorers = evidence.scorers(Constant(), YEAR)
    (found,) = [
        one
        for one in evidence.judge(admission, [claim], None, scorers)
        if one.scorer.startswith("overclaiming")
    ]
    assert found.qa == admission.pair.id
    assert {word.id for word in claim.words} & set(found.words)
    assert {word.id for word in admission.words} & set(found.words)
