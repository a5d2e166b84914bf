"""Sentence embeddings: the mean of MiniLM's states, as it was trained."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from interview.engines.minilm import WIDTH, Encoder, tokenizer
from interview.ports import Vectors


class MiniLM:
    """Maps texts to unit vectors of 384 numbers, each text on its own."""

    version = "minilm-l6-v2-int8@1"

    def __init__(self, cache: Path | None = None, adapter: Path | None = None) -> None:
        self._cache, self._adapter = cache, adapter

    def embed(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.empty((0, WIDTH), np.float32)
        return np.stack([self._vector(text) for text in texts])

    def _vector(self, text: str) -> NDArray[np.float32]:
        mean = self._encoder.states(tokenizer().encode(text).ids).mean(axis=0)
        return np.asarray(mean / np.linalg.norm(mean), np.float32)

    @cached_property
    def _encoder(self) -> Encoder:
        return Encoder(self._adapter, cache=self._cache)
