"""A person's weights beside those that the posting gave."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview.errors import BadInput
from interview.model import JobDescription, Requirement
from interview.posting import reweighted

NAMES = ("triage", "french", "patience")


def job(*weights: float) -> JobDescription:
    pairs = zip(NAMES, weights, strict=False)
    wanted = (Requirement(name, "must", weight, None, None, name, 0, 1) for name, weight in pairs)
    return JobDescription("Nurse", None, None, tuple(wanted), ())


def weights(job: JobDescription) -> list[float]:
    return [one.weight for one in job.requirements]


def test_what_a_person_says_counts_beside_what_was_read() -> None:
    read = job(0.5, 0.3, 0.2)
    assert weights(reweighted(read, {"french": 0.8})) == pytest.approx(
        [0.333333, 0.533333, 0.133333], abs=2e-6
    )
    assert weights(reweighted(read, {"patience": 0.0, "cooking": 1.0})) == [0.625, 0.375, 0.0]


def test_without_a_change_the_job_stays_as_it_was() -> None:
    read = job(0.5, 0.3, 0.2)
    assert reweighted(read, {}) is read
    assert reweighted(read, {"triage": 0.5}) is read
    assert reweighted(job(), {"triage": 1.0}) == job()


@given(
    st.lists(st.floats(1e-4, 1.0), min_size=3, max_size=3),
    st.dictionaries(st.sampled_from(NAMES), st.floats(0.0, 1.0)),
)
def test_all_weights_sum_to_one(read: list[float], given_: dict[str, float]) -> None:
    changed = weights(reweighted(job(*(one / sum(read) for one in read)), given_))
    assert math.isclose(math.fsum(changed), 1.0, abs_tol=1e-9) or changed == read
    assert all(0 <= one <= 1 for one in changed)


@pytest.mark.parametrize("bad", [-0.1, math.inf, math.nan])
def test_what_is_no_weight_is_refused(bad: float) -> None:
    with pytest.raises(BadInput):
        reweighted(job(0.5, 0.5), {"french": bad})


def test_where_nothing_would_be_left_all_stays() -> None:
    read = job(0.5, 0.5)
    assert reweighted(read, {"triage": 0.0, "french": 0.0}) is read
