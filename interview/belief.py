"""What is believed of a candidate after each answer, and how surely.

Each dimension and each requirement is a quantity on 0 to 1 that walks at random, and each answer
may hold a noisy reading of it. A reading is about the quantity with the probability that the answer
belongs to its question and that it is not wild; otherwise it may be anything from 0 to 1. What the
filter follows is the quantity and the bias that all its readings share, so that many answers
before the same scorers never make it sure. See docs/judgement.md.
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

VERSION = "belief@2"

UNKNOWN = 0.5
"""Mean of what nothing is known of."""
JUDGED = 1 / 24
"""Up to this variance a belief is a judgement: half of that of a uniform quantity."""
Z80 = 1.2815515655446004
"""Standard deviations from the mean of a Gaussian to either end of its 80 % interval."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one answer says of one quantity, if it is about it: with probability `p`."""

    qa: str
    t: float
    value: float
    variance: float
    p: float
    evidence: tuple[str, ...]


Key = TypeVar("Key", bound=str)

_State = tuple[float, float, float]
"""Mean and variance of quantity plus bias after the last reading, and its time."""


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
        rest = _filtered(before, readings[place + 1 :], model)
        beliefs[reading.qa] = _believed(rest, t, (), model)
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
    """One reading of one answer, whose scorers heard the same words: `halo` of the variance of the
    surest one is common to all."""
    read = [corrected(one, model) for one in evidence]
    precisions = [sd**-2 for _, sd in read]
    weighted = math.fsum(p * value for p, (value, _) in zip(precisions, read, strict=True))
    return Reading(
        moment.after,
        moment.t,
        weighted / math.fsum(precisions),
        model.halo / max(precisions) + (1 - model.halo) / math.fsum(precisions),
        moment.link * (1 - model.wild),
        tuple(one.id for one in evidence),
    )


def corrected(one: Evidence, model: ScorerModel) -> tuple[float, float]:
    """Value and standard deviation as the model knows the scorer."""
    name = one.scorer.split("@")[0]
    sd = one.sd * model.deviation * model.deviations.get(name, 1.0)
    return one.value - model.biases.get(name, 0.0), sd


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
        history.append(_believed(held, moment.t, evidence, model))
    return history


def _nothing(model: ScorerModel) -> _State:
    return (UNKNOWN, model.prior_variance + model.shared_bias**2, 0.0)


def _believed(state: _State, t: float, evidence: tuple[str, ...], model: ScorerModel) -> Belief:
    """The quantity without the bias, at time `t`: their sum tells `share` of itself of it."""
    mean, variance, since = state
    highest = _nothing(model)[1]
    share = model.prior_variance / highest
    told = max(0.0, highest - variance - model.drift * max(0.0, t - since))
    return Belief(
        UNKNOWN + share * (mean - UNKNOWN), model.prior_variance - share**2 * told, evidence
    )


def _filtered(state: _State, readings: Iterable[Reading], model: ScorerModel) -> _State:
    """The state after these readings; plain numbers, for there are thousands of steps a verdict.

    The two cases of a reading are merged again after each by the moments of their mixture
    (probabilistic data association: Bar-Shalom & Tse, Automatica 11, 1975).
    """
    mean, variance, since = state
    highest, drift = _nothing(model)[1], model.drift
    for reading in readings:
        passed, off = reading.t - since, reading.value - mean
        drifted = min(highest, variance + drift * passed if passed > 0 else variance)
        spread = drifted + reading.variance
        fit = reading.p * math.exp(-(off**2) / (2 * spread)) / math.sqrt(2 * math.pi * spread)
        about = fit / (fit + 1 - reading.p) if fit else 0.0
        gain = drifted / spread
        apart = about * (1 - about) * (gain * off) ** 2
        mean, since = mean + about * gain * off, reading.t
        variance = min(highest, drifted * (1 - about * gain) + apart)
    return mean, variance, since
