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
    more = Reading("one more", t, 0.5, 0.1, ())
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


def after(*values: float, sd: float = 0.2) -> Belief:
    """The belief after one reading of each value, a minute apart."""
    readings = [Reading(f"q{k}", 60.0 * k, value, sd**2, ("e",)) for k, value in enumerate(values)]
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


def test_one_exact_reading_is_the_textbook_update() -> None:
    variance = 0.04
    gain = PRIOR.variance / (PRIOR.variance + variance)
    belief = believed([Reading("q", 0.0, 0.6, variance, ("e",))], 0.0)
    assert belief.mean == pytest.approx(0.5 + gain * 0.1)
    assert belief.variance == pytest.approx((1 - gain) * PRIOR.variance)


def test_a_doubtful_link_weighs_less() -> None:
    sure, doubtful, none = (profile_of(evidence("", 0.9), p=p) for p in (1.0, 0.3, 0.0))
    means = [one.beliefs["relevance"].mean for one in (none, doubtful, sure)]
    assert means == sorted(means)
    assert means[0] == 0.5
    assert none.beliefs["relevance"] == PRIOR


def test_scorers_of_one_answer_agree_on_the_same_words() -> None:
    once = profile_of(evidence("", 0.8))
    twice = profile_of(evidence("", 0.8), evidence("", 0.8, scorer="other@1"))
    assert twice.beliefs["relevance"].mean == pytest.approx(once.beliefs["relevance"].mean)
    assert twice.beliefs["relevance"].variance == pytest.approx(once.beliefs["relevance"].variance)


def test_one_wild_reading_moves_a_settled_belief_less_than_its_share() -> None:
    settled = after(*[0.8] * 12)
    disturbed = after(*[0.8] * 12, 0.0)
    gain = settled.variance / (settled.variance + 0.04)
    assert 0 < settled.mean - disturbed.mean < 0.6 * gain * settled.mean


def test_time_without_evidence_blurs_up_to_the_prior() -> None:
    readings = [Reading("q", 0.0, 0.9, 0.04, ("e",))]
    soon, later, never = (believed(readings, t) for t in (0.0, 1800.0, 1e9))
    assert soon.mean == later.mean == never.mean
    assert math.sqrt(later.variance - soon.variance) == pytest.approx(0.0949, abs=1e-3)
    assert never.variance == PRIOR.variance


def test_a_belief_is_judged_when_half_of_what_was_open_is_told() -> None:
    assert state(after(0.8, sd=0.4)) == "insufficient_evidence"
    assert state(after(0.8, 0.8, 0.8, sd=0.4)) == "judged"
    assert state(Belief(0.5, 0.001, ())) == "insufficient_evidence"


@pytest.mark.parametrize("mean", [0.0, 0.02, 0.5, 1.0])
def test_the_interval_holds_the_mean_within_bounds(mean: float) -> None:
    low, high = interval(Belief(mean, 0.04, ("e",)))
    assert 0 <= low <= mean <= high <= 1


@pytest.mark.parametrize(("outliers", "low", "high"), [(0.0, 0.76, 0.86), (0.1, 0.72, 0.92)])
def test_eight_of_ten_intervals_hold_the_truth(outliers: float, low: float, high: float) -> None:
    """2,000 candidates, ten answers, the quantity evidenced in 60 %, unequal noise."""
    random = np.random.default_rng(7)
    covered = []
    for _ in range(2000):
        truth, readings = random.uniform(), []
        for k in range(10):
            if random.uniform() < 0.6:
                sd = random.uniform(0.15, 0.45)
                wild = random.uniform() < outliers
                value = random.uniform() if wild else random.normal(truth, sd)
                readings.append(Reading(f"q{k}", 60.0 * k, float(value), sd**2, ("e",)))
        ends = interval(believed(readings, 600.0))
        covered.append(ends[0] <= truth <= ends[1])
    assert low <= float(np.mean(covered)) <= high
