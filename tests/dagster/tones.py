"""A language of tones: each pitch stands for what was said, so that engines can be scripted.

The engines behave as real ones do: they know nothing but the samples they are handed.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from interview.model import SAMPLE_RATE, Span
from interview.ports import Concept, Samples, SkillSpan, Token, Vectors

FRAME = 512


def tone(pitch: float, seconds: float) -> Samples:
    times = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return (0.3 * np.sin(2 * np.pi * pitch * times)).astype(np.float32)


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * SAMPLE_RATE), np.float32)


class LevelStream:
    def __init__(self) -> None:
        self._rest = silence(0)

    def push(self, samples: Samples) -> NDArray[np.float32]:
        samples = np.concatenate([self._rest, samples])
        whole = len(samples) // FRAME * FRAME
        self._rest = samples[whole:]
        levels = np.abs(samples[:whole]).reshape(-1, FRAME).mean(axis=1)
        speech: NDArray[np.float32] = (levels > 0.01).astype(np.float32)
        return speech


class LevelVoice:
    """Holds everything that is loud for speech."""

    version = "level@1"
    frame = FRAME

    def stream(self) -> LevelStream:
        return LevelStream()


class ToneTranscriber:
    """Reads the pitch of an utterance and gives the text that stands for it."""

    version = "tones@1"

    def __init__(self, meanings: Mapping[int, str]) -> None:
        self._meanings = dict(meanings)
        self.calls = 0

    def says(self, pitch: int, text: str) -> None:
        """Gives another text from now on."""
        self._meanings[pitch] = text

    def transcribe(self, samples: Samples, before: str = "") -> list[Token]:  # noqa: ARG002
        self.calls += 1
        loud = np.flatnonzero(np.abs(samples) > 0.01)
        first, last = (float(loud[end]) / SAMPLE_RATE for end in (0, -1))
        said = self._meanings[self._nearest(samples)].split()
        width = (last - first) / len(said)
        return [
            Token(text, Span(first + at * width, first + (at + 0.9) * width), 0.9)
            for at, text in enumerate(said)
        ]

    def _nearest(self, samples: Samples) -> int:
        pitch = np.abs(np.fft.rfft(samples)).argmax() * SAMPLE_RATE / len(samples)
        return min(self._meanings, key=lambda known: abs(known - pitch))


class SureAligner:
    """Finds the words where the transcriber heard them."""

    version = "sure@1"

    def align(self, samples: Samples, words: Sequence[Token]) -> list[Span | None]:
        assert len(samples)
        return [word.span for word in words]


class HashEmbedder:
    """Equal texts have equal vectors; that is all it knows."""

    version = "hash@1"

    def embed(self, texts: Sequence[str]) -> Vectors:
        rows = [np.frombuffer(sha256(text.encode()).digest(), np.uint8) for text in texts]
        vectors = np.array(rows, np.float32).reshape(len(texts), 32) - 127.5
        unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit


class NoTags:
    version = "none@1"

    def tag(self, sentences: Sequence[str], lean: float = 0.0) -> list[list[SkillSpan]]:
        assert lean >= 0
        return [[] for _ in sentences]


class NoSkills:
    version = "none@1"

    def concept(self, phrase: str) -> Concept | None:
        assert phrase
        return None
