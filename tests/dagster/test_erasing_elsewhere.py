"""Dagster forgets a session in other storages than ours: Postgres, and SQLite as it comes."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import gettempdir

import dagster as dg
import pytest
import sqlalchemy as db
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage

from dagster_project.answer_runs import AnswerRuns
from dagster_project.erase.history import forget
from dagster_project.storage import CompactEventLog
from tests.dagster.test_answer_runs import Answers
from workbench.up.ports import free_port

SESSIONS = ("wombat", "quokka")
PROGRAMS = max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)


@pytest.fixture
def postgres() -> Iterator[str]:
    """The URL of a database in a folder of its own; Postgres does not work for root."""
    if PROGRAMS is None:
        pytest.skip("Postgres is not installed")
    user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    folder, port = Path(gettempdir(), f"erasing-{os.getpid()}"), free_port()
    folder.mkdir()
    if user:
        shutil.chown(folder, "postgres")
    made = [*user, str(PROGRAMS / "initdb"), "-D", str(folder), "-A", "trust", "-U", "interview"]
    subprocess.run(made, check=True, stdout=subprocess.DEVNULL, cwd="/")
    options = ["-p", str(port), "-c", "listen_addresses=127.0.0.1", "-k", str(folder)]
    serve = [*user, str(PROGRAMS / "postgres"), "-D", str(folder), *options]
    with subprocess.Popen(serve, stderr=subprocess.DEVNULL, cwd="/") as server:
        url = f"postgresql+psycopg2://interview@127.0.0.1:{port}/postgres"
        _await(url)
        yield url
        server.terminate()
    shutil.rmtree(folder)


def _await(url: str) -> None:
    engine = db.create_engine(url)
    for _ in range(300):
        try:
            engine.connect().close()
            break
        except db.exc.OperationalError:
            time.sleep(0.1)
    engine.dispose()


def work(instance: dg.DagsterInstance) -> None:
    """A run of each session, and an event outside of runs."""
    runs = AnswerRuns(instance, Answers().repository)
    for session in SESSIONS:
        instance.add_dynamic_partitions("session", [session])
        run = runs.create(session, "c-0", "digest")
        assert run is not None
        assert runs.execute(run, runs.job, lambda: False)
        told = dg.AssetMaterialization("words", partition=session, description=f"by {session}")
        instance.report_runless_asset_event(told)


@pytest.mark.services
def test_rows_are_gone_from_postgres(postgres: str, tmp_path: Path) -> None:
    settings = {"storage": {"postgres": {"postgres_url": postgres}}}
    with dg.instance_for_test(overrides=settings, temp_dir=str(tmp_path)) as instance:
        work(instance)
        engine = db.create_engine(postgres)
        assert _tables_with(engine, "quokka") >= {"event_logs", "runs", "run_tags"}
        removed = forget(instance, "quokka")
        assert _tables_with(engine, "quokka") == set()
        assert _tables_with(engine, "wombat") >= {"event_logs", "runs", "run_tags"}
        engine.dispose()
        assert (removed["dagster_runs"], len(instance.get_runs())) == (1, 1)
        latest = instance.get_latest_materialization_event(dg.AssetKey("words"))
        assert latest is not None
        assert latest.asset_materialization is not None
        assert latest.asset_materialization.partition == "wombat"


def _tables_with(engine: db.Engine, needle: str) -> set[str]:
    found = set[str]()
    with engine.connect() as connection:
        for table in db.inspect(engine).get_table_names():
            rows = connection.execute(db.select(db.text("*")).select_from(db.table(table)))
            if any(needle in str(row) for row in rows):
                found.add(table)
    return found


def test_bytes_are_gone_from_sqlite_and_logs_as_dagster_brings_them(tmp_path: Path) -> None:
    settings = {
        "compute_logs": {
            "module": "dagster.core.storage.local_compute_log_manager",
            "class": "LocalComputeLogManager",
            "config": {"base_dir": str(tmp_path / "logs")},
        }
    }
    with dg.instance_for_test(overrides=settings, temp_dir=str(tmp_path)) as instance:
        assert isinstance(instance.event_log_storage, SqliteEventLogStorage)
        assert not isinstance(instance.event_log_storage, CompactEventLog)
        work(instance)
        (run,) = instance.get_runs(dg.RunsFilter(tags={"dagster/partition": "quokka"}))
        log = tmp_path / "logs" / run.run_id / "compute_logs" / "step.out"
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text("quokka said")
        kept = tmp_path / "storage" / "words" / "quokka"
        kept.parent.mkdir(parents=True)
        kept.write_text("pickled")
        forget(instance, "quokka")
        files = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert not [path for path in files if b"quokka" in path.read_bytes()]
        assert not [path for path in files if run.run_id in path.name or path == kept]
        assert any(b"wombat" in path.read_bytes() for path in files)
