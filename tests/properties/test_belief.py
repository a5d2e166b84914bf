"""What holds of the filter whatever was answered."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview.belief import evolve, interval, prior
from interview.judgement import verdict
from interview.model import (
    DIMENSIONS,
    Answer,
    Dimension,
    Evidence,
    JobDescription,
    Requirement,
    RequirementKind,
)
from interview.scorer import shipped
from tests.answers import answer

MODEL = shipped()
PRIOR = prior(MODEL)
NAMES: tuple[tuple[str, RequirementKind], ...] = (("python", "must"), ("sql", "nice"))
JOB = JobDescription(
    "",
    None,
    None,
    tuple(Requirement(name, kind, 0.5, None, None, name, 0, 3) for name, kind in NAMES),
    (),
)
EMPTY = JobDescription("", None, None, (), ())

unit = st.floats(0, 1)


@st.composite
def interviews(draw: st.DrawFn) -> tuple[list[Answer], list[Evidence]]:
    answers, evidence, at = [], [], 10.0
    for _ in range(draw(st.integers(0, 6))):
        at += draw(st.floats(10, 2000))
        said = answer("I did it well.", at=at, p=draw(unit))
        answers.append(said)
        keys = st.tuples(st.sampled_from(DIMENSIONS), st.sampled_from([None, "python", "sql"]))
        for number, (dimension, requirement) in enumerate(draw(st.lists(keys, max_size=4))):
            evidence.append(_evidence(said, number, dimension, requirement, draw(unit)))
    return answers, evidence


def _evidence(
    said: Answer, number: int, dimension: Dimension, requirement: str | None, value: float
) -> Evidence:
    scorer, sd = ("consistency@1", 0.2) if dimension == "consistency" else ("test@1", 0.3)
    id_ = f"{said.pair.id}/{scorer}/{number}"
    return Evidence(id_, said.pair.id, dimension, value, sd, scorer, ("w",), (), "", requirement)


@given(interviews(), st.integers(0, 6))
def test_what_comes_later_changes_nothing(
    interview: tuple[list[Answer], list[Evidence]], k: int
) -> None:
    answers, evidence = interview
    known = {said.pair.id for said in answers[:k]}
    earlier = [one for one in evidence if one.qa in known]
    whole = evolve(answers, evidence, JOB, MODEL)
    assert evolve(answers[:k], earlier, JOB, MODEL) == whole[:k]
    assert evolve(answers[:k], evidence, JOB, MODEL) == whole[:k]


@given(interviews())
def test_beliefs_stay_between_0_and_1_and_never_wider_than_the_prior(
    interview: tuple[list[Answer], list[Evidence]],
) -> None:
    for snapshot in evolve(*interview, JOB, MODEL):
        for belief in (*snapshot.beliefs.values(), *snapshot.requirements.values()):
            low, high = interval(belief)
            assert 0 <= low <= belief.mean <= high <= 1
            assert 0 < belief.variance <= PRIOR.variance


@given(interviews())
def test_no_evidence_means_no_update(interview: tuple[list[Answer], list[Evidence]]) -> None:
    answers, evidence = interview
    told = {one.dimension for one in evidence}
    for snapshot in evolve(answers, evidence, JOB, MODEL):
        assert all(snapshot.beliefs[name] == PRIOR for name in DIMENSIONS if name not in told)


@given(interviews(), st.sampled_from([JOB, EMPTY]))
def test_a_verdict_is_a_distribution_with_its_evidence(
    interview: tuple[list[Answer], list[Evidence]], job: JobDescription
) -> None:
    answers, evidence = interview
    profile = evolve(answers, evidence, job, MODEL)
    reached = verdict(profile, evidence, job, MODEL)
    known = {one.id for one in evidence}
    outlooks = [reached.outlook, *(point.outlook for point in reached.history)]
    for outlook in outlooks:
        low, high = outlook.interval
        assert 0 < low <= outlook.hire_probability <= high < 1
    assert len(reached.history) == len(reached.contributions) == len(answers)
    assert all(set(flag.evidence) <= known and flag.evidence for flag in reached.risk_flags)
    assert all(set(one.evidence) <= known for one in reached.requirements)
    assert all(
        math.isfinite(number)
        for one in reached.contributions
        for number in (one.delta, one.leave_one_out)
    )
    moved = sum(point.delta for point in reached.history)
    assert moved == pytest.approx(reached.outlook.hire_probability - 0.5, abs=1e-4)
