"""Skills in postings against the labels of people.

By the format of the file: SkillSpan (JSON lines, Zhang et al. 2022) gives strict F1, where a span
is right if its first word, its last word and its kind are; a table of sentences with their ESCO
skills gives the recall-precision at 5.
"""

import gzip
import hashlib
import itertools
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np

from interview.engines import tagger
from interview.engines.spans import spans
from interview.engines.tagger import KINDS
from interview.errors import BadInput
from interview.ports import SkillKind, SkillSpan, SkillTagger
from registry import folders
from workbench.evaluate import calibration, kept
from workbench.report import Report

ERRORS = 200  # sentences that are kept
RESAMPLES = 1000
BINS = 10  # of the reliability of a span's probability

Found = set[tuple[int, int]]
"""First word and the one behind the last."""


@dataclass(frozen=True, slots=True)
class Sentence:
    words: tuple[str, ...]
    true: Mapping[SkillKind, Found]

    @property
    def text(self) -> str:
        return " ".join(self.words)

    def said(self, spans: Found) -> str:
        return "; ".join(" ".join(self.words[first:end]) for first, end in sorted(spans))


@dataclass(frozen=True, slots=True)
class Posting:
    source: str
    sentences: tuple[Sentence, ...]

    @property
    def id(self) -> str:
        """By its content: the numbers that the file gives are used again in its other parts."""
        text = "\n".join(sentence.text for sentence in self.sentences)
        return hashlib.sha256(text.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Counts:
    right: int = 0
    found: int = 0
    true: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.right + other.right, self.found + other.found, self.true + other.true)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.found)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.true)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, self.found + self.true)


def figures(data: Path, model: Path | None = None) -> Report:
    if data.suffix == ".csv":
        from workbench.evaluate import esco_linking

        return esco_linking.figures(data, model)
    folder = model or tagger.SHIPPED
    seen = folders.seen(folder)
    postings = [one for one in read(data) if one.id not in seen]
    return compared(postings, tagger.load(folder)).report()


def read(path: Path) -> list[Posting]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        groups = itertools.groupby(rows, key=lambda row: (row["source"], row["idx"]))
        return [_posting(source, list(group)) for (source, _), group in groups]
    except (OSError, ValueError, KeyError) as error:
        raise BadInput(f"{path} is not SkillSpan's .jsonl.gz ({error}): see the README") from error


def _posting(source: str, rows: Sequence[Mapping[str, Any]]) -> Posting:
    return Posting(source, tuple(_sentence(row) for row in rows))


def _sentence(row: Mapping[str, Any]) -> Sentence:
    true: dict[SkillKind, Found] = {
        kind: set(spans(["OBI".index(tag) for tag in row[f"tags_{kind}"]])) for kind in KINDS
    }
    return Sentence(tuple(row["tokens"]), true)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a tagger found in postings, beside what is true there."""

    tagger: str
    postings: Sequence[Posting]
    tagged: Sequence[Sequence[Sequence[SkillSpan]]]

    def counts(self, kind: SkillKind) -> list[Counts]:
        """Of each posting."""
        pairs = zip(self.postings, self.tagged, strict=True)
        return [counted(posting, of, kind) for posting, of in pairs]

    def total(self, kind: SkillKind) -> Counts:
        return sum(self.counts(kind), Counts())

    def judged(self, kind: SkillKind) -> list[tuple[float, bool]]:
        """The p of each span found, and whether it is exactly right."""
        return [
            (span.p, covered(sentence, span) in sentence.true[kind])
            for posting, by_sentence in zip(self.postings, self.tagged, strict=True)
            for sentence, of in zip(posting.sentences, by_sentence, strict=True)
            for span in of
            if span.kind == kind
        ]

    def report(self) -> Report:
        return Report(
            {f"{kind}_f1": self.total(kind).f1 for kind in reversed(KINDS)},
            {
                "tagger": self.tagger,
                "postings": len(self.postings),
                "sentences": sum(len(one.sentences) for one in self.postings),
                "intervals": self.bounds(),
                "precision": {kind: round(self.total(kind).precision, 4) for kind in KINDS},
                "recall": {kind: round(self.total(kind).recall, 4) for kind in KINDS},
                "reliability": {kind: reliability(self.judged(kind)) for kind in KINDS},
            },
            self.artifacts,
        )

    def bounds(self) -> dict[str, float]:
        """The ends of the interval of each figure."""
        both = {kind: interval(self.counts(kind)) for kind in KINDS}
        return {
            f"{kind}_f1_{end}": value
            for kind, ends in both.items()
            for end, value in zip(("low", "high"), ends, strict=True)
        }

    def artifacts(self) -> dict[str, bytes]:
        judged = {kind: list(zip(*self.judged(kind), strict=True)) or [(), ()] for kind in KINDS}
        bins = {str(kind): calibration.binned(p, right) for kind, (p, right) in judged.items()}
        return {
            "reliability.png": kept.reliability_picture(bins, "probability", "exactly right"),
            "confusion.csv": kept.table(self._confusion()),
            "errors.csv": kept.table(self._errors()),
        }

    def _confusion(self) -> list[Sequence[object]]:
        totals = [(kind, self.total(kind)) for kind in KINDS]
        rows = [(kind, t.right, t.true - t.right, t.found - t.right) for kind, t in totals]
        return [("", "exactly right", "not found", "made up"), *rows]

    def _errors(self) -> list[Sequence[object]]:
        """The first sentences in which a span is missed or made up."""
        wrong = (
            (sentence.text, kind, sentence.said(true - found), sentence.said(found - true))
            for posting, by_sentence in zip(self.postings, self.tagged, strict=True)
            for sentence, of in zip(posting.sentences, by_sentence, strict=True)
            for kind, true in sentence.true.items()
            if (found := {covered(sentence, span) for span in of if span.kind == kind}) != true
        )
        return [("sentence", "kind", "not found", "made up"), *itertools.islice(wrong, ERRORS)]


def compared(postings: Sequence[Posting], by: SkillTagger) -> Comparison:
    tagged = [by.tag([sentence.text for sentence in one.sentences]) for one in postings]
    return Comparison(by.version, postings, tagged)


def counted(posting: Posting, tagged: Sequence[Sequence[SkillSpan]], kind: SkillKind) -> Counts:
    total = Counts()
    for sentence, of in zip(posting.sentences, tagged, strict=True):
        found = {covered(sentence, span) for span in of if span.kind == kind}
        true = sentence.true[kind]
        total += Counts(len(found & true), len(found), len(true))
    return total


def covered(sentence: Sentence, span: SkillSpan) -> tuple[int, int]:
    """The words that hold the span's characters, where they are joined by single spaces."""
    ends = np.cumsum([len(word) + 1 for word in sentence.words])
    first, last = np.searchsorted(ends, [span.start, span.end - 1], side="right")
    return int(first), int(last) + 1


def interval(counts: Sequence[Counts]) -> tuple[float, float]:
    """80 % of the F1 that postings drawn anew would give."""
    table = np.array([(one.right, one.found, one.true) for one in counts])
    rng = np.random.default_rng(0)
    drawn = table[rng.integers(len(table), size=(RESAMPLES, len(table)))].sum(axis=1)
    f1 = 2 * drawn[:, 0] / np.maximum(1, drawn[:, 1] + drawn[:, 2])
    low, high = np.quantile(f1, [0.1, 0.9])
    return round(float(low), 4), round(float(high), 4)


def reliability(judged: Sequence[tuple[float, bool]]) -> list[tuple[float, float, int]]:
    """For each tenth of p: mean p, share of spans that are exactly right, spans."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for p, right in judged:
        bins.setdefault(min(int(p * BINS), BINS - 1), []).append((p, right))
    return [
        (_mean(p for p, _ in of), _mean(r for _, r in of), len(of))
        for _, of in sorted(bins.items())
    ]


def _mean(values: Iterable[float]) -> float:
    return round(fmean(values), 3)
