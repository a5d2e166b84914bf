"""Skills and knowledge in the sentences of a posting, by MiniLM with adapters trained for it.

A window of several sentences is read at once, because what stands around a sentence tells whether
it asks for something. A small network reads the state of each word's first piece, the shape of the
word and of its neighbours, and scores the labels O, B, I of skills and of knowledge, which may
overlap. Linear chains of what the words are written like (`lexical`) see other things; the scores
of all are averaged.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from interview.engines import chain, lexical, minilm
from interview.engines.spans import LABELS, O, Scores, Word, features, likeliest, words
from interview.errors import EngineUnavailable
from interview.ports import SkillKind, SkillSpan, SkillTagger

KINDS: tuple[SkillKind, ...] = ("skill", "knowledge")
WINDOW = 128  # pieces
LONGEST_WORD = 16  # pieces
BEGIN, SEPARATOR, UNKNOWN = 101, 102, 100  # pieces of the encoder's vocabulary

SHIPPED = Path(__file__).parents[1] / "trained" / "skills"
AS_SHIPPED = "interview-skills@shipped"
SETTINGS = "settings.json"
PRECISION: minilm.Precision = "int8"

Numbers = NDArray[np.float32]


@dataclass(slots=True)
class Window:
    """Pieces, and for each word in them its sentence, its place there and its first piece."""

    pieces: list[int] = field(default_factory=lambda: [BEGIN])
    places: list[tuple[int, int]] = field(default_factory=list)
    firsts: list[int] = field(default_factory=list)

    def add(self, place: tuple[int, int], pieces: Sequence[int]) -> None:
        self.places.append(place)
        self.firsts.append(len(self.pieces))
        self.pieces.extend(pieces)

    def room(self, pieces: int) -> bool:
        return len(self.pieces) + pieces < WINDOW or not self.places


def windows(sentences: Sequence[Sequence[Word]], skip: int = 0) -> list[Window]:
    """All words once, in order; a window ends with a sentence unless that fills more than half.

    The first window has `skip` pieces fewer than the others.
    """
    pieces = [[_pieces(word.plain) for word in sentence] for sentence in sentences]
    made = [Window()]
    room = WINDOW - skip
    for at, sentence in enumerate(pieces):
        needed = min(sum(map(len, sentence)), WINDOW // 2)
        if made[-1].places and len(made[-1].pieces) + needed >= room:
            made.append(Window())
            room = WINDOW
        for place, word in enumerate(sentence):
            if not made[-1].room(len(word)):
                made.append(Window())
            made[-1].add((at, place), word)
        made[-1].pieces.append(SEPARATOR)
    return [window for window in made if window.places]


def _pieces(word: str) -> list[int]:
    ids = minilm.tokenizer().encode(word, add_special_tokens=False).ids
    return ids[:LONGEST_WORD] or [UNKNOWN]


def inputs(window: Window, shapes: Sequence[Numbers]) -> Numbers:
    """The shape of each word, of the one before and of the one behind, side by side."""
    own = np.stack([shapes[sentence][place] for sentence, place in window.places])
    none = np.zeros_like(own[:1])
    return np.hstack([own, np.vstack([none, own[:-1]]), np.vstack([own[1:], none])])


class Head:
    """Two layers from states and shapes to log-probabilities."""

    def __init__(self, weights: dict[str, Numbers]) -> None:
        self._weights = {name: value.astype(np.float32) for name, value in weights.items()}

    def scores(self, states: Numbers, shapes: Numbers) -> Numbers:
        """Shape (words, kinds, labels)."""
        w = self._weights
        hidden = np.hstack([states, shapes]) @ w["hidden.weight"].T + w["hidden.bias"]
        logits = np.maximum(hidden, 0) @ w["out.weight"].T + w["out.bias"]
        return normalised(logits.reshape(len(states), len(KINDS), LABELS))


def normalised(logits: Numbers) -> Numbers:
    """Logarithms of probabilities, along the last axis."""
    top = logits.max(axis=-1, keepdims=True)
    total = np.exp(logits - top).sum(axis=-1, keepdims=True)
    return np.asarray(logits - top - np.log(total), np.float32)


class Tagger:
    """Averages what the members of its folder say; loads them when it is first asked."""

    def __init__(self, folder: Path, version: str) -> None:
        self._folder, self.version = folder, version

    def tag(self, sentences: Sequence[str], lean: float = 0.0) -> list[list[SkillSpan]]:
        divided = [words(sentence) for sentence in sentences]
        scores = self.scores(divided)
        return [list(_spans(*both, lean)) for both in zip(divided, scores, strict=True)]

    def scores(self, sentences: Sequence[Sequence[Word]]) -> list[Scores]:
        """Log-probabilities for each sentence, shape (words, kinds, labels)."""
        share, bias = self._settings
        read, looked_up = self.read(sentences), self.looked_up(sentences)
        return [
            normalised(share * one + (1 - share) * other + bias)
            for one, other in zip(read, looked_up, strict=True)
        ]

    def read(self, sentences: Sequence[Sequence[Word]]) -> list[Scores]:
        """What the encoders and their heads say."""
        shapes = [features(sentence) for sentence in sentences]
        found = [np.zeros((len(one), len(KINDS), LABELS), np.float32) for one in sentences]
        for window in windows(sentences):
            around = inputs(window, shapes)
            rows = [
                head.scores(encoder.states(window.pieces)[window.firsts], around)
                for encoder, head in self._members
            ]
            for (sentence, place), row in zip(window.places, np.mean(rows, axis=0), strict=True):
                found[sentence][place] = row
        return found

    def looked_up(self, sentences: Sequence[Sequence[Word]]) -> list[Scores]:
        """What the chains say."""
        return [
            np.stack([one.log_probabilities(rows) for one in self._chains], axis=1)
            for rows in lexical.features(sentences)
        ]

    @cached_property
    def _members(self) -> list[tuple[minilm.Encoder, Head]]:
        adapters = sorted(self._folder.glob("adapter-*.safetensors"))
        if not adapters:
            raise EngineUnavailable(
                f"{self._folder} holds no adapter: run `workbench train skills`"
            )
        heads = [one.with_name(one.name.replace("adapter", "head")) for one in adapters]
        return [
            (minilm.Encoder(adapter, PRECISION), Head(load_file(head)))
            for adapter, head in zip(adapters, heads, strict=True)
        ]

    @cached_property
    def _chains(self) -> list[chain.Chain]:
        return [chain.load(self._folder / f"chain-{kind}.json.gz") for kind in KINDS]

    @cached_property
    def _settings(self) -> tuple[float, Numbers]:
        """The encoders' share, and what is added to the scores, shape (kinds, labels)."""
        settings = json.loads((self._folder / SETTINGS).read_text(encoding="utf-8"))
        bias = [[settings["outside"][kind], 0, 0] for kind in KINDS]
        return settings["share"], np.array(bias, np.float32)


def _spans(sentence: Sequence[Word], scores: Scores, lean: float) -> Iterator[SkillSpan]:
    for number, kind in enumerate(KINDS):
        own = scores[:, number]
        for first, end in likeliest(own - np.array([lean, 0, 0], np.float32)):
            p = float((1 - np.exp(own[first:end, O])).mean())
            start, stop = sentence[first].start, sentence[end - 1].end
            yield SkillSpan(start, stop, kind, round(min(max(p, 0.0), 1.0), 6))


def load(folder: Path = SHIPPED, version: str = AS_SHIPPED) -> SkillTagger:
    return Tagger(folder, version)
