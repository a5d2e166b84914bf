"""Simulated candidates of many families, of which the belief's filter assumes one at most.

Each family says how a quantity on 0 to 1 goes through an interview and how scorers misread it.
Values are cut to 0 to 1 and carry a stated standard deviation, right or wrong. Arrays have the
shape (candidates, answers, scorers), where six "candidates" are the quantities of one interview.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from interview.model import DIMENSIONS

Array = NDArray[np.float64]

ANSWERS, SCORERS = 10, 3
QUANTITIES = len(DIMENSIONS)
"""Of one interview: they share its links."""
SAID, HEARD = (0.3, 1.0), 0.8
"""A candidate speaks of the quantity in a share of the answers; a scorer hears most of it."""
PACE = (60.0, 240.0)
"""Seconds between the ends of two answers."""
SDS = (0.15, 0.35)
"""Stated standard deviations."""
LINK = 0.95


@dataclass(frozen=True, slots=True)
class Candidates:
    """`truth` and `link` are (candidates, answers); `seen` tells which values there are.

    `times` are the ends of the answers, the same for all.
    """

    truth: Array
    values: Array
    sds: Array
    link: Array
    seen: NDArray[np.bool_]
    times: Array


@dataclass(frozen=True, slots=True)
class Draw:
    """Truth and standardised errors, before values are made of them."""

    random: Generator
    truth: Array
    errors: Array
    sds: Array
    link: Array

    @property
    def size(self) -> int:
        return len(self.truth)

    @property
    def values(self) -> Array:
        return self.truth[:, :, None] + self.errors * self.sds


def assumed(draw: Draw) -> Draw:
    """Uniform truth, Gaussian errors of the stated deviations."""
    return draw


def skewed(draw: Draw) -> Draw:
    """Mostly able candidates; one-sided errors (gamma), to either side by candidate."""
    truth = _constant(draw.random.beta(4, 2, draw.size))
    side = draw.random.choice([-1.0, 1.0], (draw.size, 1, 1))
    errors = side * (draw.random.gamma(2, 1, draw.errors.shape) - 2) / np.sqrt(2)
    return replace(draw, truth=truth, errors=errors)


def ordinal(draw: Draw) -> Draw:
    """Five marks with uneven bounds."""
    marks = np.searchsorted([0.15, 0.4, 0.65, 0.85], draw.values) / 4
    return _with_values(draw, marks)


def biased(draw: Draw) -> Draw:
    """Each scorer errs by 0.1 for a candidate, the same in all answers."""
    bias = draw.random.normal(0, 0.1, (draw.size, 1, SCORERS))
    return replace(draw, errors=draw.errors + bias / draw.sds)


def drifting(draw: Draw) -> Draw:
    """The candidate changes by 0.05 from answer to answer, turning back at 0 and 1."""
    steps = draw.random.normal(0, 0.05, draw.truth.shape)
    walk = np.abs(draw.truth + np.cumsum(steps, axis=1))
    return replace(draw, truth=1 - np.abs(1 - walk))


def uneven(draw: Draw) -> Draw:
    """Some readings are much better than stated, some much worse (log-normal)."""
    return replace(draw, errors=draw.errors * np.exp(_normal(draw, -0.25, 0.5)))


def misstated(draw: Draw) -> Draw:
    """Stated deviations are two thirds or three halves of the true ones, by candidate."""
    factor = draw.random.choice([2 / 3, 1, 3 / 2], (draw.size, 1, 1))
    return replace(draw, errors=draw.errors * factor)


def correlated(draw: Draw) -> Draw:
    """Scorers err alike (0.8), and an answer like the one before (0.5)."""
    together = draw.random.normal(size=(draw.size, ANSWERS, 1))
    errors = np.sqrt(0.8) * together + np.sqrt(0.2) * draw.errors
    for at in range(1, ANSWERS):
        errors[:, at] = 0.5 * errors[:, at - 1] + np.sqrt(0.75) * errors[:, at]
    return replace(draw, errors=errors)


def two_kinds(draw: Draw) -> Draw:
    """Those who can and those who cannot."""
    kind = draw.random.choice([0.15, 0.85], draw.size)
    able = np.clip(kind + draw.random.normal(0, 0.07, draw.size), 0, 1)
    return replace(draw, truth=_constant(able))


def compressed(draw: Draw) -> Draw:
    """Scorers call everybody middling: 0.7 of what lies beyond the middle is read."""
    read = 0.5 + 0.7 * (draw.truth - 0.5)
    return _with_values(draw, read[:, :, None] + draw.errors * draw.sds)


def bounded(draw: Draw) -> Draw:
    """Readings are beta distributed, so that they vary less near 0 and 1."""
    mean = np.clip(draw.truth, 0.02, 0.98)[:, :, None]
    count = mean * (1 - mean) / np.minimum(draw.sds**2, 0.9 * mean * (1 - mean)) - 1
    return _with_values(draw, draw.random.beta(mean * count, (1 - mean) * count))


def mislinked(draw: Draw) -> Draw:
    """Answers that may belong to another question, as often as their link says."""
    links = draw.random.choice([0.95, 0.8, 0.6, 0.4], (draw.size // QUANTITIES, ANSWERS))
    link = np.repeat(links, QUANTITIES, axis=0)
    other = draw.random.uniform(size=(*draw.truth.shape, 1)) + 0.1 * _normal(draw, 0, 1)
    missed = draw.random.uniform(size=draw.truth.shape) > link
    return replace(_with_values(draw, np.where(missed[:, :, None], other, draw.values)), link=link)


ASSUMED = "assumed"
FAMILIES: Mapping[str, Callable[[Draw], Draw]] = {
    one.__name__: one
    for one in (
        *(assumed, skewed, ordinal, biased, drifting, uneven, misstated),
        *(correlated, two_kinds, compressed, bounded, mislinked),
    )
}


def simulate(family: str, size: int, outliers: float, seed: int) -> Candidates:
    """`outliers`: the share of answers of which all readings say nothing of the candidate."""
    random = np.random.default_rng([seed, *family.encode()])
    shape = (size, ANSWERS, SCORERS)
    truth = _constant(random.uniform(size=size))
    sds, errors = random.uniform(*SDS, shape), random.normal(size=shape)
    draw = FAMILIES[family](Draw(random, truth, errors, sds, np.full(truth.shape, LINK)))
    wild = random.uniform(size=(size, ANSWERS, 1)) < outliers
    values = np.where(wild, random.uniform(size=shape), draw.values)
    times = np.cumsum(random.uniform(*PACE, ANSWERS))
    return Candidates(draw.truth, np.clip(values, 0, 1), sds, draw.link, _seen(random, size), times)


def _seen(random: Generator, size: int) -> NDArray[np.bool_]:
    """Which scorers speak of which answers: one to three of them, where the answer says a thing."""
    shape = (size, ANSWERS, SCORERS)
    said = random.uniform(size=(size, ANSWERS, 1)) < random.uniform(*SAID, (size, 1, 1))
    there = np.arange(SCORERS) < random.integers(1, SCORERS + 1, (size, 1, 1))
    seen: NDArray[np.bool_] = said & there & (random.uniform(size=shape) < HEARD)
    return seen


def _constant(quantity: Array) -> Array:
    return np.repeat(quantity[:, None], ANSWERS, axis=1)


def _normal(draw: Draw, mean: float, sd: float) -> Array:
    return draw.random.normal(mean, sd, draw.errors.shape)


def _with_values(draw: Draw, values: Array) -> Draw:
    return replace(draw, errors=(values - draw.truth[:, :, None]) / draw.sds)
