"""Simulated interviews: what is put into them is what can be found in them."""

from pathlib import Path

import numpy as np
import pytest

from interview.scorer import shipped
from interview.store import Store
from workbench.ratings import values
from workbench.train.rated import rated
from workbench.train.simulated import EXAMINERS, Applicant, applicants, land
from workbench.train.weighing import Array, predicted, table

MODEL = shipped()


def means(people: list[Applicant]) -> tuple[Array, Array]:
    """Mean predicted and mean true hire probability, of groups A and B."""
    group = np.array([one.group for one in people])
    worth = np.array([one.worth for one in people])
    said = predicted(MODEL, table([one.rated for one in people]))
    both = [(said[group == name].mean(), worth[group == name].mean()) for name in "AB"]
    found, true = zip(*both, strict=True)
    return np.array(found), np.array(true)


def test_a_group_that_is_misread_is_judged_lower_than_it_is() -> None:
    fair, true = means(list(applicants(300, MODEL)))
    assert np.abs(fair - true).max() < 0.02
    unfair, same = means(list(applicants(300, MODEL, misread=0.1)))
    assert (same == true).all()
    assert unfair[0] == fair[0]
    assert unfair[1] < true[1] - 0.05


def test_examiners_see_what_people_are_worth_and_err_apart() -> None:
    people = list(applicants(300, MODEL))
    worth = [one.worth for one in people]
    first, second = ([one.ratings[name] for one in people] for name in EXAMINERS)
    assert set(first) | set(second) <= {1, 2, 3, 4, 5}
    assert first != second
    for given in (first, second):
        assert np.corrcoef(given, worth)[0, 1] > 0.5


def test_the_same_seed_gives_the_same_people() -> None:
    assert list(applicants(4, MODEL, seed=3)) == list(applicants(4, MODEL, seed=3))
    assert list(applicants(4, MODEL, seed=3)) != list(applicants(4, MODEL, seed=4))


def test_who_is_landed_is_a_rated_session_that_a_scorer_learns_from(tmp_path: Path) -> None:
    store, people = Store(tmp_path), list(applicants(3, MODEL))
    for one in people:
        land(store, one)
    learnt = rated(store, MODEL)
    assert [one.session for one in learnt] == [one.session for one in people]
    assert values(store.events(people[0].session)) == people[0].ratings
    for found, one in zip(learnt, people, strict=True):
        assert found.values == one.rated.values
        assert found.dimensions == pytest.approx(np.array(one.rated.dimensions))
