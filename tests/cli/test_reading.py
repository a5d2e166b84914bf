"""Sessions as a person and other programs get them."""

import json
import wave
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from interview.media import to_pcm
from interview.store import Store
from tests import formats, interviews
from tests.cli.conftest import SOUND, Workbench, land
from workbench.exports import FORMATS
from workbench.session import load_session
from workbench.tables import COLUMNS

SCORES = {"evidence.json", "profile.json", "verdict.json"}


def test_sessions_lists_each_with_its_verdict(
    demo: str, covered: str, store: Store, workbench: Workbench
) -> None:
    land(store, "new")
    called = workbench("sessions")
    rows = {line.split()[0]: line for line in called.out.splitlines() if line.strip()}
    assert "0.63 (0.41-0.81)" in rows[demo]
    assert "covered until rated" in rows[covered]
    assert "2023-11-14 22:13" in rows["new"]
    assert "not made yet" in rows["new"]


def test_sessions_of_an_empty_folder_says_how_to_begin(workbench: Workbench) -> None:
    called = workbench("sessions")
    assert (called.code, called.out) == (0, "")
    assert "workbench import" in called.err


def test_show_tells_all_of_a_session(demo: str, workbench: Workbench) -> None:
    shown = workbench("show", demo).out
    for text in (
        "00:03  Candidate    Six years, mostly on payments pipelines.",
        "(overlap, backchannel)",
        "And what is [bold]R&D[/bold] to you?",
        "no answer (99% sure)",
        "python (5 years)",
        "insufficient evidence",
        "0.41-0.81",
        "! overclaiming",
        '00:03  "Six years, mostly on payments pipelines."',
        "A person decides",
    ):
        assert text in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_the_demo_once_complete_is_shown_and_not_run_again(
    demo: str, store: Store, workbench: Workbench
) -> None:
    before = store.events(demo)
    called = workbench("demo")
    assert called.code == 0
    assert called.err == "session demo is complete: 'workbench run demo' runs it again\n"
    assert "Six years, mostly on payments pipelines." in called.out
    assert "workbench export demo DIR" in called.out
    assert store.events(demo) == before


def test_show_of_what_is_not_made_says_what_to_do(store: Store, workbench: Workbench) -> None:
    land(store, "new")
    called = workbench("show", "new")
    assert called.code == 0
    assert called.out.count("not made yet: workbench run new") == 5


def test_scores_are_covered_until_the_examiner_has_rated(
    covered: str, workbench: Workbench, tmp_path: Path
) -> None:
    before = workbench("show", covered)
    assert before.out.count("covered until rated: workbench rate") == 2
    assert "0.63" not in before.out
    exported = workbench("export", covered, tmp_path / "out")
    assert exported.code == 0
    assert all(name in exported.err for name in SCORES)
    assert not SCORES & {path.name for path in (tmp_path / "out").iterdir()}
    rated = workbench("rate", covered, "--value", "4", "--reason", "Clear and concrete")
    assert rated.code == 0
    assert "0.63" in workbench("show", covered).out
    workbench("export", covered, tmp_path / "out")
    assert {path.name for path in (tmp_path / "out").iterdir()} >= SCORES


def test_a_rating_is_an_event_of_the_session(
    covered: str, store: Store, workbench: Workbench
) -> None:
    called = workbench("rate", covered, "--value", "2", "--reason", "Vague")
    assert len(called.out.splitlines()) == 1
    assert all(kept in called.out for kept in (covered, "2 of 5", "Vague"))
    last = store.events(covered)[-1]
    compared = {"agreed": False, "scorer": "interview-scorer@1"}
    assert (last.kind, last.body) == ("rating", {"value": 2, "reason": "Vague", **compared})


def test_json_exports_are_what_the_formats_fix(
    demo: str, workbench: Workbench, tmp_path: Path
) -> None:
    assert workbench("export", demo, tmp_path / "out").code == 0
    files = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert set(files) == {*formats.FILES, "script.txt"} - {"behaviour.json"}
    for name in files.keys() - {"script.txt"}:
        formats.check(name, files[name])
    with pytest.raises(ValidationError):
        formats.check("verdict.json", files["profile.json"])


@pytest.mark.parametrize("form", FORMATS)
def test_an_export_again_gives_the_same_bytes(
    form: str, demo: str, workbench: Workbench, tmp_path: Path
) -> None:
    def export(name: str) -> dict[str, bytes]:
        called = workbench("export", demo, tmp_path / name, "--format", form)
        assert called.code == 0, called.err
        return {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()}

    first = export("one")
    assert len(first) > 1
    assert first == export("two") == export("one")


def test_sound_is_exported_sample_for_sample(
    demo: str, store: Store, workbench: Workbench, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    workbench("export", demo, folder, "--format", "media")
    for track in SOUND:
        with wave.open(str(folder / f"{track}.wav")) as file:
            assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (16000, 1, 2)
            samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        np.testing.assert_array_equal(samples, to_pcm(store.samples(demo, track)))
        assert not samples[3 * 16000 : 56000].any()
    meta = json.loads((folder / "session_meta.json").read_bytes())
    assert len(meta["gaps"]) == 2
    assert all((folder / name).exists() for name in meta["tracks"].values())


def test_tables_are_the_same_for_notebooks_and_parquet(
    demo: str, root: Path, workbench: Workbench, tmp_path: Path
) -> None:
    workbench("export", demo, tmp_path / "out", "--format", "parquet")
    session = load_session(demo, root)
    words = session.frame("words")
    assert words["text"].tolist() == [word.text for word in interviews.WORDS]
    assert words["start"].is_monotonic_increasing
    profile = session.frame("profile").set_index("dimension")
    assert profile.loc["technical_depth", "low"] == pytest.approx(0.5718, abs=1e-4)
    assert not (tmp_path / "out" / "behaviour.parquet").exists()
    for table in COLUMNS.keys() - {"behaviour"}:
        read = pd.read_parquet(tmp_path / "out" / f"{table}.parquet")
        pd.testing.assert_frame_equal(read, session.frame(table))


def test_an_export_keeps_out_of_folders_that_hold_other_things(
    demo: str, covered: str, workbench: Workbench, tmp_path: Path
) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "diary.txt").write_text("dear diary")
    refused = workbench("export", demo, folder)
    assert refused.code == 2
    assert "--force" in refused.err
    assert [path.name for path in folder.iterdir()] == ["diary.txt"]
    assert workbench("export", demo, folder, "--force").code == 0
    assert workbench("export", demo, folder, "--format", "srt").code == 0
    assert workbench("export", covered, folder).code == 2
    assert workbench("export", demo, folder / "diary.txt").code == 2


def test_nothing_made_is_a_failure_and_leaves_no_folder(
    store: Store, workbench: Workbench, tmp_path: Path
) -> None:
    land(store, "new")
    for form in ("json", "webvtt", "parquet"):
        called = workbench("export", "new", tmp_path / "out", "--format", form)
        assert called.code == 1
        assert "workbench run new" in called.err
    assert not (tmp_path / "out").exists()
