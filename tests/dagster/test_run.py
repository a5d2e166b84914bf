"""The program that runs a session: where Dagster lives, what it says, how it ends."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from assets.media import register
from dagster_project import run
from dagster_project.definitions import defs
from dagster_project.instance import home
from dagster_project.origin import PROCESS
from dagster_project.settings import JOB, data_root
from interview.errors import BadInput
from interview.model import SessionMeta
from interview.store import Store
from registry import settings

SESSION = "text-only"


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INTERVIEW_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def said(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_dagster_lives_beside_the_sessions_with_our_settings(root: Path) -> None:
    assert home() == root / "data" / ".dagster"
    with dg.DagsterInstance.get() as instance:
        assert not instance.telemetry_enabled
        assert instance.run_monitoring_enabled
        assert "NoOp" in type(instance.compute_log_manager).__name__
    assert Store(data_root()).sessions() == []


def test_settings_that_are_there_are_left_alone(root: Path) -> None:
    settings = root / "data" / ".dagster" / "dagster.yaml"
    settings.parent.mkdir(parents=True)
    settings.write_text("telemetry: {enabled: false}\n")
    home()
    assert settings.read_text() == "telemetry: {enabled: false}\n"


def test_a_data_root_elsewhere_needs_a_home_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERVIEW_DATA", "s3://bucket/data")
    with pytest.raises(BadInput, match="DAGSTER_HOME"):
        home()


def test_mlflow_keeps_its_files_together_by_default(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert settings.uri() == f"sqlite:///{root}/mlruns/mlflow.db"
    assert settings.artifacts() == f"{root}/mlruns/artifacts"
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://tracking.example")
    assert settings.uri() == "http://tracking.example"
    assert settings.artifacts() == ""


def test_a_run_tells_each_asset_and_exits_with_zero(capsys: pytest.CaptureFixture[str]) -> None:
    store = Store(data_root())
    store.create(SessionMeta(SESSION, 1.7e9, "research", "off"), at=1.7e9, who="test")
    assert run.main([SESSION, "--select", "job_description"]) == 0
    started, done = said(capsys)
    assert started["asset"] == "job_description"
    assert started["state"] == "started"
    assert done["state"] == "done"
    assert done["note"] == "no posting"
    assert isinstance(done["seconds"], float)
    assert isinstance(started["cpu_seconds"], float)
    assert isinstance(done["cpu_seconds"], float)
    assert 0 < started["cpu_seconds"] < done["cpu_seconds"]


def test_a_failure_is_a_line_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    store = Store(data_root())
    store.create(SessionMeta(SESSION, 1.7e9, "research", "off"), at=1.7e9, who="test")
    assert run.main([SESSION, "--select", "sentences,turns"]) == 1
    lines = said(capsys)
    assert [line.get("state") for line in lines] == ["started", "failed", "skipped", None]
    assert str(lines[-1]["error"]).startswith(f"sentences: session {SESSION} has no words yet")


@pytest.mark.parametrize(
    ("select", "states"),
    [("job_description,job_vectors", 2), ("verdict+", 4), ("job_description+", 8)],
)
def test_a_plus_adds_all_that_follows(
    capsys: pytest.CaptureFixture[str], select: str, states: int
) -> None:
    store = Store(data_root())
    store.create(SessionMeta(SESSION, 1.7e9, "research", "off"), at=1.7e9, who="test")
    run.main([SESSION, "--select", select])
    assets = {line["asset"] for line in said(capsys) if "asset" in line}
    assert len(assets) == states


@pytest.mark.parametrize("select", ["typo", "words,typo", "media", "corrections", "a b", "(", ""])
def test_what_cannot_be_made_is_refused(capsys: pytest.CaptureFixture[str], select: str) -> None:
    store = Store(data_root())
    store.create(SessionMeta(SESSION, 1.7e9, "research", "off"), at=1.7e9, who="test")
    assert run.main([SESSION, "--select", select]) == run.WRONG_USE
    (line,) = said(capsys)
    assert "name some of affect, affect_evidence" in str(line["error"])


@pytest.mark.parametrize("arguments", [["ghost"], ["ghost", "--select", "typo"]])
def test_wrong_use_makes_no_run(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert run.main(arguments) == run.WRONG_USE
    (line,) = said(capsys)
    assert "there is no session ghost" in str(line["error"])
    with dg.DagsterInstance.get() as instance:
        assert instance.get_runs() == []


def test_a_run_whose_process_was_killed_is_ended() -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    store = Store(data_root())
    store.create(SessionMeta(SESSION, 1.7e9, "research", "off"), at=1.7e9, who="test")
    home()
    with dg.DagsterInstance.get() as instance:
        register(instance, store, SESSION)
        status = dg.DagsterRunStatus.STARTED
        runs = [
            instance.create_run_for_job(
                defs().get_repository_def().get_job(JOB),
                status=status,
                tags={PROCESS: f"{socket.gethostname()}:{process}"},
            )
            for process in (gone.pid, os.getpid())
        ]
        run.bury(instance)
        states = [instance.get_run_by_id(each.run_id) for each in runs]
        assert [state and state.status for state in states] == [
            dg.DagsterRunStatus.FAILURE,
            dg.DagsterRunStatus.STARTED,
        ]
