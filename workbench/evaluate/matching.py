"""Which found thing stands for which true one: pure functions."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from interview.model import QAPair, Span, Turn
from workbench.evaluate.truth import TrueTurn, Truth

Found = TypeVar("Found")
True_ = TypeVar("True_")

ASKING = {"question", "follow_up", "candidate_question"}
SHARED = 0.5  # share of the shorter of two turns that both must cover to be the same
ALIKE = 0.5  # Jaccard of the tokens of two names that mean the same


def best_first(
    found: Sequence[Found],
    true: Sequence[True_],
    likeness: Callable[[Found, True_], tuple[float, ...] | None],
) -> list[tuple[int, int]]:
    """One-to-one matches (index found, index true), the likest first; None is never a match."""
    likely = [
        (value, -i, -j)
        for i, one in enumerate(found)
        for j, other in enumerate(true)
        if (value := likeness(one, other)) is not None
    ]
    matches: list[tuple[int, int]] = []
    for _, i, j in sorted(likely, reverse=True):
        if not any(-i == taken or -j == used for taken, used in matches):
            matches.append((-i, -j))
    return sorted(matches)


def true_questions(truth: Truth) -> dict[str, list[TrueTurn]]:
    """The turns that ask each question: more than one where it was repeated."""
    asked: dict[str, list[TrueTurn]] = {}
    for turn in truth.turns:
        if turn.kind in ASKING and turn.id is not None:
            asked.setdefault(turn.id, []).append(turn)
    return asked


def match_questions(
    pairs: Sequence[QAPair], turns: Mapping[str, Turn], truth: Truth
) -> dict[str, QAPair]:
    """The pair that stands for each true question, where there is one.

    Both are by the same speaker and at the same time; among several the likest in words wins.
    """
    asked = true_questions(truth)
    ids = list(asked)

    def likeness(pair: QAPair, question: str) -> tuple[float, float] | None:
        both = [(turns[t], other) for t in pair.question_turns for other in asked[question]]
        shared = sum(_shared(turn, other) for turn, other in both if _same(turn, other))
        said = " ".join(turn.text for turn in asked[question])
        return (_jaccard(tokens(pair.question), tokens(said)), shared) if shared else None

    return {ids[j]: pairs[i] for i, j in best_first(pairs, ids, likeness)}


def linked(pair: QAPair, question: str, turns: Mapping[str, Turn], truth: Truth) -> bool:
    """Whether exactly the turns that truly answer are held for the answer; none where none does."""
    answering = {at for at, turn in enumerate(truth.turns) if turn.answers == question}
    return {_stands_for(turns[turn], truth) for turn in pair.answer_turns} == answering


def _stands_for(turn: Turn, truth: Truth) -> int | None:
    """The true turn of that speaker with which it shares the most time."""
    shared = [
        (_shared(turn, other), -at)
        for at, other in enumerate(truth.turns)
        if other.speaker == turn.speaker and other.kind != "backchannel"
    ]
    most, at = max(shared, default=(0.0, 0))
    return _beginning(-at, truth) if most > 0 else None


def _beginning(at: int, truth: Truth) -> int:
    """A statement by which a speaker goes on is of one turn with what was said before it."""
    spoken = [k for k in range(at) if truth.turns[k].kind != "backchannel"]
    own, before = truth.turns[at], spoken[-1] if spoken else None
    if before is None or own.kind != "statement" or truth.turns[before].speaker != own.speaker:
        return at
    return _beginning(before, truth)


def _same(turn: Turn, other: TrueTurn) -> bool:
    shorter = min(turn.span.duration, other.end - other.start)
    return turn.speaker == other.speaker and _shared(turn, other) >= SHARED * shorter


def _shared(turn: Turn, other: TrueTurn) -> float:
    return turn.span.overlap(Span(other.start, other.end))


def match_names(found: Sequence[str], true: Sequence[str]) -> list[tuple[int, int]]:
    """Requirements that mean the same by their tokens: alike, or one within the other."""
    return best_first(found, true, _name_likeness)


def _name_likeness(found: str, true: str) -> tuple[float] | None:
    a, b = tokens(found), tokens(true)
    inside = bool(a and b) and (a <= b or b <= a)
    likeness = _jaccard(a, b)
    return (likeness,) if inside or likeness >= ALIKE else None


def tokens(text: str) -> set[str]:
    """Words without endings and without those that only join others."""
    words = re.findall(r"[\w+#]+", text.lower())
    return {_stem(word) for word in words} - {"a", "an", "and", "as", "in", "of", "or", "the", "to"}


def _stem(word: str) -> str:
    return re.sub(r"(?:ing|ed|es|s|e|y)$", "", word) if len(word) > 4 else word


def _jaccard(a: set[str], b: set[str]) -> float:
    return len(a & b) / len(a | b) if a | b else 0.0
