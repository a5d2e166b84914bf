"""Which concepts a text speaks of, by words and by meaning.

Every stretch of one to four words is held against the names of each concept, and so is the whole
text; a concept whose words stand in the text gains. Two weights add these up.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from interview.engines.mentions import Mentions, stretches
from interview.errors import EngineUnavailable
from interview.ports import Embedder

MOST = 50  # concepts of a ranking
FIGURES = 6  # decimals of a probability

Numbers = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Settings:
    """`rank` and `phrase` map scores to probabilities: a constant, then a factor for each score."""

    whole: float
    words: float
    rank: tuple[float, float]
    phrase: tuple[float, float, float]
    sure: float


@dataclass(frozen=True, slots=True)
class Vectors:
    """Unit vectors of names, each concept's label first, in the order of the concepts.

    `others` are the places of the concepts that the further names belong to; -1: to none.
    """

    projection: Numbers
    names: Numbers
    others: NDArray[np.int64]


class Concepts:
    """The concepts in a folder that `workbench train esco` wrote."""

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        self._folder, self._embedder = folder, embedder

    def rank(self, text: str, phrases: Sequence[str] = ()) -> list[tuple[str, str, float]]:
        """At most `MOST` of (label, key, probability that the text speaks of it), likeliest first.

        `phrases`: the only stretches to look at, if there are any.
        """
        if not text.strip():
            return []
        scores = self.scores(text, phrases)
        best = np.argsort(-scores, kind="stable")[:MOST]
        likely = [probability(scores[k : k + 1], self._settings.rank) for k in best]
        return [(*self.labels[k], p) for k, p in zip(best, likely, strict=True)]

    def sure(self, phrase: str) -> tuple[str, str] | None:
        """Label and key of the one concept that the phrase means, if that is sure enough."""
        features, best = self.features(phrase)
        likely = probability(features, self._settings.phrase)
        return self.labels[best] if likely >= self._settings.sure else None

    def scores(self, text: str, phrases: Sequence[str] = ()) -> Numbers:
        """One for each concept; only order and differences mean something."""
        near, _ = self._near(list(phrases) or stretches(text))
        whole, _ = self._near([text])
        words = self._mentions.scores(text)
        return np.asarray(
            near + self._settings.whole * whole + self._settings.words * words, np.float32
        )

    def features(self, phrase: str) -> tuple[Numbers, int]:
        """Cosine of the nearest concept, its lead over the next and over what is no skill."""
        near, nothing = self._near([phrase])
        second, first = np.argsort(near, kind="stable")[-2:]
        lead = near[first] - max(near[second], nothing)
        return np.array([near[first], lead], np.float32), int(first)

    def _near(self, texts: Sequence[str]) -> tuple[Numbers, np.float32]:
        """Of each concept the cosine of its nearest name to the nearest text; that of no skill."""
        vectors = self._embedder.embed(texts) @ self._vectors.projection
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        similar = (vectors @ self._vectors.names.T).max(axis=0)
        near, others = similar[: len(self.labels)].copy(), self._vectors.others
        further = similar[len(self.labels) :]
        np.maximum.at(near, others[others >= 0], further[others >= 0])
        return near, further[others < 0].max(initial=-1)

    @cached_property
    def labels(self) -> list[tuple[str, str]]:
        """Label and key of each concept."""
        lines = self._file("concepts.tsv").read_text(encoding="utf-8").splitlines()
        return [(label, key) for label, _, key in (line.partition("\t") for line in lines)]

    @cached_property
    def _vectors(self) -> Vectors:
        raw = load_file(self._file("vectors.safetensors"))
        names = raw["names"].astype(np.float32)
        names /= np.linalg.norm(names, axis=1, keepdims=True)
        return Vectors(raw["projection"].astype(np.float32), names, raw["others"].astype(np.int64))

    @cached_property
    def _settings(self) -> Settings:
        return Settings(**json.loads(self._file("settings.json").read_text(encoding="utf-8")))

    @cached_property
    def _mentions(self) -> Mentions:
        return Mentions([label for label, _ in self.labels])

    def _file(self, name: str) -> Path:
        path = self._folder / name
        if not path.is_file():
            raise EngineUnavailable(f"{path} is missing: restore it, or run workbench train esco")
        return path


def probability(features: Numbers, line: Sequence[float]) -> float:
    odds = line[0] + float(np.dot(features, np.asarray(line[1:], np.float32)))
    return round(float(1 / (1 + np.exp(-odds))), FIGURES)
