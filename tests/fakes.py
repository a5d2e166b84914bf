"""Engines that behave as real ones do but do what a test says."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from interview.model import SAMPLE_RATE, Span
from interview.ports import Samples, Token

FRAME = 512


def track(*parts: tuple[float, float]) -> Samples:
    """Stretches of (seconds, level): for `ReadVoice` the level is how likely it is speech."""
    levels = [np.full(round(seconds * SAMPLE_RATE), level) for seconds, level in parts]
    return np.concatenate([np.empty(0), *levels]).astype(np.float32)


class ReadStream:
    def __init__(self) -> None:
        self._rest = np.empty(0, np.float32)

    def push(self, samples: Samples) -> NDArray[np.float32]:
        samples = np.concatenate([self._rest, samples])
        whole = len(samples) // FRAME * FRAME
        self._rest = samples[whole:]
        return np.asarray(samples[:whole].reshape(-1, FRAME).mean(axis=1), np.float32)


class ReadVoice:
    """Reads the probability of speech off the samples: their mean in a frame."""

    version = "read@1"
    frame = FRAME

    def stream(self) -> ReadStream:
        return ReadStream()


@dataclass
class ScriptedTranscriber:
    """Hears the same words in everything and remembers what it was handed."""

    tokens: Sequence[Token]
    version: str = "scripted@1"
    own: Samples | None = None
    before: str = ""

    def transcribe(self, samples: Samples, before: str = "") -> list[Token]:
        self.own, self.before = samples, before
        return list(self.tokens)


@dataclass
class ScriptedAligner:
    """Places every word where the script says, or nowhere."""

    spans: Sequence[Span | None]
    version: str = "scripted@1"

    def align(self, samples: Samples, words: Sequence[Token]) -> list[Span | None]:
        assert len(samples) > 0
        assert len(words) == len(self.spans)
        return list(self.spans)
