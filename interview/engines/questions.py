"""What asks, by a model that was trained on meetings and is weighed with what interviews are like.

The model reads each sentence with what stands around it (`exchange`): first its n-grams (`acts`),
then boosted trees over what these say of the sentence and its neighbours, and over the times. It
never sees a punctuation mark. What it cannot know of interviews, that interviewers ask, and in
imperatives, and that a mark or a rise of the voice is a cue, the cues of `interview.questions` do.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import inf
from pathlib import Path
from typing import TypedDict

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file

from interview.engines import trees
from interview.engines.acts import ASKING, Acts
from interview.engines.exchange import HORIZON, Said, exchange, features, heard
from interview.engines.trees import Trees
from interview.errors import EngineUnavailable
from interview.model import QuestionKind, Sentence, Speaker, Turn
from interview.questions import Cues, cues
from interview.remembering import remembering

SHIPPED = Path(__file__).parents[1] / "trained" / "questions"
WORDS, NUMBERS, SETTINGS = "words.json", "model.safetensors", "settings.json"


@dataclass(frozen=True, slots=True, eq=False)
class Asking:
    """The trained model. From log-odds of `threshold` on something is held for a question."""

    acts: Acts
    trees: Trees
    threshold: float

    def log_odds(self, said: Sequence[Said], at: int) -> float:
        """That `said[at]` asks, `said` being in the order of starts; calibrated on meetings."""
        return self.trees.score(features(exchange(said, at), self.acts.log_odds))

    def kind(self, words: tuple[str, ...]) -> QuestionKind:
        """The likeliest form of the question that the words put, if they put one."""
        return ASKING[int(np.argmax(self.acts.log_odds(words)[: len(ASKING)]))]


@dataclass(frozen=True, slots=True)
class Weights:
    """Of the log-odds in an interview: their sum with those of the model and of the cues.

    `interviewer` is added where the interviewer speaks.
    """

    bias: float
    interviewer: float
    model: float
    cues: float

    def weigh(self, speaker: Speaker, model: float, cues: float) -> float:
        prior = self.bias + self.interviewer * (speaker == "interviewer")
        return prior + self.model * model + self.cues * cues


class Settings(TypedDict):
    """`interview` are `Weights`."""

    threshold: float
    interview: Mapping[str, float]


class Detector:
    """Finds the questions of an interview."""

    def __init__(self, asking: Asking, weights: Weights, version: str) -> None:
        self.version = version
        self._asking, self._weights = asking, weights
        self._last: tuple[list[Said], list[float]] = ([], [])

    def log_odds(self, turns: Sequence[Turn]) -> list[list[float]]:
        return _weighed(turns, self)

    def kinds(self, turns: Sequence[Turn]) -> list[list[QuestionKind]]:
        odds = self.log_odds(turns)
        return [self._kinds(turn, own) for turn, own in zip(turns, odds, strict=True)]

    def _kinds(self, turn: Turn, odds: Sequence[float]) -> list[QuestionKind]:
        if sum(own >= 0 for own in odds) > 1:
            return ["multi_part"] * len(odds)
        return [self._kind(sentence) for sentence in turn.sentences]

    def _kind(self, sentence: Sentence) -> QuestionKind:
        if cues(sentence) & {"elicitation", "elicitation_inside"}:
            return "elicitation"
        return self._asking.kind(heard(sentence).words)

    def weighed(self, turns: Sequence[Turn]) -> list[list[float]]:
        by_cues, by_model = Cues().log_odds(turns), self.by_model(turns)
        weigh = self._weights.weigh
        return [
            [weigh(turn.speaker, *both) for both in zip(model, cues, strict=True)]
            for turn, model, cues in zip(turns, by_model, by_cues, strict=True)
        ]

    def by_model(self, turns: Sequence[Turn]) -> list[list[float]]:
        """The log-odds of the trained model alone."""
        sentences = sorted(
            chain.from_iterable(turn.sentences for turn in turns),
            key=lambda s: (s.span.start, s.id),
        )
        odds = self._odds([heard(sentence) for sentence in sentences])
        of = {sentence.id: own for sentence, own in zip(sentences, odds, strict=True)}
        return [[of[sentence.id] for sentence in turn.sentences] for turn in turns]

    def _odds(self, said: list[Said]) -> list[float]:
        """Works out only what it did not know when it was asked last."""
        known, odds = self._last
        same = _shared(known, said)
        change = min((s.start for s in known[same : same + 1] + said[same : same + 1]), default=inf)
        found = [
            odds[at]
            if at < same and one.end + HORIZON <= change
            else self._asking.log_odds(said, at)
            for at, one in enumerate(said)
        ]
        self._last = said, found
        return found


def _shared(known: Sequence[Said], said: Sequence[Said]) -> int:
    """How many are the same from the beginning on."""
    both = zip(known, said, strict=False)
    return next((k for k, (old, new) in enumerate(both) if old != new), min(len(known), len(said)))


@remembering
def _weighed(turns: Sequence[Turn], detector: Detector) -> list[list[float]]:
    return detector.weighed(turns)


def load(folder: Path, version: str) -> Detector:
    """The model that lies in a folder, under that name. Raises EngineUnavailable."""
    settings, asking = read(folder)
    return Detector(asking, Weights(**settings["interview"]), version)


def read(folder: Path) -> tuple[Settings, Asking]:
    try:
        words = json.loads((folder / WORDS).read_bytes())
        settings = json.loads((folder / SETTINGS).read_bytes())
        arrays = load_file(folder / NUMBERS)
        acts = Acts(words["common"], words["grams"], arrays["weights"], arrays["bias"])
        return settings, Asking(acts, trees.load(arrays, "trees."), settings["threshold"])
    except (OSError, SafetensorError, ValueError, KeyError) as error:
        raise EngineUnavailable(
            f"{folder} holds no detector of questions ({error}): install again, or train one there"
        ) from error
