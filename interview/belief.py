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
from interview.scorer import ScorerModel

VERSION = "belief@1"

UNKNOWN = 0.5
"""Mean of what nothing is known of."""
JUDGED = 1 / 24
"""Up to this variance a belief is a judgement: half of that of a uniform quantity."""
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


def prior(model: ScorerModel) -> Belief:
    return Belief(UNKNOWN, model.prior_variance)


def evolve(
    answers: Sequence[Answer],
    evidence: Sequence[Evidence],
    job: JobDescription,
    model: ScorerModel,
) -> list[ProfileSnapshot]:
    """The profile after each answer, in the order given, which is that of their ends.

    Each snapshot depends on the answers so far and on their evidence alone.
    """
    moments = [
        ProfileSnapshot(answer.span.end, answer.pair.id, {}, {}, answer.pair.confidence)
        for answer in answers
    ]
    return revised(moments, evidence, job, model)


def revised(
    moments: Sequence[ProfileSnapshot],
    evidence: Sequence[Evidence],
    job: JobDescription,
    model: ScorerModel,
) -> list[ProfileSnapshot]:
    """The profile at these moments by this model, whatever was believed there before."""
    dimensions = dimension_readings(moments, evidence, model)
    requirements = requirement_readings(moments, evidence, model)
    judged = {name: _history(dimensions.get(name, ()), moments, model) for name in DIMENSIONS}
    names = dict.fromkeys(one.name for one in job.requirements)
    met = {name: _history(requirements.get(name, ()), moments, model) for name in names}
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
    moments: Sequence[ProfileSnapshot], evidence: Iterable[Evidence], model: ScorerModel
) -> dict[Dimension, list[Reading]]:
    """Each dimension's readings at these moments, whose own beliefs do not matter."""
    return _readings(moments, ((one.dimension, one) for one in evidence), model)


def requirement_readings(
    moments: Sequence[ProfileSnapshot], evidence: Iterable[Evidence], model: ScorerModel
) -> dict[str, list[Reading]]:
    """Each requirement's readings at these moments, whose own beliefs do not matter."""
    named = ((one.requirement, one) for one in evidence if one.requirement)
    return _readings(moments, named, model)


def without_each(readings: Sequence[Reading], t: float, model: ScorerModel) -> dict[str, Belief]:
    """The belief at time `t` without the reading of each answer, by the answer."""
    beliefs, before = {}, _nothing(model)
    for place, reading in enumerate(readings):
        mean, variance, since = _filtered(before, readings[place + 1 :], model)
        beliefs[reading.qa] = _drifted(Belief(mean, variance), t - since, model)
        before = _filtered(before, [reading], model)
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
    moments: Sequence[ProfileSnapshot],
    evidence: Iterable[tuple[Key, Evidence]],
    model: ScorerModel,
) -> dict[Key, list[Reading]]:
    found: dict[tuple[str, Key], list[Evidence]] = defaultdict(list)
    for key, one in evidence:
        found[one.qa, key].append(one)
    keys = dict.fromkeys(key for _, key in found)
    return {
        key: [
            _pooled(moment, found[moment.after, key], model)
            for moment in moments
            if moment.link > 0 and (moment.after, key) in found
        ]
        for key in keys
    }


def _pooled(moment: ProfileSnapshot, evidence: Sequence[Evidence], model: ScorerModel) -> Reading:
    """One reading of one answer: its scorers heard the same words, so they add no precision.

    The information is multiplied by the probability that the answer belongs to its question.
    """
    read = [_corrected(one, model) for one in evidence]
    precisions = [sd**-2 for _, sd in read]
    weighted = math.fsum(p * value for p, (value, _) in zip(precisions, read, strict=True))
    return Reading(
        moment.after,
        moment.t,
        weighted / math.fsum(precisions),
        1 / (max(precisions) * moment.link),
        tuple(one.id for one in evidence),
    )


def _corrected(one: Evidence, model: ScorerModel) -> tuple[float, float]:
    """Value and standard deviation as the model knows the scorer."""
    name = one.scorer.split("@")[0]
    return one.value - model.biases.get(name, 0.0), one.sd * model.deviations.get(name, 1.0)


def _history(
    readings: Sequence[Reading], moments: Sequence[ProfileSnapshot], model: ScorerModel
) -> list[Belief]:
    """The belief at each moment, after the readings up to it."""
    of_answer = {reading.qa: reading for reading in readings}
    held, evidence = _nothing(model), prior(model).evidence
    history = []
    for moment in moments:
        if reading := of_answer.get(moment.after):
            held, evidence = _filtered(held, [reading], model), (*evidence, *reading.evidence)
        mean, variance, since = held
        history.append(_drifted(Belief(mean, variance, evidence), moment.t - since, model))
    return history


def _nothing(model: ScorerModel) -> _State:
    return (UNKNOWN, model.prior_variance, 0.0)


def _drifted(belief: Belief, seconds: float, model: ScorerModel) -> Belief:
    blurred = min(model.prior_variance, belief.variance + model.drift * max(0.0, seconds))
    return Belief(belief.mean, blurred, belief.evidence)


def _filtered(state: _State, readings: Iterable[Reading], model: ScorerModel) -> _State:
    """The state after these readings; plain numbers, for there are thousands of steps a verdict."""
    mean, variance, since = state
    highest, drift, freedom = model.prior_variance, model.drift, model.freedom
    for reading in readings:
        passed, off, error = reading.t - since, reading.value - mean, reading.variance
        drifted = variance + drift * passed if passed > 0 else variance
        drifted = drifted if drifted < highest else highest
        trust = (freedom + 1) / (freedom + off**2 / (drifted + error))
        gain = drifted / (drifted + (error / trust if trust < 1 else error))
        mean, variance, since = mean + gain * off, drifted * (1 - gain), reading.t
    return mean, variance, since
