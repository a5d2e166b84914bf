"""What is worse than what was recorded is told; a little, or better, is not."""

from pathlib import Path

import pytest

from workbench.evaluate import thresholds
from workbench.evaluate.thresholds import HIGHER_IS_BETTER, TOLERATED, Figures, worse

RECORDED = {"words": 200.0, "wer": 0.02} | {
    name: 0.9 if name in HIGHER_IS_BETTER else 10.0 for name in TOLERATED if name != "wer"
}


def against(figures: Figures, of: str = "emu", condition: str = "fan-10") -> list[str]:
    return worse({condition: {of: figures}}, {"fan-10": {"emu": RECORDED}})


def moved(name: str, by: float) -> dict[str, float | None]:
    sign = -1 if name in HIGHER_IS_BETTER else 1
    return {**RECORDED, name: RECORDED[name] + sign * by}


def test_the_same_figures_are_not_worse() -> None:
    assert against(RECORDED) == []


@pytest.mark.parametrize("name", TOLERATED)
def test_a_figure_may_move_a_little_and_not_more(name: str) -> None:
    tolerated = TOLERATED[name] + (2 / 200 if name == "wer" else 0)
    assert against(moved(name, 0.99 * tolerated)) == []
    (line,) = against(moved(name, tolerated + 0.01))
    assert line.startswith(f"fan-10, emu: {name} is ")


@pytest.mark.parametrize("name", TOLERATED)
def test_a_figure_may_become_better(name: str) -> None:
    assert against(moved(name, -0.5 * RECORDED[name])) == []


def test_what_was_not_measured_or_recorded_is_not_compared() -> None:
    bad: Figures = moved("wer", 1)
    assert against(bad, of="jfk") == against(bad, condition="hum-5") == []
    assert against({**RECORDED, "wer": None}) == []


def test_what_is_recorded_takes_the_place_of_what_was(tmp_path: Path) -> None:
    path = tmp_path / "recorded.json"
    thresholds.record({"clean": {"emu": RECORDED, "all": RECORDED}, "hum-5": {}}, path)
    thresholds.record({"clean": {"emu": {"wer": 0.1, "f1_50ms": None}, "jfk": RECORDED}}, path)
    assert thresholds.read(path) == {"clean": {"emu": {"wer": 0.1}, "jfk": RECORDED}, "hum-5": {}}
