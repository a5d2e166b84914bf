"""What answers a question, by boosted trees that were trained on meetings.

The trees read for each thing that others say soon after a question how it stands to that question
(`answering`): times, order, who talks to whom, and dialogue acts by n-grams. From the odds of all
of them follows how likely somebody answered at all.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file

from interview.engines import trees
from interview.engines.acts import Acts
from interview.engines.answering import HISTORY, Talk, candidates, features
from interview.engines.exchange import Said, heard
from interview.engines.trees import Trees
from interview.errors import EngineUnavailable
from interview.linking import Fit
from interview.model import Sentence, Turn
from interview.questions import asks, probability
from interview.remembering import Key

SHIPPED = Path(__file__).parents[1] / "trained" / "linking"
WORDS, NUMBERS, SETTINGS = "words.json", "model.safetensors", "settings.json"
LEAST = 1e-4
"""Probabilities nearer to 0 or 1 than this count as this."""


@dataclass(frozen=True, slots=True)
class Answered:
    """Weights of the log-odds that anybody answered, and from where on that is believed."""

    bias: float
    best: float  # log-odds of the likeliest candidate
    second: float
    any: float  # log-odds of any, were they independent
    expected: float  # number of answers
    candidates: float  # their number
    threshold: float

    def log_odds(self, odds: Sequence[float]) -> float:
        weights = (self.best, self.second, self.any, self.expected, self.candidates)
        return math.fsum((self.bias, *map(float.__mul__, weights, summary(odds))))


@dataclass(frozen=True, slots=True, eq=False)
class Answering:
    """The trained model; all its odds are calibrated on meetings."""

    acts: Acts
    trees: Trees
    answered: Answered

    def log_odds(self, talk: Talk, question: int) -> dict[int, float]:
        """That each of the candidates answers the question, by their places."""
        return {at: self.link(talk, question, at) for at in candidates(talk.said, question)}

    def link(self, talk: Talk, question: int, at: int) -> float:
        """That what was said at one place answers what was asked at an earlier one."""
        return self.trees.score(features(talk, question, at, self.acts.log_odds))


@dataclass(frozen=True, slots=True)
class Weights:
    """In an interview the trained log-odds, less `even`, count `model` times, beside the rules."""

    model: float
    even: float


class Linker:
    """Tells what speaks for a turn as the answer, by rules and by the trained model."""

    def __init__(self, answering: Answering, weights: Weights, version: str) -> None:
        self.version = version
        self.weights = weights
        self._answering = answering
        self._link = lru_cache(maxsize=16384)(self._linked)

    def reading(self, turns: Sequence[Turn]) -> "Combined":
        return Combined(turns, self)

    def link(self, talk: Talk, question: int, at: int) -> float:
        """Worked out once for the same things said."""
        since = max(0, question - HISTORY)
        seen = tuple(talk.said[since : at + 1]), tuple(talk.asks[since : at + 1])
        return self._link(question - since, Key((seen[0][-1].start, len(seen[0])), seen))

    def _linked(self, question: int, seen: Key[tuple[tuple[Said, ...], tuple[bool, ...]]]) -> float:
        said, asks = seen.value
        return self._answering.link(Talk(said, asks), question, len(said) - 1)


class Combined:
    """The turns as the rules and the model see them.

    A turn says what its likeliest sentence says, as the answer to the last one that asks. Turns
    without a candidate, being too late, are left to the rules.
    """

    def __init__(self, turns: Sequence[Turn], linker: Linker) -> None:
        self._turns, self._linker = turns, linker
        self._rules = Fit().reading(turns)
        sentences = sorted(
            (sentence for turn in turns for sentence in turn.sentences),
            key=lambda sentence: (sentence.span.start, sentence.id),
        )
        self._talk = Talk([heard(each) for each in sentences], [asks(each) for each in sentences])
        self._places = {sentence.id: at for at, sentence in enumerate(sentences)}
        self._candidates = cache(lambda question: candidates(self._talk.said, question))

    def log_odds(self, asking: Sequence[Sentence], at: int) -> float:
        by_rules, by_model = self._rules.log_odds(asking, at), self.by_model(asking, at)
        if by_model is None:
            return by_rules
        weights = self._linker.weights
        return by_rules + weights.model * (by_model - weights.even)

    def by_model(self, asking: Sequence[Sentence], at: int) -> float | None:
        """The log-odds of the trained model alone; None for a turn too late for it."""
        question = self._places[asking[-1].id]
        own = {self._places[sentence.id] for sentence in self._turns[at].sentences}
        odds = (
            self._linker.link(self._talk, question, place)
            for place in self._candidates(question)
            if place in own
        )
        return max(odds, default=None)


def summary(odds: Sequence[float]) -> tuple[float, float, float, float, float]:
    """What `Answered` weighs."""
    best, second, *_ = sorted([*odds, -np.inf, -np.inf], reverse=True)
    p = [probability(each) for each in odds]
    nobody = math.prod(1 - each for each in p)
    return _held(best), _held(second), _logit(1 - nobody), math.fsum(p), float(len(p))


def _held(odds: float) -> float:
    most = _logit(1 - LEAST)
    return float(min(max(odds, -most), most))


def _logit(p: float) -> float:
    held = min(max(p, LEAST), 1 - LEAST)
    return math.log(held / (1 - held))


def load(folder: Path, version: str) -> Linker:
    """The model that lies in a folder, under that name. Raises EngineUnavailable."""
    settings, answering = read(folder)
    return Linker(answering, Weights(**settings["interview"]), version)


def read(folder: Path) -> tuple[Mapping[str, Mapping[str, float]], Answering]:
    """The settings and the model of a folder. Raises EngineUnavailable."""
    try:
        words = json.loads((folder / WORDS).read_bytes())
        settings = json.loads((folder / SETTINGS).read_bytes())
        arrays = load_file(folder / NUMBERS)
        acts = Acts(words["common"], words["grams"], arrays["weights"], arrays["bias"])
        boosted = trees.load(arrays, "trees.")
        return settings, Answering(acts, boosted, Answered(**settings["answered"]))
    except (OSError, SafetensorError, ValueError, KeyError, TypeError) as error:
        raise EngineUnavailable(
            f"{folder} holds no linker of answers ({error}): install again, or train one there"
        ) from error
