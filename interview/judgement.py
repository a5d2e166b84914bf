"""From a profile to a verdict: the distribution of the hire probability.

The model is declared, not learnt: P(hire) = E[sigmoid(BASE + SCALE * sum of w * (theta - 0.5))],
where theta are the beliefs about requirements and dimensions and w their weights. Until sessions
with ratings have been fitted, its calibration is called what it is, an uncalibrated prior.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np

from interview import belief
from interview.model import (
    Belief,
    Contribution,
    Dimension,
    Evidence,
    Flag,
    HistoryPoint,
    JobDescription,
    Outlook,
    ProfileSnapshot,
    RequirementMet,
    RiskFlag,
    State,
    Verdict,
)

SCORER = "interview-scorer@1"
CALIBRATION = "uncalibrated prior"

BASE = 0.0
"""Log-odds of a candidate of whom nothing is known."""
SCALE = 6.0
"""Log-odds between a candidate who has nothing and one who has everything."""
REQUIREMENTS = 0.6
"""Share of the weights that the posting's requirements have; the rest is the dimensions'."""
DIMENSION_WEIGHTS: Mapping[Dimension, float] = {
    "technical_depth": 0.3,
    "consistency": 0.25,
    "relevance": 0.15,
    "communication": 0.15,
    "clarity": 0.075,
    "confidence": 0.075,
}
HALO = 0.5
"""Correlation of the errors of any two beliefs: the same scorers heard the same answers."""
INFORMED = 2 / 3
"""The verdict is judged once its standard deviation is at most this share of the prior's."""
UNMET = 0.4
"""A belief below this that rests on evidence speaks against a requirement."""
FLAG_OF_SCORER: Mapping[str, Flag] = {
    "overclaiming": "overclaiming",
    "consistency": "contradiction",
    "overgeneralization": "overgeneralization",
}
_QUADRATURE = [
    (float(node), float(weight))
    for node, weight in zip(*np.polynomial.hermite.hermgauss(40), strict=True)
]
DIGITS = 6


@dataclass(frozen=True, slots=True)
class LogOdds:
    """A Gaussian on the scale of log-odds."""

    mean: float
    sd: float


def verdict(
    profile: Sequence[ProfileSnapshot], evidence: Sequence[Evidence], job: JobDescription
) -> Verdict:
    """What the profile says of the hire probability; without answers, the prior."""
    history = tuple(_history(profile, job))
    last = profile[-1] if profile else _nothing_known(job)
    odds = _log_odds(last, job)
    outlook = _outlook(odds)
    return Verdict(
        time=last.t,
        state=_state(odds, job),
        outlook=outlook,
        scorer=SCORER,
        risk_flags=tuple(_flags(last, evidence, job)),
        requirements=tuple(_requirements(last, job)),
        history=history,
        contributions=tuple(_contributions(profile, evidence, job, history)),
        behaviour_weight=0.0,
        without_behaviour=outlook,
        calibration=CALIBRATION,
    )


def _nothing_known(job: JobDescription) -> ProfileSnapshot:
    return ProfileSnapshot(
        t=0.0,
        after="",
        beliefs=dict.fromkeys(DIMENSION_WEIGHTS, belief.PRIOR),
        requirements={one.name: belief.PRIOR for one in job.requirements},
    )


def _log_odds(snapshot: ProfileSnapshot, job: JobDescription) -> LogOdds:
    weighted = list(_weighted(snapshot, job))
    mean = BASE + SCALE * math.fsum(weight * (one.mean - 0.5) for weight, one in weighted)
    apart = math.fsum(weight**2 * one.variance for weight, one in weighted)
    together = math.fsum(weight * math.sqrt(one.variance) for weight, one in weighted) ** 2
    return LogOdds(mean, SCALE * math.sqrt((1 - HALO) * apart + HALO * together))


def _weighted(snapshot: ProfileSnapshot, job: JobDescription) -> Iterator[tuple[float, Belief]]:
    share = REQUIREMENTS if job.requirements else 0.0
    for one in job.requirements:
        yield share * one.weight, snapshot.requirements[one.name]
    for dimension, weight in DIMENSION_WEIGHTS.items():
        yield (1 - share) * weight, snapshot.beliefs[dimension]


def _outlook(odds: LogOdds) -> Outlook:
    """Mean by Gauss-Hermite quadrature, interval by the quantiles, which a monotone map keeps."""
    mean = math.fsum(
        weight * _sigmoid(odds.mean + math.sqrt(2) * odds.sd * node) for node, weight in _QUADRATURE
    ) / math.sqrt(math.pi)
    reach = belief.Z80 * odds.sd
    low, high = _sigmoid(odds.mean - reach), _sigmoid(odds.mean + reach)
    return Outlook(_rounded(mean), (_rounded(min(low, mean)), _rounded(max(high, mean))))


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def _rounded(value: float) -> float:
    return round(value, DIGITS) + 0.0  # + 0.0: never "-0.0"


def _state(odds: LogOdds, job: JobDescription) -> State:
    prior = _log_odds(_nothing_known(job), job)
    return "judged" if odds.sd <= INFORMED * prior.sd else "insufficient_evidence"


def _history(profile: Sequence[ProfileSnapshot], job: JobDescription) -> Iterator[HistoryPoint]:
    before = _outlook(_log_odds(_nothing_known(job), job)).hire_probability
    for snapshot in profile:
        outlook = _outlook(_log_odds(snapshot, job))
        delta = _rounded(outlook.hire_probability - before)
        yield HistoryPoint(snapshot.t, snapshot.after, outlook, delta)
        before = outlook.hire_probability


def _contributions(
    profile: Sequence[ProfileSnapshot],
    evidence: Sequence[Evidence],
    job: JobDescription,
    history: Sequence[HistoryPoint],
) -> Iterator[Contribution]:
    if not profile:
        return
    last = profile[-1]
    dimensions = _without_each(belief.dimension_readings(profile, evidence), last.t)
    requirements = _without_each(belief.requirement_readings(profile, evidence), last.t)
    final = history[-1].outlook.hire_probability
    for point in history:
        without = ProfileSnapshot(
            last.t,
            last.after,
            {**last.beliefs, **dimensions[point.after]},
            {**last.requirements, **requirements[point.after]},
        )
        rest = _outlook(_log_odds(without, job)).hire_probability
        yield Contribution(point.after, point.delta, _rounded(final - rest))


def _without_each(
    readings: Mapping[belief.Key, Sequence[belief.Reading]], t: float
) -> Mapping[str, Mapping[belief.Key, Belief]]:
    """By answer, the beliefs that it touched, as they would be without it."""
    found: defaultdict[str, dict[belief.Key, Belief]] = defaultdict(dict)
    for key, held in readings.items():
        for qa, without in belief.without_each(held, t).items():
            found[qa][key] = without
    return found


def _requirements(last: ProfileSnapshot, job: JobDescription) -> Iterator[RequirementMet]:
    for one in job.requirements:
        met = last.requirements[one.name]
        low, high = belief.interval(met)
        ends = (_rounded(low), _rounded(high))
        yield RequirementMet(one.name, _rounded(met.mean), ends, met.evidence)


def _flags(
    last: ProfileSnapshot, evidence: Sequence[Evidence], job: JobDescription
) -> Iterator[RiskFlag]:
    """Each risk with the evidence that shows it, in the order of the flags' list."""
    found: dict[Flag, list[str]] = {flag: [] for flag in get_args(Flag)}
    for one in evidence:
        flag = FLAG_OF_SCORER.get(one.scorer.split("@")[0])
        if flag:
            found[flag].append(one.id)
    found["unsupported_requirement"] = _unsupported(last, evidence, job)
    yield from (RiskFlag(flag, tuple(ids)) for flag, ids in found.items() if ids)


def _unsupported(
    last: ProfileSnapshot, evidence: Sequence[Evidence], job: JobDescription
) -> list[str]:
    """Evidence against requirements that the posting calls a must."""
    unmet = {
        one.name
        for one in job.requirements
        if one.kind == "must" and last.requirements[one.name].mean < UNMET
    }
    return [one.id for one in evidence if one.requirement in unmet and one.value < UNMET]
