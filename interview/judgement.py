"""From a profile to a verdict: the distribution of the hire probability.

P(hire) = E[sigmoid(base + scale * sum of w * (theta - 0.5))], where theta are the beliefs about
requirements and dimensions and w their weights. The numbers are those of a `ScorerModel`.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import get_args

import numpy as np

from interview import belief
from interview.model import (
    DIMENSIONS,
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
from interview.scorer import ScorerModel

VERSION = "judgement@2"

UNMET = 0.4
"""A belief below this that rests on evidence speaks against a requirement."""
SPIKE = "stress-spike"
"""The scorer of the flag `stress_spike`: it raises the flag and is no reading."""
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
    profile: Sequence[ProfileSnapshot],
    evidence: Sequence[Evidence],
    job: JobDescription,
    model: ScorerModel,
) -> Verdict:
    """What the profile says of the hire probability; without answers, the prior."""
    history = tuple(_history(profile, job, model))
    last = profile[-1] if profile else _nothing_known(job, model)
    outlook = _outlook(_log_odds(last, job, model))
    return Verdict(
        time=last.t,
        state=_state(last, job, model),
        outlook=outlook,
        scorer=model.version,
        risk_flags=tuple(_flags(last, evidence, job)),
        requirements=tuple(_requirements(last, job)),
        history=history,
        contributions=tuple(_contributions(profile, history, evidence, job, model)),
        behaviour_weight=0.0,
        without_behaviour=outlook,
        calibration=model.calibration,
    )


def with_behaviour(
    reached: Verdict,
    profile: Sequence[ProfileSnapshot],
    shown: Sequence[Evidence],
    job: JobDescription,
    model: ScorerModel,
) -> Verdict:
    """The verdict that was reached from this profile, with what the face showed.

    Each dimension's belief takes it as one more reading, of which at most the share
    `model.behaviour` of its information comes, however much is shown; at 0 nothing changes at all.
    History and contributions stay those of the words.
    """
    answered = {point.after for point in reached.history}
    counts = [one for one in shown if one.qa in answered]
    if not model.behaviour or not counts:
        return reached
    last = profile[-1]
    beliefs = {name: _nudged(name, held, counts, model) for name, held in last.beliefs.items()}
    odds = _log_odds(replace(last, beliefs=beliefs), job, model)
    before = _log_odds(last, job, model)
    spikes = tuple(one.id for one in counts if _scorer(one) == SPIKE)
    flags = (RiskFlag("stress_spike", spikes),) if spikes else ()
    return replace(
        reached,
        outlook=_outlook(odds),
        behaviour_weight=_rounded(1.0 - (odds.sd / before.sd) ** 2),
        risk_flags=(*reached.risk_flags, *flags),
    )


def _nudged(name: Dimension, held: Belief, shown: Sequence[Evidence], model: ScorerModel) -> Belief:
    readings = [one for one in shown if one.dimension == name and _scorer(one) != SPIKE]
    if not readings:
        return held
    precision = math.fsum(one.sd**-2 for one in readings)
    value = math.fsum(one.sd**-2 * one.value for one in readings) / precision
    share = min(model.behaviour, precision / (precision + 1.0 / held.variance))
    return Belief(held.mean + share * (value - held.mean), held.variance * (1.0 - share))


def _scorer(one: Evidence) -> str:
    return one.scorer.split("@")[0]


def _nothing_known(job: JobDescription, model: ScorerModel) -> ProfileSnapshot:
    return ProfileSnapshot(
        t=0.0,
        after="",
        beliefs=dict.fromkeys(DIMENSIONS, belief.prior(model)),
        requirements={one.name: belief.prior(model) for one in job.requirements},
    )


def _log_odds(snapshot: ProfileSnapshot, job: JobDescription, model: ScorerModel) -> LogOdds:
    weighted = list(_weighted(snapshot, job, model))
    mean = model.base + model.scale * math.fsum(
        weight * (one.mean - 0.5) for weight, one in weighted
    )
    apart = math.fsum(weight**2 * one.variance for weight, one in weighted)
    together = math.fsum(weight * math.sqrt(one.variance) for weight, one in weighted) ** 2
    return LogOdds(mean, model.scale * math.sqrt((1 - model.halo) * apart + model.halo * together))


def _weighted(
    snapshot: ProfileSnapshot, job: JobDescription, model: ScorerModel
) -> Iterator[tuple[float, Belief]]:
    share = model.requirements if job.requirements else 0.0
    for one in job.requirements:
        yield share * one.weight, snapshot.requirements[one.name]
    for dimension, weight in model.dimensions.items():
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


def _state(snapshot: ProfileSnapshot, job: JobDescription, model: ScorerModel) -> State:
    """Judged as soon as enough of the weight rests on beliefs that are judged themselves."""
    weighted = _weighted(snapshot, job, model)
    told = math.fsum(weight for weight, one in weighted if belief.state(one) == "judged")
    return "judged" if told >= model.informed else "insufficient_evidence"


def _history(
    profile: Sequence[ProfileSnapshot], job: JobDescription, model: ScorerModel
) -> Iterator[HistoryPoint]:
    before = _outlook(_log_odds(_nothing_known(job, model), job, model)).hire_probability
    for snapshot in profile:
        outlook = _outlook(_log_odds(snapshot, job, model))
        delta = _rounded(outlook.hire_probability - before)
        yield HistoryPoint(snapshot.t, snapshot.after, outlook, delta)
        before = outlook.hire_probability


def _contributions(
    profile: Sequence[ProfileSnapshot],
    history: Sequence[HistoryPoint],
    evidence: Sequence[Evidence],
    job: JobDescription,
    model: ScorerModel,
) -> Iterator[Contribution]:
    if not profile:
        return
    last = profile[-1]
    dimensions = _without_each(belief.dimension_readings(profile, evidence, model), last.t, model)
    requirements = _without_each(
        belief.requirement_readings(profile, evidence, model), last.t, model
    )
    final = history[-1].outlook.hire_probability
    for point in history:
        without = ProfileSnapshot(
            last.t,
            last.after,
            {**last.beliefs, **dimensions[point.after]},
            {**last.requirements, **requirements[point.after]},
        )
        rest = _outlook(_log_odds(without, job, model)).hire_probability
        yield Contribution(point.after, point.delta, _rounded(final - rest))


def _without_each(
    readings: Mapping[belief.Key, Sequence[belief.Reading]], t: float, model: ScorerModel
) -> Mapping[str, Mapping[belief.Key, Belief]]:
    """By answer, the beliefs that it touched, as they would be without it."""
    found: defaultdict[str, dict[belief.Key, Belief]] = defaultdict(dict)
    for key, held in readings.items():
        for qa, without in belief.without_each(held, t, model).items():
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
        flag = FLAG_OF_SCORER.get(_scorer(one))
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
