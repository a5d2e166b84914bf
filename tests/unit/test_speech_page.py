"""docs/speech.md is what its figures say."""

import json
from pathlib import Path
from typing import Any

import pytest

from workbench.evaluate import thresholds
from workbench.evaluate.speech_page import page, write

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def study() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DOCS / "speech.json").read_bytes())
    return found


def test_the_page_is_made_of_the_figures_beside_it(study: dict[str, Any], tmp_path: Path) -> None:
    write(study, tmp_path / "speech.md")
    for name in ("speech.md", "speech.json"):
        assert (tmp_path / name).read_bytes() == (DOCS / name).read_bytes()


def test_the_page_is_of_what_was_recorded_as_baseline(study: dict[str, Any]) -> None:
    recorded = thresholds.read()
    assert thresholds.worse(study["conditions"], recorded) == []
    for condition, sets in study["conditions"].items():
        assert set(sets) - thresholds.POOLED <= set(recorded[condition])


def test_what_did_not_run_has_no_figures(study: dict[str, Any]) -> None:
    gone = {"version": "whisperx-none", "unavailable": "it is not installed", "figures": {}}
    others = [step for step in study["steps"] if step["name"] != "whisperx"]
    step = {"name": "whisperx", "about": "on whole tracks"}
    wordless = {**study["wordless"], "whisperx": {"unavailable": "it is not installed"}}
    made = page({**study, "steps": [*others, step | gone], "wordless": wordless})
    assert "* **whisperx**: on whole tracks (`whisperx-none`); not run: it is not installed" in made
    rows = [line for line in made.splitlines() if line.startswith("| whisperx |")]
    assert rows
    assert all("not run" in row and not any(char.isdigit() for char in row) for row in rows)
    assert made.count("| not run |") >= len(study["wordless"])


def test_without_interviews_the_page_says_so(study: dict[str, Any]) -> None:
    single = {
        name: {"single": of["single"]} for name, of in study["conditions"].items() if "single" in of
    }
    assert "No interview was among the recordings." in page({**study, "conditions": single})
