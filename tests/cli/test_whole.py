"""A real recording through every stage with the real engines, as a person would run it."""

from pathlib import Path

import pytest

from tests import formats
from tests.cli.conftest import Workbench

REAL = Path(__file__).parents[1] / "data" / "real"
POSTING = (
    "Speaker\n\nRequirements:\n- at least two years of public speaking\n- love of literature\n"
)


def test_a_recording_becomes_files_that_other_programs_know(
    workbench: Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path}/mlflow.db")
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "dagster"))
    (tmp_path / "posting.txt").write_text(POSTING)
    imported = workbench(
        *("import", "--session", "real", "--jd", tmp_path / "posting.txt"),
        *("--candidate", REAL / "candidate.flac", "--interviewer", REAL / "interviewer.flac"),
    )
    assert imported.code == 0, imported.err
    ran = workbench("run", "real")
    assert ran.code == 0, ran.err
    assert "✓ verdict" in ran.out
    shown = workbench("show", "real").out
    assert "not made yet" not in shown
    exported = workbench("export", "real", tmp_path / "out")
    assert exported.err == ""
    for name in formats.FILES.keys() - {"behaviour.json"}:
        formats.check(name, (tmp_path / "out" / name).read_bytes())
    assert "Interviewer: " in (tmp_path / "out" / "script.txt").read_text()
