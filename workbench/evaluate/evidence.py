"""How far the scorers of answers agree with a reader, and what they see where nothing is.

The data is one of
- labels of answers (tests/data/answer_labels.json): <scorer>_rho is Spearman's correlation with the
  labels, <scorer>_error the root mean square error against them, 1 to 4 being 0.1 to 0.9;
- a committee of QMSum (.json): relevance_auc is how often a turn after a question is nearer to it
  than a turn after another one (they are no gold answers);
- meetings of the ICSI corpus (.jsonl.gz).
With labels, relevance_auc is over an interview's answers. With the others, <scorer>_per_12 is how
often a scorer speaks up in 12 turns of one speaker, where nothing was planted.
Intervals (80 %) are by bootstrap over answers, or questions.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata, spearmanr

from interview import evidence as scoring
from interview.engines.embeddings import MiniLM
from interview.model import Answer
from interview.ports import Embedder, Scorer
from workbench.evaluate import labelled
from workbench.evaluate.labelled import Labelled
from workbench.report import Report

Array = NDArray[np.float64]
LABEL_OF = {
    "specificity": "specificity",
    "structure": "structure",
    "clarity": "clarity",
    "linguistic-confidence": "confidence",
}
FLAGS = ("consistency", "agreement", "overclaiming", "overgeneralization")
DRAWS = 1000
AN_INTERVIEW = 12
"""Answers."""


def figures(data: Path) -> Report:
    embedder = scoring.Remembering(MiniLM(), 100_000)
    scorers = scoring.scorers(embedder)
    if data.name.endswith(".jsonl.gz"):
        return Report(*_raised(labelled.meetings(data), scorers))
    if data.name.startswith("qmsum"):
        found, conditions = _raised(labelled.committee(data), scorers)
        auc, interval = _auc([labelled.exchanges(data)], embedder)
        return Report(
            {"relevance_auc": auc, **found}, {"relevance_auc_interval": interval, **conditions}
        )
    return _against_labels(labelled.read(data), scorers, embedder)


def _against_labels(
    answers: Sequence[Labelled], scorers: Sequence[Scorer], embedder: Embedder
) -> Report:
    found: dict[str, float | None] = {}
    conditions: dict[str, object] = {"answers": len(answers)}
    for name, label in LABEL_OF.items():
        scorer = next(one for one in scorers if one.version.split("@")[0] == name)
        pairs = np.array(
            [
                (evidence.value, 0.1 + 0.8 * (one.labels[label] - 1) / 3)
                for one in answers
                for evidence in scorer.score(one.answer, [], None)
            ]
        )
        found[f"{name}_rho"] = _rho(pairs)
        found[f"{name}_error"] = float(np.sqrt(np.mean((pairs[:, 0] - pairs[:, 1]) ** 2)))
        conditions[f"{name}_rho_interval"] = _interval(pairs, _rho)
    interviews = [list(part) for _, part in groupby(answers, key=lambda one: one.interview)]
    own = [[one.answer for one in interview] for interview in interviews]
    found["relevance_auc"], conditions["relevance_auc_interval"] = _auc(own, embedder)
    return Report(found, conditions)


def _rho(pairs: Array) -> float:
    return float(spearmanr(pairs[:, 0], pairs[:, 1]).statistic)


def _raised(
    speeches: Sequence[Sequence[Answer]], scorers: Sequence[Scorer]
) -> tuple[dict[str, float | None], dict[str, object]]:
    """By scorer, how often it speaks up in an interview's worth of turns."""
    raising = [one for one in scorers if one.version.split("@")[0] in FLAGS]
    raised: Counter[str] = Counter()
    turns = 0
    for speech in speeches:
        for at, answer in enumerate(speech):
            earlier = speech[at - at % AN_INTERVIEW : at]
            turns += 1
            for scorer in raising:
                raised[scorer.version.split("@")[0]] += len(scorer.score(answer, earlier, None))
    found = {f"{name}_per_12": raised[name] / max(1, turns) * AN_INTERVIEW for name in FLAGS}
    return dict(found), {"turns": turns}


def _auc(
    interviews: Sequence[Sequence[Answer]], embedder: Embedder
) -> tuple[float, tuple[float, float]]:
    """Of an answer being more relevant to its question than another answer of the interview."""
    shares = np.array([share for one in interviews for share in _nearer(one, embedder)])
    return float(shares.mean()), _interval(shares, lambda drawn: float(drawn.mean()))


def _nearer(answers: Sequence[Answer], embedder: Embedder) -> list[float]:
    """For each question, the share of the other answers that its own answer is more relevant than.

    A tie counts half.
    """
    (scorer,) = [one for one in scoring.scorers(embedder) if one.version.startswith("relevance")]
    shares = []
    for asked in answers:
        values = [
            found.value
            for said in (asked, *(one for one in answers if one is not asked))
            for found in scorer.score(Answer(asked.pair, asked.question, said.words), [], None)
        ]
        if len(values) > 1:
            shares.append((float(rankdata(values)[0]) - 1) / (len(values) - 1))
    return shares


def _interval(data: Array, measure: Callable[[Array], float]) -> tuple[float, float]:
    random = np.random.default_rng(0)
    drawn = [measure(data[random.integers(0, len(data), len(data))]) for _ in range(DRAWS)]
    low, high = np.nanquantile(drawn, [0.1, 0.9])
    return round(float(low), 3), round(float(high), 3)
