"""How likely a few words are to be which dialogue act, by their n-grams.

Besides the words themselves the grams are made of classes, in which auxiliaries, subjects and
question words stand for each other and any rare word for every other: few meetings show most ways
to begin a question, but not with most words.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from interview.model import QuestionKind

Act = Literal["agreement", "rejection", "acknowledgement", "floor", "broken", "statement"]
ASKING: tuple[QuestionKind, ...] = ("yes_no", "wh", "alternative", "tag", "declarative")
ACTS: tuple[QuestionKind | Act, ...] = (*ASKING, *get_args(Act))


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


OPENERS = _set("uh um so and but well o_k okay ok yeah or oh right i mean")
AUXILIARIES = _set(
    "do does did is are was were am have has had can could will would should may might must shall"
    " don't doesn't didn't isn't aren't wasn't weren't haven't hasn't hadn't can't couldn't won't"
    " wouldn't shouldn't"
)
SUBJECTS = _set("i you we he she it they that this there these those")
WH = _set("what who whom whose which when where why how what's who's where's how's")

Numbers = NDArray[np.float64]
Floats = NDArray[np.floating]


class Acts:
    """A linear model of grams; weights of shape (grams, acts).

    `common` are the words that are classes of their own.
    """

    def __init__(
        self, common: Iterable[str], known: Sequence[str], weights: Floats, bias: Floats
    ) -> None:
        self.common, self.grams = frozenset(common), known
        self.weights, self.bias = weights, bias
        self._rows = {gram: row for row, gram in enumerate(known)}
        self.log_odds = lru_cache(maxsize=16384)(self._log_odds)  # the sentences of an hour

    def _log_odds(self, words: tuple[str, ...]) -> Numbers:
        """Of each act, and last of asking at all; `words` are in lower case without marks."""
        found = {self._rows[gram] for gram in grams(words, self.common) if gram in self._rows}
        weights = self.weights[sorted(found)].astype(np.float64)
        return odds_of(self.bias + weights.sum(axis=0))


def odds_of(logits: Numbers) -> Numbers:
    p = np.exp(logits - logits.max())
    p /= p.sum()
    every = np.clip(np.append(p, p[: len(ASKING)].sum()), 1e-5, 1 - 1e-5)
    return np.asarray(np.log(every / (1 - every)))


def grams(words: Sequence[str], common: frozenset[str]) -> Iterator[str]:
    """What the model knows words by: grams, edges, length; the edges also without openers."""
    rest = _without_openers(words)
    classes = [_class(word, common) for word in words]
    behind = classes[len(words) - len(rest) :]
    yield f"#{min(len(words), 12)}"
    yield from _runs("", words, range(1, 4))
    yield from _runs("c ", classes, range(2, 4))
    yield from _edges("", words, range(1, 5))
    yield from _edges("r", rest, range(1, 4))
    yield from _edges("c", behind, range(2, 6))
    yield from (f"{at}@{word}" for at, word in enumerate(words[:6]))


def _without_openers(words: Sequence[str]) -> Sequence[str]:
    first = next((at for at, word in enumerate(words) if word not in OPENERS), len(words) - 1)
    return words[max(0, first) :]


def _class(word: str, common: frozenset[str]) -> str:
    for name, members in _CLASSES.items():
        if word in members:
            return name
    return word if word in common else "*"


_CLASSES: Mapping[str, frozenset[str]] = {"A": AUXILIARIES, "S": SUBJECTS, "W": WH}


def _runs(kind: str, words: Sequence[str], lengths: range) -> Iterator[str]:
    for n in lengths:
        for at in range(len(words) - n + 1):
            yield kind + " ".join(words[at : at + n])


def _edges(kind: str, words: Sequence[str], lengths: range) -> Iterator[str]:
    for n in lengths:
        yield f"{kind}<{n} " + " ".join(words[:n])
        yield f"{kind}>{n} " + " ".join(words[-n:])
