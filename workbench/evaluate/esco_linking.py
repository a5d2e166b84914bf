"""Skills of ESCO that sentences of job advertisements ask for, against the labels of people.

The table is that of Decorte et al. 2022: `sentence`, `span`, `sub_span`, `label`. A sentence counts
if at least one of its spans has a label. Recall-precision at k is the share of the k likeliest
labels that are right, of the most that could be: of k, or of all labels if there are fewer.
"""

import csv
import hashlib
import time
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from interview.engines import esco
from interview.errors import BadInput
from interview.ports import Taxonomy
from registry import folders
from workbench.evaluate import calibration, kept
from workbench.report import Report

NO_LABEL = frozenset(("", "LABEL NOT PRESENT", "UNDERSPECIFIED"))
COLUMNS = ("sentence", "span", "sub_span", "label")
RESAMPLES = 1000

Rows = list[dict[str, str]]
Ranking = Sequence[str]


def figures(data: Path, model: Path | None = None) -> Report:
    folder = model or esco.SHIPPED
    taxonomy, rows = esco.load(folder), read(data)
    gold = labelled(rows)
    taxonomy.rank("warm")
    begun = time.process_time()
    rankings = ranked(gold, taxonomy)
    cost = (time.process_time() - begun) / max(1, len(gold))
    shares = recall_precision(rankings, gold.values(), 5)
    return Report(
        {"rp5": float(np.mean(shares))},
        {
            "taxonomy": taxonomy.version,
            "sentences": len(gold),
            "intervals": dict(zip(("rp5_low", "rp5_high"), interval(shares), strict=True)),
            "rp1": float(np.mean(recall_precision(rankings, gold.values(), 1))),
            "mrr": reciprocal_rank(rankings, gold.values()),
            "cpu_s_per_sentence": round(cost, 4),
            "phrases": linked(rows, taxonomy),
            "seen": _seen(data, folder),
        },
        partial(artifacts, gold, taxonomy),
    )


def artifacts(gold: Mapping[str, set[str]], taxonomy: esco.Esco) -> dict[str, bytes]:
    """How often the five likeliest labels of a sentence are right, and what was missed."""
    first = {sentence: taxonomy.rank(sentence)[:5] for sentence in gold}
    judged = [(p, one.label in gold[s]) for s, five in first.items() for one, p in five]
    bins = calibration.binned([p for p, _ in judged], [right for _, right in judged])
    missed = [
        (sentence, "; ".join(sorted(true - ranked)), "; ".join(sorted(ranked)))
        for sentence, five in first.items()
        if (true := gold[sentence]) - (ranked := {one.label for one, _ in five})
    ]
    right = sum(right for _, right in judged)
    confusion = [
        ("", "among the first five", "not"),
        ("labelled", right, sum(map(len, gold.values())) - right),
        ("not labelled", len(judged) - right, ""),
    ]
    return {
        "reliability.png": kept.reliability_picture({"labels": bins}, "probability", "right"),
        "confusion.csv": kept.table(confusion),
        "errors.csv": kept.table([("sentence", "missed", "ranked"), *missed]),
    }


def ranked(sentences: Iterable[str], taxonomy: esco.Esco) -> list[Ranking]:
    return [[concept.label for concept, _ in taxonomy.rank(one)] for one in sentences]


def read(path: Path) -> Rows:
    """Raises BadInput where a column is missing."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if missing := [name for name in COLUMNS if name not in (reader.fieldnames or ())]:
            raise BadInput(f"{path} has no column {missing[0]}: it needs {', '.join(COLUMNS)}")
        return list(reader)


def labelled(rows: Rows) -> dict[str, set[str]]:
    """Each sentence that has labels, with them."""
    gold: dict[str, set[str]] = {}
    for row in rows:
        if row["label"] not in NO_LABEL:
            gold.setdefault(row["sentence"], set()).add(row["label"])
    return gold


def recall_precision(
    rankings: Iterable[Ranking], gold: Iterable[set[str]], most: int
) -> list[float]:
    return [
        sum(label in true for label in ranking[:most]) / min(most, len(true))
        for ranking, true in zip(rankings, gold, strict=True)
    ]


def reciprocal_rank(rankings: Iterable[Ranking], gold: Iterable[set[str]]) -> float:
    """Mean over the sentences; of the first that is right, 0 if none is among the ranked."""
    ranks = [
        next((1 / place for place, label in enumerate(ranking, 1) if label in true), 0.0)
        for ranking, true in zip(rankings, gold, strict=True)
    ]
    return float(np.mean(ranks))


def interval(values: Sequence[float]) -> tuple[float, float]:
    """80 % of the mean, by resampling."""
    draws = np.random.default_rng(0).choice(values, (RESAMPLES, len(values))).mean(axis=1)
    low, high = np.quantile(draws, (0.1, 0.9))
    return round(float(low), 4), round(float(high), 4)


def phrases(rows: Rows) -> dict[str, set[str]]:
    """What people marked, with its labels; none where ESCO has none."""
    gold: dict[str, set[str]] = {}
    for row in rows:
        true = gold.setdefault(row["sub_span"] or row["span"], set())
        true |= {row["label"]} - NO_LABEL
    return gold


def linked(rows: Rows, taxonomy: Taxonomy) -> Mapping[str, float]:
    """How the one concept that a marked phrase gets compares: as requirements get their address."""
    gold = phrases(rows)
    found = {phrase: taxonomy.concept(phrase) for phrase in gold}
    given = [phrase for phrase in gold if found[phrase]]
    right = sum(concept.label in gold[p] for p in given if (concept := found[p]))
    return {
        "phrases": len(gold),
        "linked": len(given),
        "precision": right / max(1, len(given)),
        "recall": right / max(1, sum(map(bool, gold.values()))),
    }


def _seen(data: Path, folder: Path) -> bool:
    """Whether the model was made with these sentences at hand: then figures are too good."""
    return hashlib.sha256(data.read_bytes()).hexdigest() in folders.seen(folder)
