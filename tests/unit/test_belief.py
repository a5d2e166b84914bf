"""The filter by its figures: what one reading does, what time does, how often intervals hold."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from interview.belief import Reading, evolve, interval, prior, state, without_each
from interview.model import (
    DIMENSIONS,
    Belief,
    Dimension,
    Evidence,
    JobDescription,
    ProfileSnapshot,
    Requirement,
)
from interview.scorer import shipped
from tests.answers import answer

MODEL = shipped()
PRIOR = prior(MODEL)
PYTHON = Requirement("python", "must", 1.0, None, None, "Python", 0, 6)
JOB = JobDescription("", None, None, (PYTHON,), ())


def believed(readings: Sequence[Reading], t: float) -> Belief:
    """The belief after all readings: that without one more."""
    more = Reading("one more", t, 0.5, 0.1, 0.9, ())
    evidence = tuple(each for reading in readings for each in reading.evidence)
    return replace(without_each([*readings, more], t, MODEL)[more.qa], evidence=evidence)


def evidence(
    qa: str,
    value: float,
    *,
    sd: float = 0.2,
    dimension: Dimension = "relevance",
    scorer: str = "test@1",
    requirement: str | None = None,
) -> Evidence:
    name = requirement or dimension
    return Evidence(
        f"{qa}/{scorer}/{name}", qa, dimension, value, sd, scorer, ("w",), (), "", requirement
    )


def after(*values: float, sd: float = 0.2, p: float = 0.9) -> Belief:
    """The belief after one reading of each value, a minute apart."""
    readings = [
        Reading(f"q{k}", 60.0 * k, value, sd**2, p, ("e",)) for k, value in enumerate(values)
    ]
    return believed(readings, 60.0 * len(values))


def profile_of(*found: Evidence, p: float = 1.0) -> ProfileSnapshot:
    said = answer("I did it.", p=p)
    return evolve([said], [replace(one, qa=said.pair.id) for one in found], JOB, MODEL)[-1]


def test_without_evidence_nothing_is_believed() -> None:
    snapshot = profile_of()
    assert snapshot.beliefs == dict.fromkeys(DIMENSIONS, PRIOR)
    assert snapshot.requirements == {"python": PRIOR}
    assert state(PRIOR) == "insufficient_evidence"


def test_a_reading_moves_its_own_dimension_alone() -> None:
    snapshot = profile_of(evidence("", 0.9))
    assert snapshot.beliefs["relevance"].mean > 0.6
    assert snapshot.beliefs["relevance"].variance < PRIOR.variance
    assert snapshot.beliefs["relevance"].evidence == ("/test@1/relevance",)
    assert snapshot.beliefs["clarity"] == PRIOR


def test_a_reading_of_a_requirement_moves_requirement_and_dimension() -> None:
    found = evidence("", 0.9, dimension="technical_depth", requirement="python")
    snapshot = profile_of(found)
    assert snapshot.requirements["python"].mean > 0.6
    assert snapshot.beliefs["technical_depth"].mean > 0.6


def test_a_certain_reading_of_a_fair_scorer_is_the_textbook_update() -> None:
    fair, variance = replace(MODEL, shared_bias=0.0), 0.04
    gain = PRIOR.variance / (PRIOR.variance + variance)
    readings = [Reading("q", 0.0, 0.6, variance, 1.0, ("e",)), Reading("r", 0.0, 0.1, 0.1, 1.0, ())]
    belief = without_each(readings, 0.0, fair)["r"]
    assert belief.mean == pytest.approx(0.5 + gain * 0.1)
    assert belief.variance == pytest.approx((1 - gain) * PRIOR.variance)


def test_a_reading_of_two_cases_has_the_moments_of_their_mixture() -> None:
    """Against a sum over a fine grid of the quantity, for which one prior is Gaussian."""
    fair, variance, p, value = replace(MODEL, shared_bias=0.0), 0.04, 0.6, 0.9
    grid = np.linspace(-3, 4, 70_001)
    prior_ = np.exp(-((grid - PRIOR.mean) ** 2) / (2 * PRIOR.variance))
    told = np.exp(-((grid - value) ** 2) / (2 * variance)) / math.sqrt(2 * math.pi * variance)
    posterior = prior_ * (p * told + 1 - p)
    posterior /= posterior.sum()
    mean = float(posterior @ grid)
    readings = [Reading("q", 0.0, value, variance, p, ()), Reading("r", 0.0, 0.1, 0.1, 1.0, ())]
    belief = without_each(readings, 0.0, fair)["r"]
    assert belief.mean == pytest.approx(mean, abs=1e-6)
    assert belief.variance == pytest.approx(float(posterior @ (grid - mean) ** 2), abs=1e-6)


def test_many_answers_never_make_a_biased_scorer_sure() -> None:
    readings = [Reading(f"q{k}", 0.0, 0.8, 0.01, 0.95, ("e",)) for k in range(400)]
    sd = math.sqrt(believed(readings, 0.0).variance)
    assert sd == pytest.approx(MODEL.shared_bias, rel=0.1)
    assert after(*[0.8] * 40).variance > MODEL.shared_bias**2 / 2


def test_a_doubtful_link_weighs_less() -> None:
    sure, doubtful, none = (profile_of(evidence("", 0.9), p=p) for p in (1.0, 0.3, 0.0))
    means = [one.beliefs["relevance"].mean for one in (none, doubtful, sure)]
    assert means == sorted(means)
    assert means[0] == 0.5
    assert none.beliefs["relevance"] == PRIOR


def test_scorers_of_one_answer_heard_the_same_words() -> None:
    """However many agree, their variance keeps the share `halo` of one's."""
    once = profile_of(evidence("", 0.8)).beliefs["relevance"]
    many = profile_of(*(evidence("", 0.8, scorer=f"s{k}@1") for k in range(50)))
    surer = profile_of(evidence("", 0.8, sd=0.2 * math.sqrt(MODEL.halo)))
    assert surer.beliefs["relevance"].variance < many.beliefs["relevance"].variance < once.variance


def test_what_is_known_of_a_scorer_corrects_it() -> None:
    found = evidence("", 0.9)
    said = answer("I did it.")
    known = replace(MODEL, biases={"test": 0.2}, deviations={"test": 2.0})
    corrected = evolve([said], [replace(found, qa=said.pair.id)], JOB, known)[-1]
    plain = profile_of(evidence("", 0.7, sd=0.4), p=0.9)
    assert corrected.beliefs["relevance"].mean == pytest.approx(plain.beliefs["relevance"].mean)
    assert corrected.beliefs["relevance"].variance == plain.beliefs["relevance"].variance


def test_one_wild_reading_moves_a_settled_belief_less_than_its_share() -> None:
    settled = after(*[0.8] * 12)
    disturbed = after(*[0.8] * 12, 0.0)
    gain = settled.variance / (settled.variance + 0.04)
    assert 0 < settled.mean - disturbed.mean < 0.1 * gain * settled.mean


def test_time_without_evidence_blurs_up_to_the_prior() -> None:
    readings = [Reading("q", 0.0, 0.9, 0.04, 0.9, ("e",))]
    soon, later, never = (believed(readings, t) for t in (0.0, 1800.0, 1e9))
    assert soon.mean == later.mean == never.mean
    assert math.sqrt(later.variance - soon.variance) == pytest.approx(0.0949, rel=0.04)
    assert never.variance == PRIOR.variance


def test_a_belief_is_judged_when_half_of_what_was_open_is_told() -> None:
    assert state(after(0.8, sd=0.4)) == "insufficient_evidence"
    assert state(after(*[0.8] * 4, sd=0.4)) == "judged"
    assert state(Belief(0.5, 0.001, ())) == "insufficient_evidence"


@pytest.mark.parametrize("mean", [0.0, 0.02, 0.5, 1.0])
def test_the_interval_holds_the_mean_within_bounds(mean: float) -> None:
    low, high = interval(Belief(mean, 0.04, ("e",)))
    assert 0 <= low <= mean <= high <= 1
