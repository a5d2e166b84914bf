"""What `bench session` makes of runs; a program in Dagster's place says what they cost."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from interview import media
from interview.model import SAMPLE_RATE
from interview.store import Store
from tests.cli.conftest import Workbench, derive, land
from workbench.bench.workplace import Run, Workplace, repeated
from workbench.evaluate.truth import read_manifest
from workbench.running import Cost, Step

REAL = Path(__file__).parents[1] / "data" / "real" / "manifest.json"
PROGRAM = """
import json, os, pathlib, sys
from time import process_time

def tell(asset, state, cpu):
    print(json.dumps({"asset": asset, "state": state, "cpu_seconds": cpu}))

session = pathlib.Path(os.environ["INTERVIEW_DATA"]) / f"session={sys.argv[1]}"
long = 4 if sys.argv[1] == "long" else 1
for key in ("c-1-2", "i-3-4"):
    part = session / "words" / "engine@1" / f"{key}.parquet"
    if not part.exists() or key in FORGETS:
        part.parent.mkdir(parents=True, exist_ok=True)
        part.write_text("heard")
tell("words", "started", 0.01)
tell("words", "done", 0.01 + 0.02 * long)
tell("words", "done", 9.9)
tell("verdict", "started", 0.1)
tell("verdict", "done", 0.11)
tell("scoring_run", "started", 0.11)
tell("scoring_run", "done", 0.14)
while process_time() < 0.2: pass
"""
COST = Cost(5.0, 100.0)


def measured(workbench: Workbench, *options: str | Path) -> dict[str, dict[str, Any]]:
    called = workbench("bench", "session", "--data", REAL, "--runs", "1", "--json", *options)
    assert called.code == 0, called.err
    told: dict[str, dict[str, Any]] = json.loads(called.out)
    return told


def test_the_parts_of_the_cost_are_those_that_the_run_tells(
    workbench: Workbench, child: Path
) -> None:
    child.write_text("FORGETS = ()\n" + PROGRAM)
    figures = measured(workbench, "--hours", "0.01")["figures"]
    assert figures["cpu_s_words"] == pytest.approx(0.02)
    assert figures["cpu_s_after_words"] == pytest.approx(0.01)
    assert figures["cpu_s_tracking"] == pytest.approx(0.03)
    parts = ("startup", "words", "after_words", "tracking")
    assert sum(figures[f"cpu_s_{part}"] for part in parts) == pytest.approx(figures["cpu_s"])
    assert figures["cpu_s"] >= 0.2
    assert 0 < figures["after_words_share"] < 1
    # 36 s are three times the 14 s of the recording, and cost four times as much
    assert figures["words_cost_ratio"] == pytest.approx(4 / 3)


@pytest.mark.parametrize(("forgets", "decoded"), [("()", 0), ("('c-1-2',)", 1)])
def test_what_is_written_again_was_decoded_again(
    workbench: Workbench, child: Path, forgets: str, decoded: int
) -> None:
    child.write_text(f"FORGETS = {forgets}\n{PROGRAM}")
    told = measured(workbench, "--hours", "0")
    assert told["figures"]["decoded_again"] == decoded
    assert told["conditions"]["utterances"] == 2


def test_what_was_not_measured_is_null_with_the_reason(workbench: Workbench, child: Path) -> None:
    child.write_text("FORGETS = ()\n" + PROGRAM)
    told = measured(workbench, "--hours", "0")
    for name in ("words_cost_ratio", "after_words_share", "peak_rss_long_mb"):
        assert told["figures"][name] is None
        assert told["conditions"][f"{name} not measured"] == "--hours 0"
    assert told["figures"]["exports_equal"] is None
    assert told["conditions"]["exports_equal not measured"] == "--runs 1"


def test_a_check_that_warns_later_does_not_lengthen_a_step() -> None:
    told = [("a", "started", 1.0), ("a", "done", 1.5), ("b", "started", 2.0), ("a", "done", 3.0)]
    run = Run([Step(*one[:2], cpu_seconds=one[2]) for one in [*told, ("b", "done", 4.0)]], COST)
    assert run.by_asset == {"a": 0.5, "b": 2.0}
    assert run.before == 1.0


def test_exports_are_equal_where_sessions_are(tmp_path: Path) -> None:
    places = [Workplace(tmp_path, name) for name in ("one", "two")]
    for place in places:
        land(Store(place.root), "demo")
        derive(Store(place.root), "demo")
    one, two = places
    assert one.exports("demo") == two.exports("demo")
    Store(two.root).write("demo", "pairs", [], version="test@2")
    assert one.exports("demo") != two.exports("demo")


def test_a_repeated_recording_keeps_its_tracks_in_step(tmp_path: Path) -> None:
    (item,) = read_manifest(REAL)
    long = repeated(item, 20.0, tmp_path)
    once, twice = (
        {who: np.concatenate(list(media.audio(path))) for who, path in each.tracks.items()}
        for each in (item, long)
    )
    length = max(map(len, once.values()))
    for who, samples in twice.items():
        assert len(samples) == 2 * length >= 20 * SAMPLE_RATE
        for start in (0, length):
            part = samples[start : start + len(once[who])]
            assert np.abs(part - once[who]).max() <= 1 / 32768
