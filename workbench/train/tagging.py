"""Training one member of the tagger of skills: an adapter of MiniLM and the head that reads it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from safetensors.numpy import save_file

from interview.engines.minilm import WIDTH
from interview.engines.spans import LABELS, B, I, O, Word, features, words
from interview.engines.tagger import KINDS, Numbers, Window, inputs, windows
from workbench.evaluate.skills import Posting, Sentence
from workbench.train.adapting import Adapting, Schedule, fit

if TYPE_CHECKING:
    import torch

HIDDEN, DROPOUT = 128, 0.1
SHIFTS = (0, 32, 64, 96)
"""Pieces by which windows are moved, so that a sentence is met in several surroundings."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`epochs` over the training part, `batch` windows at once."""

    rank: int = 16
    epochs: int = 8
    batch: int = 8
    rate: float = 1.5e-3

    def schedule(self, seed: int) -> Schedule:
        rounds = self.epochs / len(SHIFTS)
        return Schedule(epochs=rounds, batch=self.batch, rate=self.rate, seed=seed)


@dataclass(frozen=True, slots=True)
class Example:
    window: Window
    shapes: Numbers
    labels: list[list[int]]
    """Of each word, by kind."""


def train(postings: Sequence[Posting], seed: int, settings: Settings, into: Path) -> None:
    """Writes adapter-SEED.safetensors and head-SEED.safetensors."""
    adapting = Adapting(rank=settings.rank, alpha=2 * settings.rank, seed=seed)
    made = [one for shift in SHIFTS for one in examples(postings, shift)]
    head = _head(made[0].shapes.shape[1])
    for _ in fit(
        [adapting.model, head],
        made,
        lambda batch: _loss(adapting, head, batch),
        settings.schedule(seed),
        lambda one: len(one.window.pieces),
    ):
        pass
    adapting.save(into / f"adapter-{seed}.safetensors")
    _save(head, into / f"head-{seed}.safetensors")


def _head(shapes: int) -> torch.nn.Sequential:
    from torch import nn

    return nn.Sequential(
        nn.Dropout(DROPOUT),
        nn.Linear(WIDTH + shapes, HIDDEN),
        nn.ReLU(),
        nn.Dropout(DROPOUT),
        nn.Linear(HIDDEN, len(KINDS) * LABELS),
    )


def _loss(adapting: Adapting, head: torch.nn.Sequential, batch: Sequence[Example]) -> torch.Tensor:
    import torch

    with torch.autocast("cpu", torch.bfloat16):  # half of the time of float32
        states, _ = adapting.states([one.window.pieces for one in batch])
    rows = torch.cat([states[k, one.window.firsts] for k, one in enumerate(batch)]).float()
    shapes = torch.from_numpy(np.concatenate([one.shapes for one in batch]))
    scores = head(torch.cat([rows, shapes], dim=1)).reshape(-1, LABELS)
    labels = torch.tensor([label for one in batch for row in one.labels for label in row])
    return torch.nn.functional.cross_entropy(scores, labels)


def _save(head: torch.nn.Sequential, path: Path) -> None:
    named = {"hidden": head[1], "out": head[4]}
    values = {
        f"{name}.{part}": getattr(layer, part).detach().numpy().astype(np.float16)
        for name, layer in named.items()
        for part in ("weight", "bias")
    }
    save_file(values, path)


def examples(postings: Sequence[Posting], shift: int = 0) -> Iterator[Example]:
    for posting in postings:
        divided = [words(sentence.text) for sentence in posting.sentences]
        shapes = [features(sentence) for sentence in divided]
        labels = [labelled(*both) for both in zip(posting.sentences, divided, strict=True)]
        for window in windows(divided, shift):
            of = [labels[sentence][place] for sentence, place in window.places]
            yield Example(window, inputs(window, shapes), of)


def labelled(sentence: Sentence, divided: Sequence[Word]) -> list[list[int]]:
    """Labels by kind of our words, which are sometimes parts of the corpus's words."""
    ends = np.cumsum([len(word) + 1 for word in sentence.words])
    of_corpus = [int(np.searchsorted(ends, word.start, side="right")) for word in divided]
    rows = np.full((len(divided), len(KINDS)), O)
    for number, kind in enumerate(KINDS):
        for first, end in sentence.true[kind]:
            inside = [at for at in range(len(divided)) if first <= of_corpus[at] < end]
            while _closes(inside, of_corpus, divided):
                inside.pop()
            rows[inside, number] = I
            rows[inside[:1], number] = B
    return [[int(label) for label in row] for row in rows]


def _closes(inside: Sequence[int], of_corpus: Sequence[int], divided: Sequence[Word]) -> bool:
    """Whether the last word is a mark that the corpus left at the end of a word."""
    *before, last = inside
    is_mark = not any(map(str.isalnum, divided[last].text))
    return is_mark and bool(before) and of_corpus[before[-1]] == of_corpus[last]
