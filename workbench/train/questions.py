"""Trains the detector of questions on meetings.

The n-grams are fitted to the dialogue acts of the training meetings. What they say of a meeting,
for the trees above them, comes from n-grams that were fitted without it, and so do the log-odds
that calibrate the trees, together with those of the first meetings of the validation file, which
also choose the threshold; the figures are of its other meetings.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from interview.engines import trees
from interview.engines.exchange import exchange, features
from interview.engines.questions import NUMBERS, SETTINGS, WORDS, Asking, Weights
from interview.engines.weights import sha256_of
from registry.folders import FIGURES
from workbench.evaluate import meetings
from workbench.evaluate import questions as evaluation
from workbench.evaluate.meetings import Meeting
from workbench.train import acts
from workbench.train.asking import card
from workbench.train.boosting import packed
from workbench.train.trained import Trained

TRAIN, VALIDATION = "mrda_links_train.jsonl.gz", "mrda_links_val.jsonl.gz"
CHOOSING = 6
"""Meetings of the validation file, from its beginning, that choose."""
THRESHOLDS = np.arange(0.15, 0.66, 0.01)
EVEN = 6
"""Thresholds on either side over which F1 is averaged before the best is taken."""
INTERVIEWS = Weights(bias=1.1, interviewer=1.3, model=0.5, cues=1.2)
"""Declared: meetings do not know interviewers. Fitted, turn by turn, to six scripted interviews."""

Rows = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen on the first validation meetings; the card tells what else was tried."""

    trees: int = 400
    rate: float = 0.03
    leaves: int = 15
    smallest_leaf: int = 30
    shrinkage: float = 5.0
    share: float = 0.3  # of the features, for each split
    seed: int = 0


def train(data: Path, into: Path) -> Trained:
    """Fits, chooses and writes the model's folder; `data` holds both files of meetings."""
    choice = Choice()
    training, validation = meetings.read(data / TRAIN), meetings.read(data / VALIDATION)
    choosing, reporting = validation[:CHOOSING], validation[CHOOSING:]
    asking = fitted(training, choosing, choice)
    judged = [evaluation.judge(asking, meeting) for meeting in reporting]
    write(asking, into)
    figures = {
        **{name: value for name, value in evaluation.measures(judged, asking).items() if value},
        **evaluation.bounds(judged, asking),
    }
    described = {
        "figures": figures,
        "conditions": evaluation.conditions(judged, asking),
        "data_sha256": {name: sha256_of(data / name) for name in (TRAIN, VALIDATION)},
        "seen": [meeting.name for meeting in (*training, *choosing)],
    }
    _dump(described, into / FIGURES, indent=1)
    (into / "card.md").write_text(card(described, asdict(choice)), encoding="utf-8")
    return Trained("questions", into, asdict(choice), figures, evaluation.artifacts(judged, asking))


def fitted(training: Sequence[Meeting], choosing: Sequence[Meeting], choice: Choice) -> Asking:
    """The model, calibrated and with its threshold."""
    parts = list(_without(training))
    rows, asks = (np.concatenate(part) for part in zip(*parts, strict=True))
    fold = np.concatenate([[at % acts.FOLDS] * len(part) for at, (part, _) in enumerate(parts)])
    boosted = packed(_boosted(rows, asks, choice))
    asking = Asking(acts.fitted(training), boosted, 0.0)
    judged = [evaluation.judge(asking, meeting) for meeting in choosing]
    known = np.concatenate([_odds_by_others(rows, asks, fold, choice), *(j.odds for j in judged)])
    true = np.concatenate([asks, *([one.asks for one in j.uttered] for j in judged)])
    platt = LogisticRegression(C=np.inf).fit(known[:, None], true)
    scale, shift = float(platt.coef_[0, 0]), float(platt.intercept_[0])
    calibrated = replace(boosted, value=boosted.value * scale, base=boosted.base * scale + shift)
    return Asking(asking.acts, calibrated, _threshold(known * scale + shift, true))


def _without(training: Sequence[Meeting]) -> Iterator[tuple[Rows, Flags]]:
    """The features and labels of each meeting, by n-grams fitted to other meetings."""
    for meeting, ngrams in zip(training, acts.by_others(training), strict=True):
        said = meeting.said
        rows = [features(exchange(said, at), ngrams.log_odds) for at in meeting.labelled]
        yield np.array(rows), np.array([meeting.uttered[at].asks for at in meeting.labelled])


def _boosted(rows: Rows, asks: Flags, choice: Choice) -> HistGradientBoostingClassifier:
    model = HistGradientBoostingClassifier(
        max_iter=choice.trees,
        learning_rate=choice.rate,
        max_leaf_nodes=choice.leaves,
        min_samples_leaf=choice.smallest_leaf,
        l2_regularization=choice.shrinkage,
        max_features=choice.share,
        random_state=choice.seed,
    )
    return model.fit(rows, asks)


def _odds_by_others(rows: Rows, asks: Flags, fold: Rows, choice: Choice) -> Rows:
    """Log-odds by trees that were fitted without the row's fold."""
    odds = np.zeros(len(rows))
    for at in range(acts.FOLDS):
        others = _boosted(rows[fold != at], asks[fold != at], choice)
        odds[fold == at] = others.decision_function(rows[fold == at])
    return odds


def _threshold(odds: Rows, asks: Flags) -> float:
    """In log-odds: where F1, averaged over thresholds close by, is best."""
    thresholds = np.log(THRESHOLDS / (1 - THRESHOLDS))
    held = odds[:, None] >= thresholds
    f1 = 2 * (held & asks[:, None]).sum(axis=0) / (held.sum(axis=0) + asks.sum())
    even = np.convolve(f1, np.ones(2 * EVEN + 1), "valid")
    return float(thresholds[EVEN + int(np.argmax(even))])


def write(asking: Asking, into: Path) -> None:
    """The model's files; equal models are equal bytes."""
    into.mkdir(parents=True, exist_ok=True)
    words = {"common": sorted(asking.acts.common), "grams": list(asking.acts.grams)}
    _dump(words, into / WORDS)
    _dump({"threshold": asking.threshold, "interview": asdict(INTERVIEWS)}, into / SETTINGS)
    numbers = {"weights": asking.acts.weights, "bias": asking.acts.bias}
    arrays = numbers | trees.named(asking.trees, "trees.")
    (into / NUMBERS).write_bytes(save(arrays))


def _dump(what: object, path: Path, indent: int | None = None) -> None:
    path.write_text(json.dumps(what, ensure_ascii=False, indent=indent) + "\n", encoding="utf-8")
