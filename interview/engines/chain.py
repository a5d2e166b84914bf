"""A linear-chain conditional random field (Lafferty et al. 2001) that was trained elsewhere."""

import gzip
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from interview.engines.spans import LABELS, Scores

Numbers = NDArray[np.float64]


class Chain:
    """Weights of features and of steps from one label to the next."""

    def __init__(self, weights: dict[str, list[float]], steps: list[list[float]]) -> None:
        self._weights, self._steps = weights, np.array(steps)
        self._none = [0.0] * LABELS

    def log_probabilities(self, features: Sequence[Sequence[str]]) -> Scores:
        """Of each label of each word, given all features; shape (words, labels)."""
        if not features:
            return np.empty((0, LABELS), np.float32)
        own = np.array([self._own(of_word) for of_word in features])
        forward, backward = [own[0]], [np.zeros(LABELS)]
        for row in own[1:]:
            forward.append(_sum(forward[-1][:, None] + self._steps, 0) + row)
        for row in own[:0:-1]:
            backward.append(_sum(self._steps + (row + backward[-1])[None, :], 1))
        joint = np.array(forward) + np.array(backward[::-1])
        return np.asarray(joint - _sum(joint, 1)[:, None], np.float32)

    def _own(self, features: Sequence[str]) -> Numbers:
        rows = [self._weights.get(feature, self._none) for feature in features]
        return np.asarray(np.sum(rows, axis=0))


def _sum(logarithms: Numbers, axis: int) -> Numbers:
    top = logarithms.max(axis=axis, keepdims=True)
    return np.asarray(np.squeeze(top, axis) + np.log(np.exp(logarithms - top).sum(axis=axis)))


def save(path: Path, weights: dict[str, list[float]], steps: list[list[float]]) -> None:
    """The same weights give the same bytes."""
    text = json.dumps({"steps": steps, "weights": weights}, ensure_ascii=False, sort_keys=True)
    path.write_bytes(gzip.compress(text.encode(), mtime=0))


def load(path: Path) -> Chain:
    stored = json.loads(gzip.decompress(path.read_bytes()))
    return Chain(stored["weights"], stored["steps"])
