"""Dagster's settings, where we bring them and where others have theirs."""

import subprocess
from hashlib import sha256
from pathlib import Path

import dagster as dg
import pytest

from dagster_project.instance import EARLIER, home
from dagster_project.launcher import WarmRunLauncher

ROOT = Path(__file__).parents[2]
SETTINGS = "dagster_project/dagster.yaml"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INTERVIEW_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    return tmp_path / "data" / ".dagster"


def test_a_dead_run_is_seen_within_seconds_and_answers_go_to_the_worker(folder: Path) -> None:
    assert home() == folder
    with dg.DagsterInstance.get() as instance:
        assert isinstance(instance.run_launcher, WarmRunLauncher)
        assert instance.run_launcher.supports_check_run_worker_health
        assert instance.run_monitoring_enabled
        assert instance.run_monitoring_poll_interval_seconds == 5


def test_settings_of_an_earlier_version_are_brought_up_to_date(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier = b"telemetry: {enabled: false}\n"
    monkeypatch.setattr("dagster_project.instance.EARLIER", {sha256(earlier).hexdigest()})
    folder.mkdir(parents=True)
    (folder / "dagster.yaml").write_bytes(earlier)
    home()
    assert (folder / "dagster.yaml").read_bytes() == (ROOT / SETTINGS).read_bytes()
    assert [path.name for path in folder.iterdir()] == ["dagster.yaml"]


def test_settings_that_somebody_changed_are_theirs(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "dagster.yaml").write_text("telemetry: {enabled: false}\n")
    home()
    assert (folder / "dagster.yaml").read_text() == "telemetry: {enabled: false}\n"


def test_every_version_that_was_brought_is_known() -> None:
    log = ["git", "-C", str(ROOT), "log", "--format=%h", "--", SETTINGS]
    commits = subprocess.run(log, capture_output=True, text=True, check=False).stdout.split()
    if not commits:
        pytest.skip("not a checkout")
    now = sha256((ROOT / SETTINGS).read_bytes()).hexdigest()
    for commit in commits:
        show = ["git", "-C", str(ROOT), "show", f"{commit}:{SETTINGS}"]
        shown = subprocess.run(show, capture_output=True, check=True).stdout
        assert sha256(shown).hexdigest() in {*EARLIER, now}
