"""How often the intervals hold, for candidates that the filter does not assume."""

import json
from dataclasses import replace

import numpy as np
import pytest

from interview.scorer import SHIPPED, shipped
from workbench.evaluate import belief
from workbench.evaluate.candidates import FAMILIES, simulate
from workbench.report import Report


@pytest.fixture(scope="module")
def report() -> Report:
    return belief.figures()


def test_eight_of_ten_intervals_hold_the_truth(report: Report) -> None:
    coverage, with_outliers = (
        report.figures[name] for name in ("coverage_80", "coverage_80_outliers")
    )
    assert coverage is not None
    assert 0.78 <= coverage <= 0.82
    assert with_outliers is not None
    assert with_outliers >= 0.76


def test_the_shipped_figures_are_what_is_measured(report: Report) -> None:
    recorded = json.loads((SHIPPED / "figures.json").read_text())["figures"]
    measured = {**report.conditions["intervals"], **report.figures}  # type: ignore[dict-item]
    assert recorded == {name: measured[name] for name in recorded}
    assert set(report.figures) <= set(recorded)


def test_each_family_is_reported_and_the_means_are_theirs(report: Report) -> None:
    table = report.conditions["by family, with none and with 10 % outliers"]
    assert isinstance(table, dict)
    assert set(table) == set(FAMILIES)
    means = np.mean([both for name, both in table.items() if name != "assumed"], axis=0)
    assert list(report.figures.values()) == pytest.approx(list(means), abs=1e-3)
    assert all(wild < clean for clean, wild in table.values())


def test_a_scorer_that_states_too_small_deviations_covers_less() -> None:
    candidates = simulate("skewed", 300, 0.0, seed=1)
    fair, sure = (
        np.mean([held for one in belief.covered(candidates, model) for held in one])
        for model in (shipped(), replace(shipped(), deviation=0.2, shared_bias=0.01, wild=0.001))
    )
    assert sure < fair - 0.2


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_is_the_same_each_time_and_stays_between_0_and_1(family: str) -> None:
    once, again = (simulate(family, 60, 0.1, seed=3) for _ in range(2))
    assert np.array_equal(once.values, again.values)
    assert np.array_equal(once.seen, again.seen)
    for array in (once.truth, once.values, once.link):
        assert array.min() >= 0
        assert array.max() <= 1
    assert not np.array_equal(once.values, simulate(family, 60, 0.1, seed=4).values)


def test_one_answer_in_ten_says_nothing() -> None:
    clean, wild = (simulate("assumed", 600, share, seed=3) for share in (0.0, 0.1))
    changed = (clean.values != wild.values).all(axis=2)
    assert np.mean(changed) == pytest.approx(0.1, abs=0.02)
