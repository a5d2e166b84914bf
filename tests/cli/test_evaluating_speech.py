"""`evaluate speech` under conditions, and what else takes none."""

from pathlib import Path

import pytest

from tests.cli.conftest import Workbench
from workbench.evaluate import thresholds

REAL = Path(__file__).parents[1] / "data" / "real" / "manifest.json"


def test_an_unknown_condition_is_refused_with_those_that_are_known(workbench: Workbench) -> None:
    called = workbench("evaluate", "speech", "--data", REAL, "--condition", "rain")
    assert called.code == 2
    assert "no condition 'rain': choose from clean, quiet" in called.err


@pytest.mark.parametrize("option", [("--condition", "clean"), ("--page", "a.md"), ("--accept",)])
def test_other_evaluations_take_no_conditions(workbench: Workbench, option: list[str]) -> None:
    called = workbench("evaluate", "rooms", "--data", REAL, *option)
    assert called.code == 2
    assert "evaluate rooms takes no --condition, --page or --accept" in called.err


def test_what_is_worse_than_recorded_is_listed_and_fails(
    workbench: Workbench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    recorded = tmp_path / "recorded.json"
    thresholds.record({"clean": {"real": {"words": 33.0, "wer": -1.0, "f1_50ms": 1.0}}}, recorded)
    monkeypatch.setattr(thresholds.read, "__defaults__", (recorded,))
    called = workbench("evaluate", "speech", "--data", REAL)
    assert called.code == 1
    (line,) = called.err.splitlines()
    assert line.startswith("worse than recorded: clean, real: wer is 0.0")
    assert "clean" in called.out
