"""How well probabilities agree with what is true, and how far that could be chance."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

BINS = 15
RESAMPLED = 1000
ENDS = {"low": 10, "high": 90}
"""Percentiles: the ends of 80 % intervals."""

Numbers = NDArray[np.float64]


def binned(probabilities: Sequence[float] | Numbers, true: Sequence[float] | Numbers) -> Numbers:
    """Of each bin of equal width how many, the sum of their probabilities, and of what is true.

    Shape (3, `BINS`); the bins of parts add up to those of the whole.
    """
    p = np.asarray(probabilities, float)
    at = np.minimum((p * BINS).astype(int), BINS - 1)
    summed = (np.ones_like(p), p, np.asarray(true, float))
    return np.array([np.bincount(at, each, BINS) for each in summed])


def calibration_error(bins: Numbers) -> float:
    """Expected calibration error: the distance of both means, weighted by the bins' sizes."""
    return float(np.abs(bins[1] - bins[2]).sum() / bins[0].sum())


def reliability(bins: Numbers) -> list[dict[str, float]]:
    """Size, mean probability and share of what is true, of each bin that holds anything."""
    return [
        {"n": int(n), "p": round(float(p / n), 4), "true": round(float(true / n), 4)}
        for n, p, true in bins.T
        if n
    ]


def resampled(size: int) -> NDArray[np.int64]:
    """Draws with replacement, shape (`RESAMPLED`, size); the same ones each time."""
    return np.random.default_rng(0).integers(size, size=(RESAMPLED, size))


def bounds(samples: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """The ends of the 80 % interval of each figure, as NAME_low and NAME_high."""
    return {
        f"{name}_{end}": float(np.percentile(values, share))
        for name, values in samples.items()
        for end, share in ENDS.items()
    }
