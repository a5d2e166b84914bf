"""Gradient-boosted trees from scikit-learn into the form that `interview.engines.trees` runs."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier

from interview.engines.trees import Trees

Nodes = NDArray[np.void]


def packed(model: HistGradientBoostingClassifier) -> Trees:
    """The trees of a fitted classifier of two classes; their score is its decision function."""
    tables = [predictor.nodes for (predictor,) in model._predictors]
    roots = np.cumsum([0, *map(len, tables[:-1])])
    nodes = np.concatenate(tables)
    start = np.repeat(roots, [len(table) for table in tables])
    leaf, itself = nodes["is_leaf"].astype(bool), np.arange(len(nodes))
    return Trees(
        feature=np.where(leaf, 0, nodes["feature_idx"]).astype(np.int32),
        threshold=nodes["num_threshold"].astype(np.float64),
        left=np.where(leaf, itself, nodes["left"] + start).astype(np.int32),
        right=np.where(leaf, itself, nodes["right"] + start).astype(np.int32),
        missing_left=nodes["missing_go_to_left"].astype(bool),
        value=np.where(leaf, nodes["value"], 0.0),
        roots=roots.astype(np.int32),
        base=np.ravel(model._baseline_prediction).astype(np.float64),
        depth=np.array([nodes["depth"].max()], np.int32),
    )


def joined(models: Sequence[Trees]) -> Trees:
    """All trees together, whose score is the mean of the models' scores."""
    share = 1 / len(models)
    behind = np.cumsum([0, *(len(one.feature) for one in models[:-1])]).astype(np.int32)
    both = list(zip(models, behind, strict=True))
    return Trees(
        feature=np.concatenate([one.feature for one in models]),
        threshold=np.concatenate([one.threshold for one in models]),
        left=np.concatenate([one.left + start for one, start in both]),
        right=np.concatenate([one.right + start for one, start in both]),
        missing_left=np.concatenate([one.missing_left for one in models]),
        value=np.concatenate([one.value * share for one in models]),
        roots=np.concatenate([one.roots + start for one, start in both]),
        base=np.sum([one.base * share for one in models], axis=0),
        depth=np.max([one.depth for one in models], axis=0),
    )
