"""What is believed of a candidate after each answer, and how surely.

Each dimension and each requirement is a quantity on 0 to 1 of which the evidence is a noisy
reading: a Gaussian random walk, filtered with the gain of a Student-t error, so that one wild
reading moves little.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from interview.model import (
    DIMENSIONS,
    Answer,
    Belief,
    Dimension,
    Evidence,
    JobDescription,
    ProfileSnapshot,
    State,
)

VERSION = "belief@1"

PRIOR = Belief(mean=0.5, variance=1 / 12)
"""Nothing known: mean and variance of a uniform quantity."""
DRIFT = 5e-6
"""Variance that a second adds: half an hour without evidence blurs by 0.1. Never above PRIOR's."""
FREEDOM = 4.0
"""Degrees of freedom of the Student-t error."""
JUDGED = PRIOR.variance / 2
"""Up to this variance a belief is a judgement: evidence has told at least half of what was open."""
Z80 = 1.2815515655446004
"""Standard deviations from the mean of a Gaussian to either end of its 80 % interval."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one answer says of one quantity."""

    qa: str
    t: float
    value: float
    variance: float
    evidence: tuple[str, ...]


Key = TypeVar("Key", bound=str)

_State = tuple[float, float, float]
"""Mean and variance after the last reading, and its time."""
_NOTHING: _State = (PRIOR.mean, PRIOR.variance, 0.0)


def evolve(
    answers: Sequence[Answer], evidence: Sequence[Evidence], job: JobDescription
) -> list[ProfileSnapshot]:
    """The profile after each answer, in the order given, which is that of their ends.

    Each snapshot depends on the answers so far and on their evidence alone.
    """
    moments = [
        ProfileSnapshot(answer.span.end, answer.pair.id, {}, {}, answer.pair.confidence)
        for answer in answers
    ]
    dimensions = dimension_readings(moments, evidence)
    requirements = requirement_readings(moments, evidence)
    judged = {name: _history(dimensions.get(name, ()), moments) for name in DIMENSIONS}
    names = dict.fromkeys(one.name for one in job.requirements)
    met = {name: _history(requirements.get(name, ()), moments) for name in names}
    return [
        ProfileSnapshot(
            moment.t,
            moment.after,
            {name: history[place] for name, history in judged.items()},
            {name: history[place] for name, history in met.items()},
            moment.link,
        )
        for place, moment in enumerate(moments)
    ]


def dimension_readings(
    moments: Sequence[ProfileSnapshot], evidence: Iterable[Evidence]
) -> dict[Dimension, list[Reading]]:
    """Each dimension's readings at these moments, whose own beliefs do not matter."""
    return _readings(moments, ((one.dimension, one) for one in evidence))


def requirement_readings(
    moments: Sequence[ProfileSnapshot], evidence: Iterable[Evidence]
) -> dict[str, list[Reading]]:
    """Each requirement's readings at these moments, whose own beliefs do not matter."""
    return _readings(moments, ((one.requirement, one) for one in evidence if one.requirement))


def without_each(readings: Sequence[Reading], t: float) -> dict[str, Belief]:
    """The belief at time `t` without the reading of each answer, by the answer."""
    beliefs, before = {}, _NOTHING
    for place, reading in enumerate(readings):
        mean, variance, since = _filtered(before, readings[place + 1 :])
        beliefs[reading.qa] = _drifted(Belief(mean, variance), t - since)
        before = _filtered(before, [reading])
    return beliefs


def interval(belief: Belief) -> tuple[float, float]:
    """The 80 % interval, within 0 to 1; the mean always lies in it."""
    reach = Z80 * math.sqrt(belief.variance)
    return max(0.0, belief.mean - reach), min(1.0, belief.mean + reach)


def state(belief: Belief) -> State:
    """Whether the belief rests on enough evidence to be called a judgement; see `JUDGED`."""
    is_judged = belief.evidence and belief.variance <= JUDGED
    return "judged" if is_judged else "insufficient_evidence"


def _readings(
    moments: Sequence[ProfileSnapshot], evidence: Iterable[tuple[Key, Evidence]]
) -> dict[Key, list[Reading]]:
    found: dict[tuple[str, Key], list[Evidence]] = defaultdict(list)
    for key, one in evidence:
        found[one.qa, key].append(one)
    keys = dict.fromkeys(key for _, key in found)
    return {
        key: [
            _pooled(moment, found[moment.after, key])
            for moment in moments
            if moment.link > 0 and (moment.after, key) in found
        ]
        for key in keys
    }


def _pooled(moment: ProfileSnapshot, evidence: Sequence[Evidence]) -> Reading:
    """One reading of one answer: its scorers heard the same words, so they add no precision.

    The information is multiplied by the probability that the answer belongs to its question.
    """
    precisions = [one.sd**-2 for one in evidence]
    weighted = math.fsum(p * one.value for p, one in zip(precisions, evidence, strict=True))
    return Reading(
        moment.after,
        moment.t,
        weighted / math.fsum(precisions),
        1 / (max(precisions) * moment.link),
        tuple(one.id for one in evidence),
    )


def _history(readings: Sequence[Reading], moments: Sequence[ProfileSnapshot]) -> list[Belief]:
    """The belief at each moment, after the readings up to it."""
    of_answer = {reading.qa: reading for reading in readings}
    held, evidence = _NOTHING, PRIOR.evidence
    history = []
    for moment in moments:
        if reading := of_answer.get(moment.after):
            held, evidence = _filtered(held, [reading]), (*evidence, *reading.evidence)
        mean, variance, since = held
        history.append(_drifted(Belief(mean, variance, evidence), moment.t - since))
    return history


def _drifted(belief: Belief, seconds: float) -> Belief:
    blurred = min(PRIOR.variance, belief.variance + DRIFT * max(0.0, seconds))
    return Belief(belief.mean, blurred, belief.evidence)


def _filtered(state: _State, readings: Iterable[Reading]) -> _State:
    """The state after these readings; plain numbers, for there are thousands of steps a verdict."""
    mean, variance, since = state
    highest = PRIOR.variance
    for reading in readings:
        passed, off, error = reading.t - since, reading.value - mean, reading.variance
        drifted = variance + DRIFT * passed if passed > 0 else variance
        drifted = drifted if drifted < highest else highest
        trust = (FREEDOM + 1) / (FREEDOM + off**2 / (drifted + error))
        gain = drifted / (drifted + (error / trust if trust < 1 else error))
        mean, variance, since = mean + gain * off, drifted * (1 - gain), reading.t
    return mean, variance, since
