"""Fits n-grams to the dialogue acts of meetings."""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from interview.engines.acts import ACTS, Acts, grams
from workbench.evaluate.meetings import Meeting, Uttered

COMMON = 150
"""Words that are classes of their own."""
RAREST = 3
"""Utterances that a gram must stand in."""
GRAMS = 15_000
"""Grams that are kept, the weightiest."""
STRENGTH = 0.1
"""Inverse of the regularisation."""
FOLDS = 5
UNSEEN = -30.0
"""Log-odds of an act that the training meetings do not have."""

Rows = NDArray[np.float64]


def by_others(training: Sequence[Meeting]) -> list[Acts]:
    """For each meeting the n-grams that were fitted without it and the rest of its fold."""
    folds = [
        fitted(meeting for at, meeting in enumerate(training) if at % FOLDS != fold)
        for fold in range(min(FOLDS, len(training)))
    ]
    return [folds[at % FOLDS] for at in range(len(training))]


def fitted(training: Iterable[Meeting]) -> Acts:
    """Fitted twice: to all grams, to find the weightiest, and to these."""
    uttered = [one for meeting in training for one in meeting.uttered if one.labelled]
    common = _common(uttered)
    counter = CountVectorizer(
        analyzer=lambda one: list(grams(one.said.words, common)),
        min_df=RAREST,
        binary=True,
        dtype=np.float64,
    )
    table, true = counter.fit_transform(uttered), [ACTS.index(one.act) for one in uttered]
    weightiest = np.abs(_linear(table, true)[0]).max(axis=1).argsort(kind="stable")
    kept = np.sort(weightiest[-GRAMS:])
    weights, bias = _linear(table[:, kept], true)
    names = [str(gram) for gram in counter.get_feature_names_out()[kept]]
    return Acts(common, names, weights.astype(np.float16), bias.astype(np.float32))


def _common(uttered: Sequence[Uttered]) -> frozenset[str]:
    counts = Counter(word for one in uttered for word in one.said.words)
    return frozenset(sorted(counts, key=lambda word: (-counts[word], word))[:COMMON])


def _linear(table: csr_matrix, true: Sequence[int]) -> tuple[Rows, Rows]:
    """Weights of shape (grams, acts), centred over the acts, and the bias."""
    model = LogisticRegression(C=STRENGTH, max_iter=200).fit(table, true)
    weights, bias = np.zeros((table.shape[1], len(ACTS))), np.full(len(ACTS), UNSEEN)
    weights[:, model.classes_] = (model.coef_ - model.coef_.mean(axis=0)).T
    bias[model.classes_] = model.intercept_
    return weights, bias
