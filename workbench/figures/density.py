"""The distribution that an outlook stands for.

`interview.judgement` believes a Gaussian of the log-odds, so the hire probability has a
logit-normal distribution; its 80 % interval tells both numbers of it.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from interview.belief import Z80
from interview.model import Outlook

Values = NDArray[np.float64]

GRID: Values = np.linspace(0.0025, 0.9975, 200)
_LEAST = 1e-3
"""Standard deviation below which a distribution is a line."""


@dataclass(frozen=True, slots=True)
class LogitNormal:
    mean: float
    sd: float

    def density(self, at: Values = GRID) -> Values:
        sd = max(self.sd, _LEAST)
        z = (np.log(at / (1 - at)) - self.mean) / sd
        shape: Values = np.exp(-(z**2) / 2) / (sd * math.sqrt(2 * math.pi) * at * (1 - at))
        return shape

    def above(self, value: float) -> float:
        """The probability that the quantity is greater."""
        z = (_logit(value) - self.mean) / max(self.sd, _LEAST)
        return math.erfc(z / math.sqrt(2)) / 2


def of(outlook: Outlook) -> LogitNormal:
    low, high = (_logit(end) for end in outlook.interval)
    return LogitNormal((low + high) / 2, (high - low) / (2 * Z80))


def overlap(one: Outlook, other: Outlook) -> float:
    """The area under both densities, 0 to 1: how little the two can be told apart."""
    both = np.minimum(of(one).density(), of(other).density())
    return min(1.0, float(np.trapezoid(both, GRID)))


def _logit(value: float) -> float:
    held = min(max(value, 1e-6), 1 - 1e-6)
    return math.log(held / (1 - held))
