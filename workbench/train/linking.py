"""Trains the linker of answers on meetings.

What n-grams say of a training meeting comes from n-grams that were fitted to others, and the odds
that tell whether anybody answered from trees that were fitted to others. The first meetings of the
validation file chose features and numbers (`Choice`); the figures are of the others.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from interview.engines import trees
from interview.engines.acts import Acts
from interview.engines.answering import Talk, candidates, features
from interview.engines.linking import (
    NUMBERS,
    SETTINGS,
    WORDS,
    Answered,
    Answering,
    Weights,
    summary,
)
from interview.engines.trees import Trees
from interview.engines.weights import sha256_of
from registry.folders import FIGURES
from workbench.evaluate import linking as evaluation
from workbench.evaluate import meetings
from workbench.evaluate.meetings import Meeting
from workbench.train import acts
from workbench.train.answers import card
from workbench.train.boosting import joined, packed
from workbench.train.questions import CHOOSING, TRAIN, VALIDATION
from workbench.train.trained import Trained

INTERVIEWS = Weights(model=0.5, even=0.0)
"""Declared, see the card: meetings do not tell how much to believe them in interviews."""

Rows = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen; the card tells what else was tried."""

    folds: int = 5
    seeds: int = 3
    trees: int = 160  # a seed
    rate: float = 0.06
    leaves: int = 15
    depth: int = 7
    smallest_leaf: int = 30
    shrinkage: float = 3.0
    share: float = 0.3  # of the features, for each split


@dataclass(frozen=True, slots=True)
class Question:
    """Of one annotated question: a row for each candidate, and which of them answer it."""

    rows: Sequence[Rows]
    answers: Sequence[bool]
    has_answer: bool


def train(data: Path, into: Path) -> Trained:
    """Fits and writes the model's folder; `data` holds both files of meetings."""
    choice = Choice()
    training, validation = meetings.read(data / TRAIN), meetings.read(data / VALIDATION)
    choosing, reporting = validation[:CHOOSING], validation[CHOOSING:]
    answering = fitted(training, choice)
    write(answering, into)
    judged, chosen = (evaluation.judge(answering, part) for part in (reporting, choosing))
    measured = evaluation.measures(judged)
    figures = {name: value for name, value in measured.items() if value is not None}
    figures |= evaluation.bounds(judged)
    described = {
        "figures": figures,
        "conditions": evaluation.conditions(judged),
        "when choosing": evaluation.measures(chosen),
        "data_sha256": {name: sha256_of(data / name) for name in (TRAIN, VALIDATION)},
        "seen": [meeting.name for meeting in (*training, *choosing)],
    }
    _dump(described, into / FIGURES, indent=1)
    (into / "card.md").write_text(card(described, asdict(choice)), encoding="utf-8")
    made = evaluation.artifacts(list(zip(reporting, judged, strict=True)))
    return Trained("linking", into, asdict(choice), figures, made)


def fitted(training: Sequence[Meeting], choice: Choice) -> Answering:
    ngrams = acts.by_others(training)
    asked = [asked_in(*both) for both in zip(training, ngrams, strict=True)]
    odds = [one for fold in range(choice.folds) for one in _by_others(asked, fold, choice)]
    in_folds = [one for fold in range(choice.folds) for one in _pooled(asked[fold :: choice.folds])]
    trees = boosted(_pooled(asked), choice)
    return Answering(acts.fitted(training), trees, _answered(odds, in_folds))


def _pooled(asked: Sequence[Sequence[Question]]) -> list[Question]:
    return [one for meeting in asked for one in meeting]


def _by_others(asked: Sequence[Sequence[Question]], fold: int, choice: Choice) -> list[list[float]]:
    """The log-odds of the questions of a fold's meetings, by trees fitted to the others."""
    others = [one for k, one in enumerate(asked) if k % choice.folds != fold]
    trees = boosted(_pooled(others), choice)
    held_out = _pooled(asked[fold :: choice.folds])
    return [[trees.score(row) for row in one.rows] for one in held_out]


def asked_in(meeting: Meeting, ngrams: Acts) -> list[Question]:
    talk = Talk(meeting.said, [one.asks for one in meeting.uttered])
    return [_question(meeting, talk, at, ngrams) for at, asks in enumerate(talk.asks) if asks]


def _question(meeting: Meeting, talk: Talk, question: int, ngrams: Acts) -> Question:
    found, answers = candidates(talk.said, question), meeting.uttered[question].answers
    return Question(
        [features(talk, question, at, ngrams.log_odds) for at in found],
        [meeting.uttered[at].id in answers for at in found],
        bool(answers),
    )


def boosted(asked: Sequence[Question], choice: Choice) -> Trees:
    """The mean of several fits, which differ in the features that each split may choose from."""
    rows = np.array([row for one in asked for row in one.rows])
    answers = np.array([answer for one in asked for answer in one.answers])
    return joined(
        [packed(_boosted(seed, choice).fit(rows, answers)) for seed in range(choice.seeds)]
    )


def _boosted(seed: int, choice: Choice) -> HistGradientBoostingClassifier:
    return HistGradientBoostingClassifier(
        max_iter=choice.trees,
        learning_rate=choice.rate,
        max_leaf_nodes=choice.leaves,
        max_depth=choice.depth,
        min_samples_leaf=choice.smallest_leaf,
        l2_regularization=choice.shrinkage,
        max_features=choice.share,
        random_state=seed,
    )


def _answered(odds: Sequence[Sequence[float]], asked: Sequence[Question]) -> Answered:
    """Fitted to odds of trees that do not know the question, with the threshold of most right."""
    rows = np.array([summary(one) for one in odds])
    has_answer = np.array([one.has_answer for one in asked])
    model = LogisticRegression(C=1.0, max_iter=500).fit(rows, has_answer)
    names = ("best", "second", "any", "expected", "candidates")
    fit = dict(zip(names, map(float, model.coef_[0]), strict=True))
    weights = Answered(bias=float(model.intercept_[0]), threshold=0.0, **fit)
    believed = np.array([weights.log_odds(one) for one in odds])
    right = np.array([_right(*both) for both in zip(odds, asked, strict=True)])
    thresholds = np.linspace(-1.0, 1.0, 41)
    share = [np.where(believed >= t, right, ~has_answer).mean() for t in thresholds]
    even = np.convolve(share, np.ones(7), "valid")
    return replace(weights, threshold=float(thresholds[3 + int(np.argmax(even))]))


def _right(odds: Sequence[float], asked: Question) -> bool:
    return bool(odds) and asked.answers[int(np.argmax(odds))]


def write(answering: Answering, into: Path) -> None:
    """The model's files; equal models are equal bytes."""
    into.mkdir(parents=True, exist_ok=True)
    ngrams = answering.acts
    _dump({"common": sorted(ngrams.common), "grams": list(ngrams.grams)}, into / WORDS)
    settings = {"answered": asdict(answering.answered), "interview": asdict(INTERVIEWS)}
    _dump(settings, into / SETTINGS, indent=1)
    numbers = {"weights": ngrams.weights, "bias": ngrams.bias}
    every = numbers | trees.named(answering.trees, "trees.")
    (into / NUMBERS).write_bytes(save(every))


def _dump(what: object, path: Path, indent: int | None = None) -> None:
    path.write_text(json.dumps(what, ensure_ascii=False, indent=indent) + "\n", encoding="utf-8")
