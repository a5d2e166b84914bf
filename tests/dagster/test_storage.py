"""Logs of runs that are small, and read as Dagster's own."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage

from dagster_project.answer_runs import AnswerRuns
from dagster_project.instance import home
from dagster_project.storage import CompactEventLog
from tests.dagster.test_answer_runs import ABOUT, SESSION, Answers

OWN = "run_coordinator: {module: dagster.core.run_coordinator, class: DefaultRunCoordinator}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INTERVIEW_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    return home()


@pytest.fixture
def instance(folder: Path) -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.from_config(str(folder)) as made:
        made.add_dynamic_partitions("session", [SESSION])
        yield made


def done(instance: dg.DagsterInstance, digest: str = "digest") -> dg.DagsterRun:
    runs = AnswerRuns(instance, Answers().repository)
    run = runs.create(SESSION, "c-0", digest)
    assert run is not None
    assert runs.execute(run, runs.job, lambda: False)
    return run


def told(instance: dg.DagsterInstance, run: dg.DagsterRun) -> list[str]:
    logs = instance.all_logs(run.run_id)
    return [str(entry.dagster_event and entry.dagster_event.event_type_value) for entry in logs]


def test_the_log_of_a_run_is_small_and_says_all(instance: dg.DagsterInstance, folder: Path) -> None:
    assert isinstance(instance.event_log_storage, CompactEventLog)
    run = done(instance)
    assert told(instance, run)[-1] == "PIPELINE_SUCCESS"
    assert (folder / "history" / "runs" / f"{run.run_id}.db").stat().st_size < 64 * 1024
    assert not list(folder.rglob(".*.tmp"))


def test_dagsters_own_storage_reads_it_and_goes_on_with_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with dg.DagsterInstance.get() as ours:
        ours.add_dynamic_partitions("session", [SESSION])
        run = done(ours)
        before = told(ours, run)
    (folder / "dagster.yaml").write_text(OWN)
    with dg.DagsterInstance.get() as theirs:
        assert type(theirs.event_log_storage) is SqliteEventLogStorage
        assert told(theirs, run) == before
        theirs.report_engine_event("more", run)
        more = done(theirs, "of Dagster's own")
    monkeypatch.setenv("DAGSTER_HOME", "")
    (folder / "dagster.yaml").unlink()
    home()
    with dg.DagsterInstance.get() as ours:
        assert told(ours, run) == [*before, "ENGINE_EVENT"]
        assert told(ours, more)[-1] == "PIPELINE_SUCCESS"


def test_two_processes_may_begin_the_same_log(folder: Path) -> None:
    one, two = (CompactEventLog(str(folder / "logs")) for _ in range(2))
    for storage in (one, two):
        with storage.run_connection("run") as connection:
            assert connection is not None
    assert one.get_logs_for_run("run") == two.get_logs_for_run("run") == []


def test_what_came_outside_of_runs_is_kept_once(instance: dg.DagsterInstance, folder: Path) -> None:
    told = dg.AssetMaterialization("words", partition=SESSION, metadata={"words": 3})
    instance.report_runless_asset_event(told)
    asked = dg.AssetRecordsFilter(dg.AssetKey("words"), asset_partitions=[SESSION])
    (found,) = instance.fetch_materializations(asked, limit=5).records
    assert found.asset_materialization == told
    assert instance.get_latest_materialization_event(dg.AssetKey("words")) is not None
    assert not (folder / "history" / "runs" / ".db").exists()


def test_a_run_that_is_deleted_leaves_no_file(instance: dg.DagsterInstance, folder: Path) -> None:
    run = done(instance)
    instance.delete_run(run.run_id)
    assert not list(folder.rglob(f"*{run.run_id}*"))
    assert instance.all_logs(run.run_id) == []
    assert AnswerRuns(instance, Answers().repository).create(*ABOUT) is not None
