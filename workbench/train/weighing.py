"""Fits the numbers of a verdict to ratings, never far from what was declared.

Parameters are offsets from the prior model, all 0 there: of the base, of the logarithm of the
scale, of the log-odds of the requirements' share, of the logarithm of each dimension's weight.
Each is Gaussian around 0 beforehand (`SPREAD`), and the fit is the mode (maximum a posteriori) of
the cross-entropy between rated and predicted probability, by Fisher scoring.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from interview.model import DIMENSIONS
from interview.scorer import ScorerModel
from workbench.train.rated import Rated

Array = NDArray[np.float64]

BASE, SCALE, SHARE, WEIGHTS = 0, 1, 2, 3
PARAMETERS = WEIGHTS + len(DIMENSIONS)
SPREAD = np.array([1.0, 0.5, 0.5, *[0.5] * len(DIMENSIONS)])
"""One standard deviation: the base by 1, the others by a factor of 1.6."""
STEPS, HALVINGS, CLOSE = 100, 20, 1e-5
DIFFERENCE = 1e-5
_NODES, _SHARES = np.polynomial.hermite_e.hermegauss(40)


@dataclass(frozen=True, slots=True)
class Table:
    """Rated sessions as arrays; see `Rated`."""

    requirements: Array
    has_posting: Array
    dimensions: Array
    hire: Array
    weights: Array

    def rows(self, chosen: NDArray[np.int_]) -> "Table":
        return Table(
            self.requirements[chosen],
            self.has_posting[chosen],
            self.dimensions[chosen],
            self.hire[chosen],
            self.weights[chosen],
        )


def table(sessions: Sequence[Rated]) -> Table:
    return Table(
        np.array([one.requirements or (0.0, 0.0, 0.0) for one in sessions]),
        np.array([float(one.requirements is not None) for one in sessions]),
        np.array([one.dimensions for one in sessions]),
        np.array([one.hire for one in sessions]),
        np.array([one.weight for one in sessions]),
    )


def moved(model: ScorerModel, offsets: Array) -> ScorerModel:
    """The model with its numbers moved by the offsets; weights still sum to 1."""
    odds = np.log(model.requirements / (1 - model.requirements)) + offsets[SHARE]
    weights = np.array([model.dimensions[name] for name in DIMENSIONS]) * np.exp(offsets[WEIGHTS:])
    return replace(
        model,
        base=float(model.base + offsets[BASE]),
        scale=float(model.scale * np.exp(offsets[SCALE])),
        requirements=float(1 / (1 + np.exp(-odds))),
        dimensions=dict(zip(DIMENSIONS, (weights / weights.sum()).tolist(), strict=True)),
    )


def predicted(model: ScorerModel, sessions: Table) -> Array:
    """The hire probabilities of `interview.judgement`, for all sessions at once."""
    share = model.requirements * sessions.has_posting
    weights = np.array([model.dimensions[name] for name in DIMENSIONS])
    each = (1 - share)[:, None] * weights
    mean, deviation, variance = np.moveaxis(sessions.dimensions, 2, 0)
    odds = share * sessions.requirements[:, 0] + (each * mean).sum(axis=1)
    together = (share * sessions.requirements[:, 1] + (each * deviation).sum(axis=1)) ** 2
    apart = share**2 * sessions.requirements[:, 2] + (each**2 * variance).sum(axis=1)
    sd = model.scale * np.sqrt((1 - model.halo) * apart + model.halo * together)
    spread = (model.base + model.scale * odds)[:, None] + sd[:, None] * _NODES
    expected: Array = (1 / (1 + np.exp(-spread))) @ _SHARES / _SHARES.sum()
    return expected


def fitted(model: ScorerModel, sessions: Table, free: int) -> ScorerModel:
    """The first `free` parameters fitted to the sessions."""
    offsets = np.zeros(PARAMETERS)
    for _ in range(STEPS):
        step = _step(model, sessions, offsets, free)
        offsets = _downhill(model, sessions, offsets, step)
        if np.abs(step).max() < CLOSE:
            break
    return moved(model, offsets)


def cross_entropy(hire: Array, expected: Array) -> Array:
    """Nats a session."""
    lost: Array = -(hire * np.log(expected) + (1 - hire) * np.log1p(-expected))
    return lost


def _loss(model: ScorerModel, sessions: Table, offsets: Array) -> float:
    expected = predicted(moved(model, offsets), sessions)
    lost = sessions.weights @ cross_entropy(sessions.hire, expected)
    return float(lost + 0.5 * ((offsets / SPREAD) ** 2).sum())


def _step(model: ScorerModel, sessions: Table, offsets: Array, free: int) -> Array:
    """Towards the minimum, by gradient and expected curvature."""
    expected = predicted(moved(model, offsets), sessions)
    slopes = np.array([_slope(model, sessions, offsets, parameter) for parameter in range(free)])
    information = sessions.weights / (expected * (1 - expected))
    gradient = slopes @ (information * (expected - sessions.hire))
    gradient += offsets[:free] / SPREAD[:free] ** 2
    curvature = (slopes * information) @ slopes.T + np.diag(SPREAD[:free] ** -2)
    step = np.zeros(PARAMETERS)
    step[:free] = -np.linalg.solve(curvature, gradient)
    return step


def _slope(model: ScorerModel, sessions: Table, offsets: Array, parameter: int) -> Array:
    """Of the predicted probabilities, by central difference."""
    aside = np.zeros(PARAMETERS)
    aside[parameter] = DIFFERENCE
    above, below = (predicted(moved(model, offsets + by * aside), sessions) for by in (1, -1))
    slope: Array = (above - below) / (2 * DIFFERENCE)
    return slope


def _downhill(model: ScorerModel, sessions: Table, offsets: Array, step: Array) -> Array:
    """The step, halved until it leads down."""
    lost = _loss(model, sessions, offsets)
    for _ in range(HALVINGS):
        if _loss(model, sessions, offsets + step) <= lost:
            return offsets + step
        step = step / 2
    return offsets
