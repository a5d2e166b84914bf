"""Gradient-boosted trees that are evaluated in numpy, one row at a time.

They are trained by scikit-learn's HistGradientBoosting, which is not needed to run them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int32]
Arrays = Mapping[str, NDArray[np.generic]]


@dataclass(frozen=True, slots=True, eq=False)
class Trees:
    """The nodes of all trees in one table, and the nodes at which the trees begin, `roots`.

    A value up to a node's `threshold` goes left; NaN goes where `missing_left` says. Both children
    of a leaf are the leaf itself, and its `value` is what it adds to `base`.
    """

    feature: Integers
    threshold: Floats
    left: Integers
    right: Integers
    missing_left: NDArray[np.bool_]
    value: Floats
    roots: Integers
    base: Floats
    depth: Integers

    def score(self, row: Floats) -> float:
        """The sum over all trees: log-odds where the trees were fitted to them."""
        node = self.roots
        for _ in range(int(self.depth[0])):
            seen = row[self.feature[node]]
            missing = np.isnan(seen)
            goes_left = np.where(missing, self.missing_left[node], seen <= self.threshold[node])
            node = np.where(goes_left, self.left[node], self.right[node])
        return float(self.base[0]) + float(self.value[node].sum())


def named(trees: Trees, prefix: str = "") -> dict[str, NDArray[np.generic]]:
    """The arrays of the trees, by names for a file."""
    return {prefix + field.name: getattr(trees, field.name) for field in fields(Trees)}


def load(arrays: Arrays, prefix: str = "") -> Trees:
    """The trees among the arrays of a file. Raises KeyError where one is missing."""
    return Trees(**{field.name: arrays[prefix + field.name] for field in fields(Trees)})  # type: ignore[arg-type]  # safetensors keeps the kinds
