"""Short recordings of people, heard in noise and with a leak, are heard as well as was recorded."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from interview.ports import TrackHearing
from tests.data import human_manifest
from workbench.evaluate import speech, thresholds
from workbench.evaluate.conditions import named
from workbench.evaluate.heard import Alone, default

REAL = Path(__file__).parents[1] / "data" / "real" / "manifest.json"


def heard(data: Path, names: Sequence[str], by: TrackHearing) -> thresholds.Table:
    found = speech.recordings(data)
    return speech.tabled({name: speech.scored(found, named(name), by) for name in names})


@pytest.fixture(scope="module")
def ours() -> TrackHearing:
    return default()


@pytest.mark.parametrize("name", ["clean", "fan-10", "leak-10-20ms"])
def test_two_readers_are_heard_as_well_as_ever(ours: TrackHearing, name: str) -> None:
    recorded = thresholds.read()
    assert recorded[name]["real"]["wer"] is not None
    assert thresholds.worse(heard(REAL, [name], ours), recorded) == []


def test_a_leak_that_stays_is_told(ours: TrackHearing) -> None:
    """Each track as if there were no other: what the comparison is for."""
    made = heard(REAL, ["leak-10-20ms"], Alone(ours))
    assert thresholds.worse(made, thresholds.read()) != []


@pytest.mark.shared
def test_words_start_and_end_as_exactly_as_ever(
    shared: Path, tmp_path: Path, ours: TrackHearing
) -> None:
    """The three shortest of the recordings with times by people."""
    human_manifest.write_manifest(shared / "data" / "audio", tmp_path / "human.json")
    manifest = tmp_path / "short.json"
    items = json.loads((tmp_path / "human.json").read_bytes())["items"]
    short = [item | {"set": "emu-short"} for item in items if item["set"] == "emu"][:3]
    manifest.write_text(json.dumps({"items": short}))
    made = heard(manifest, ["clean", "fan-10"], ours)
    recorded = thresholds.read()
    assert all(recorded[name]["emu-short"]["word_end_p95_ms"] for name in made)
    assert thresholds.worse(made, recorded) == []
