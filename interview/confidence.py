"""How probable it is that a recognised word is right.

The probability that a decoder gives its own tokens is too high in noise. Platt's logistic line
("Probabilistic outputs for support vector machines", 1999) is laid through its log-odds and the
mean of those of all words that were decoded together: a doubtful neighbourhood makes a word
doubtful. `interview/trained/confidence` holds its numbers, `workbench train confidence` fits them.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from interview.errors import Damaged

SHIPPED = Path(__file__).parent / "trained" / "confidence"
MODEL = "model.json"
CERTAIN = 1e-4  # no probability is taken for nearer to 0 or 1 than this

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights of a word's log-odds, of their mean over the utterance, and what is added."""

    word: float
    utterance: float
    bias: float

    def confidences(self, probabilities: Sequence[float]) -> list[float]:
        """Of the words of an utterance, from the decoder's mean probability of each."""
        odds = features(probabilities) @ [self.word, self.utterance] + self.bias
        confident: list[float] = (1 / (1 + np.exp(-odds))).tolist()
        return confident


def features(probabilities: Sequence[float]) -> Floats:
    """A row a word: its log-odds, and their mean over all words."""
    clipped = np.clip(np.asarray(probabilities, np.float64), CERTAIN, 1 - CERTAIN)
    odds = np.log(clipped / (1 - clipped))
    return np.column_stack([odds, np.full(len(odds), odds.mean() if len(odds) else 0.0)])


def load(folder: Path = SHIPPED) -> Calibration:
    try:
        return Calibration(**json.loads((folder / MODEL).read_bytes()))
    except (OSError, ValueError, TypeError) as error:
        raise Damaged(
            f"{folder / MODEL} cannot be read ({error}): install again, or train it again"
        ) from error


@cache
def shipped() -> Calibration:
    return load()
