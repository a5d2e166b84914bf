"""From text to words with their features, and from scores of words back to spans.

The encoder reads lower case, so that the shape of each word is told beside its state.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

O, B, I = 0, 1, 2  # noqa: E741 - outside, beginning and inside of a span, as everybody names them
LABELS = 3
PLACEHOLDER = re.compile(r"<([A-Z_]+)>")
CHUNK = re.compile(r"\S+")
OPENING, CLOSING = "([{\"'\u201c\u2018*\u2022", ".,;:!?)]}\"'\u201d\u2019"
SHAPES = 13  # numbers a word
LONGEST_SENTENCE = 20  # words beyond which the length says no more

Scores = NDArray[np.float32]

_IMPOSSIBLE = -1e9
_FIRST = np.array([0.0, 0.0, _IMPOSSIBLE])
_STEP = np.array([[0.0, 0.0, _IMPOSSIBLE], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]])


@dataclass(frozen=True, slots=True)
class Word:
    """A word or a mark of a text, from character `start` to `end`."""

    text: str
    start: int
    end: int

    @property
    def plain(self) -> str:
        """What the encoder reads: corpora write "<LOCATION>" for what they had to hide."""
        hidden = PLACEHOLDER.fullmatch(self.text)
        return hidden[1].lower() if hidden else self.text


def words(text: str) -> list[Word]:
    """Divided at white space, brackets and the marks that end a clause: "C++", ".NET" are words."""
    return [
        word for chunk in CHUNK.finditer(text) for word in _peeled(chunk.group(), chunk.start())
    ]


def _peeled(chunk: str, at: int) -> list[Word]:
    first, last = 0, len(chunk)
    while first < last and chunk[first] in OPENING:
        first += 1
    while last > first and chunk[last - 1] in CLOSING:
        last -= 1
    cuts = [*range(first), first, *range(last, len(chunk))] if last > first else range(len(chunk))
    ends = [*cuts[1:], len(chunk)]
    return [Word(chunk[a:b], at + a, at + b) for a, b in zip(cuts, ends, strict=True)]


def features(sentence: Sequence[Word]) -> NDArray[np.float32]:
    """Shape (words, `SHAPES`): how each is written and where it stands in the sentence."""
    length = min(len(sentence), LONGEST_SENTENCE) / LONGEST_SENTENCE
    last = len(sentence) - 1
    rows = [[*_shape(word.text), i == 0, i == last, length] for i, word in enumerate(sentence)]
    return np.array(rows, np.float32).reshape(-1, SHAPES)


def _shape(word: str) -> list[bool]:
    return [
        word[:1].isupper(),
        word.isupper() and len(word) > 1,
        any(character.isdigit() for character in word),
        any(character.isupper() for character in word[1:]),
        any(character in "+#./&-" for character in word[:-1]),
        not any(character.isalnum() for character in word),
        bool(PLACEHOLDER.fullmatch(word)),
        len(word) <= 3,
        word[-1:] in ",;:.",
        word.islower(),
    ]


def likeliest(scores: Scores) -> list[tuple[int, int]]:
    """Spans (first word, behind the last) of the likeliest labels in which none begins inside.

    `scores`: log-probabilities of O, B and I for each word. Viterbi's algorithm.
    """
    if not len(scores):
        return []
    best, came_from = scores[0] + _FIRST, []
    for row in scores[1:]:
        ways = best[:, None] + _STEP
        came_from.append(ways.argmax(axis=0))
        best = ways.max(axis=0) + row
    label = int(best.argmax())
    labels = [label]
    for choice in reversed(came_from):
        label = int(choice[label])
        labels.append(label)
    return spans(labels[::-1])


def spans(labels: Sequence[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    start: int | None = None
    for at, label in enumerate([*labels, O]):
        if start is not None and label != I:
            found.append((start, at))
            start = None
        if label == B:
            start = at
    return found
