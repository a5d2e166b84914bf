"""How well hire probabilities agree with ratings, with intervals."""

from collections.abc import Callable, Mapping

import numpy as np

from workbench.evaluate import calibration
from workbench.train.weighing import Array, cross_entropy

DRAWS = 1000
SEED = 7


def log_loss(hire: Array, expected: Array) -> float:
    """Nats a session."""
    return float(cross_entropy(hire, expected).mean())


def brier(hire: Array, expected: Array) -> float:
    return float(((hire - expected) ** 2).mean())


def calibration_error(hire: Array, expected: Array) -> float:
    return calibration.calibration_error(calibration.binned(expected, hire))


MEASURES: Mapping[str, Callable[[Array, Array], float]] = {
    "log_loss": log_loss,
    "brier": brier,
    "ece": calibration_error,
}


def metrics(hire: Array, before: Array, after: Array) -> dict[str, float]:
    """Each measure of the new model, of the one before and of the gain; 95 % by bootstrap."""
    size, found = len(hire), dict[str, float]()
    samples = [np.arange(size), *np.random.default_rng(SEED).integers(0, size, (DRAWS, size))]
    for name, measure in MEASURES.items():
        old = np.array([measure(hire[at], before[at]) for at in samples])
        new = np.array([measure(hire[at], after[at]) for at in samples])
        for suffix, values in (("", new), ("_before", old), ("_gain", old - new)):
            found |= _bounded(name + suffix, values)
    return found


def _bounded(name: str, values: Array) -> dict[str, float]:
    """The first value is that of all sessions, the others are of samples of them."""
    low, high = np.quantile(values[1:], [0.025, 0.975])
    return {name: float(values[0]), f"{name}_low": float(low), f"{name}_high": float(high)}
