"""Whole interviews against their truth, from the words on."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from interview.model import (
    Evidence,
    Flag,
    JobDescription,
    Requirement,
    RequirementKind,
    RiskFlag,
    Span,
    Word,
)
from interview.pairing import HAND_SET
from interview.ports import Vectors
from tests.conversation import bare, said
from workbench.evaluate.matching import match_questions
from workbench.evaluate.sessions import (
    NO_POSTING,
    Counts,
    Judged,
    Outcome,
    compare,
    measures,
    ordered,
    outcome_of,
)
from workbench.evaluate.truth import (
    TrueRequirement,
    TrueTurn,
    Truth,
    read_manifest,
    read_truth,
)

ROOT = Path(__file__).parents[2]
INTERVIEWS = ["data/demo", "tests/data/nurse"]


class Letters:
    """Embeds a text by its letters: alike words are near, and that is all."""

    version = "letters@1"

    def embed(self, texts: Sequence[str]) -> Vectors:
        rows = [[1.0 + text.count(letter) for letter in "abcdefgh"] for text in texts]
        vectors: Vectors = np.array(rows, np.float32).reshape(-1, 8)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors


def truth_of(folder: str) -> Truth:
    (item,) = read_manifest(ROOT / folder / "manifest.json")
    return read_truth(item)


def words_of(truth: Truth, punctuated: bool) -> list[Word]:
    return [word for turn in truth.turns for word in _words(turn, punctuated)]


def _words(turn: TrueTurn, punctuated: bool) -> list[Word]:
    timed = turn.words or ()
    written = turn.text.replace("-", " ").split()
    texts = written if punctuated else [bare(text) for text in written]
    return [
        Word(
            f"{turn.speaker[0]}-{round(turn.start * 16_000):07d}-{at}",
            turn.speaker,
            text,
            Span(word.start, word.end),
            1.0,
            "aligner",
        )
        for at, (text, word) in enumerate(zip(texts, timed, strict=True))
    ]


@pytest.mark.parametrize("punctuated", [True, False])
@pytest.mark.parametrize("folder", INTERVIEWS)
def test_questions_and_answers_of_a_spoken_interview_are_found(
    folder: str, punctuated: bool
) -> None:
    truth = truth_of(folder)
    made = outcome_of(words_of(truth, punctuated), NO_POSTING, Letters(), HAND_SET)
    figures = measures(compare(made, truth))
    assert (figures["question_f1"] or 0) >= 0.9
    assert (figures["link_accuracy"] or 0) >= 0.9
    assert figures["wer"] == 0.0


def outcome(text: str) -> Outcome:
    return outcome_of(said(text), NO_POSTING, Letters(), HAND_SET)


def requirement(name: str, kind: RequirementKind) -> Requirement:
    return Requirement(name, kind, 0.5, None, None, name, 0, len(name))


def test_requirements_are_compared_by_name_and_kind() -> None:
    wanted = (requirement("python", "must"), requirement("triage", "soft"))
    made = replace(outcome(""), job=JobDescription("", None, None, wanted, ()))
    truth = Truth(
        turns=(),
        requirements=(
            TrueRequirement(name="python", kind="nice"),
            TrueRequirement(name="triage", kind="soft"),
            TrueRequirement(name="java", kind="must"),
        ),
    )
    figures = measures(compare(made, truth))
    assert figures["requirement_f1"] == pytest.approx(2 * 2 / (2 + 3))
    assert figures["kind_accuracy"] == 0.5


def flagged(made: Outcome, *raised: tuple[Flag, str]) -> Outcome:
    """With these flags, each resting on evidence in the answer of a pair."""
    evidence = [
        Evidence(f"e{at}", pair, "consistency", 0.2, 0.1, "any@1", (), (), "")
        for at, (_, pair) in enumerate(raised)
    ]
    flags = tuple(RiskFlag(flag, (f"e{at}",)) for at, (flag, _) in enumerate(raised))
    return replace(made, evidence=evidence, verdict=replace(made.verdict, risk_flags=flags))


def test_a_flag_is_found_where_it_was_planted_and_false_elsewhere() -> None:
    truth = truth_of("tests/data/nurse")
    made = outcome_of(words_of(truth, True), NO_POSTING, Letters(), HAND_SET)
    pair = {
        asked: pair.id
        for asked, pair in match_questions(made.pairs, {t.id: t for t in made.turns}, truth).items()
    }
    planted = compare(
        flagged(made, ("overclaiming", pair["q10"]), ("contradiction", pair["q12"])), truth
    )
    assert (planted.flags_planted, planted.flags_found, planted.false_flags) == (2, 2, 0)
    elsewhere = compare(
        flagged(
            made,
            ("overclaiming", pair["q2"]),
            ("contradiction", pair["q10"]),
            ("unsupported_requirement", pair["q8"]),
        ),
        truth,
    )
    assert (elsewhere.flags_found, elsewhere.false_flags) == (0, 2)


def test_words_that_are_wrong_count_by_the_words_that_were_said() -> None:
    truth = truth_of("data/demo")
    heard = words_of(truth, True)
    wrong = [replace(word, text="wrong") if word.text == "Kafka" else word for word in heard[6:]]
    counts = compare(outcome_of(wrong, NO_POSTING, Letters(), HAND_SET), truth)
    assert counts.edits == 6


def test_verdicts_are_in_order_when_they_stand_as_the_grades_do() -> None:
    made = outcome("I: What did you do?\nC: I did it.")

    def judged(posting: str | None, grade: float | None, hire: float) -> Judged:
        outlook = replace(made.verdict.outlook, hire_probability=hire)
        reached = replace(made, verdict=replace(made.verdict, outlook=outlook))
        return posting, Truth(turns=(), grade=grade), reached

    counts = ordered(
        [
            judged("nurse", 0.8, 0.7),
            judged("nurse", 0.3, 0.4),  # worse than the first, and judged so
            judged("nurse", 0.5, 0.4),  # better than the second, but judged like it
            judged("nurse", None, 0.1),
            judged("cook", 0.9, 0.2),  # nobody else wants to be a cook
            judged(None, 0.1, 0.9),
        ]
    )
    assert (counts.graded, counts.graded_right) == (3, 2)
    assert measures(counts)["pairs_ordered"] == 2.0
    assert measures(counts)["pairs"] == 3.0


def test_what_was_not_measured_is_none() -> None:
    figures = measures(Counts())
    assert {name for name, value in figures.items() if value is None} == {
        *("wer", "question_f1", "link_accuracy", "requirement_f1", "kind_accuracy"),
        "pairs_ordered",
    }


def test_the_names_are_those_of_the_formats() -> None:
    assert list(measures(Counts())) == [
        *("wer", "question_f1", "link_accuracy", "requirement_f1", "kind_accuracy"),
        *("pairs_ordered", "pairs", "flags_found", "flags_planted", "false_flags"),
    ]
