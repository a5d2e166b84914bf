"""Answers with labels, and long turns without any, as the scorers are given them."""

import gzip
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from interview.errors import BadInput
from interview.model import Answer, QAPair, Span, Word
from workbench.evaluate.transcripts import words_of
from workbench.evaluate.truth import Item, Truth, read_truth

SHORTEST = 12
"""Words of a turn that is looked at."""
APART = 2.5
"""Seconds of silence that end a turn of a meeting."""
SECONDS_A_WORD, AT_COMMA, AT_STOP = 0.33, 0.15, 0.5
"""How written turns are spoken."""


class Labels(BaseModel):
    """By interview and question, 1 to 4 for each dimension; `truths` are paths beside the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reader: str
    scale: Mapping[str, str]
    truths: Mapping[str, Path]
    answers: Mapping[str, Mapping[str, Mapping[str, int]]]


@dataclass(frozen=True, slots=True)
class Labelled:
    interview: str
    answer: Answer
    labels: Mapping[str, int]


def read(path: Path) -> list[Labelled]:
    """Raises BadInput."""
    try:
        known = Labels.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise BadInput(f"{path} holds no labels of answers: {error}") from error
    found = []
    for name, labels in known.answers.items():
        truth = read_truth(Item(truth=path.parent / known.truths[name]))
        answers = true_answers(truth)
        found += [Labelled(name, answers[asked], given) for asked, given in labels.items()]
    return found


def true_answers(truth: Truth) -> dict[str, Answer]:
    """What the candidate truly answered, by question."""
    asked: dict[str, list[Word]] = defaultdict(list)
    said: dict[str, list[Word]] = defaultdict(list)
    for turn in truth.turns:
        spoken = words_of(truth.model_copy(update={"turns": (turn,)}))
        if turn.speaker == "interviewer" and turn.id:
            asked[turn.id] += spoken
        elif turn.speaker == "candidate" and turn.answers:
            said[turn.answers] += spoken
    return {name: _answer(asked[name], said[name]) for name in said if name in asked}


def meetings(path: Path) -> list[list[Answer]]:
    """What each speaker says at length in each meeting of the ICSI corpus (.jsonl.gz)."""
    with gzip.open(path, "rt") as lines:
        rows: list[dict[str, Any]] = [json.loads(line) for line in lines]
    rows.sort(key=lambda row: (row["meeting"], row["speaker"], row["start"]))
    speakers = groupby(rows, key=lambda row: (row["meeting"], row["speaker"]))
    turns = [
        list(_turns([word for row in uttered for word in row["words"]])) for _, uttered in speakers
    ]
    return [[_answer([], turn) for turn in said if len(turn) >= SHORTEST] for said in turns]


def committee(path: Path) -> list[list[Answer]]:
    """What each speaker of a committee (QMSum) says at length."""
    said: dict[str, list[Answer]] = defaultdict(list)
    for at, turn in enumerate(_transcript(path)):
        spoken = _spoken(turn["content"], at)
        if len(spoken) >= SHORTEST:
            said[turn["speaker"]].append(_answer([], spoken))
    return list(said.values())


def exchanges(path: Path) -> list[Answer]:
    """Of a committee: the last question of a turn and the next turn, if not of the chair."""
    turns = _transcript(path)
    found = []
    for at, (asked, said) in enumerate(pairwise(turns)):
        question = asked["content"].rpartition("?")[0].rpartition(". ")[2]
        spoken = _spoken(said["content"], at)
        if "Chair" not in said["speaker"] and question and len(spoken) >= SHORTEST:
            found.append(_answer(_spoken(question, at), spoken))
    return found


def _transcript(path: Path) -> list[dict[str, str]]:
    try:
        turns: list[dict[str, str]] = json.loads(path.read_bytes())["meeting_transcripts"]
    except (OSError, ValueError, KeyError) as error:
        raise BadInput(f"{path} is no transcript of QMSum: {error}") from error
    return turns


def _turns(timed: Sequence[tuple[str, float | None, float | None]]) -> Iterator[list[Word]]:
    """Cut where nothing is said for long; a word without times follows the one before at once."""
    turn: list[Word] = []
    end = 0.0
    for at, (text, start, stop) in enumerate(timed):
        begin = end if start is None else start
        if turn and begin - end > APART:
            yield turn
            turn = []
        end = max(begin, begin if stop is None else stop)
        turn.append(Word(f"c-0000000-{at}", "candidate", text, Span(begin, end), 1.0, "aligner"))
    if turn:
        yield turn


def _spoken(text: str, turn: int) -> list[Word]:
    """A written turn at an even pace, with a pause at each mark."""
    said, begin = [], 0.0
    for at, token in enumerate(text.split()):
        span = Span(begin, begin + 0.9 * SECONDS_A_WORD)
        said.append(Word(f"c-{turn:07d}-{at}", "candidate", token, span, 1.0, "aligner"))
        pause = AT_STOP if token.endswith((".", "?", "!")) else AT_COMMA * token.endswith(",")
        begin += SECONDS_A_WORD + pause
    return said


def _answer(asked: Sequence[Word], said: Sequence[Word]) -> Answer:
    name = (asked or said)[0].id
    text = " ".join(word.text for word in said)
    question = " ".join(word.text for word in asked)
    span = Span(said[0].span.start, said[-1].span.end)
    pair = QAPair(name, "question", question, text, (name,), (said[0].id,), (), 1.0, 0.0, span)
    return Answer(pair, tuple(asked), tuple(said))
