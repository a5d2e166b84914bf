"""Files of Dagster's that belong to runs, and its databases as files."""

import shutil
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path

import dagster as dg
from dagster._core.instance import RUNLESS_RUN_ID
from dagster._core.storage.event_log.sqlite.sqlite_event_log import (
    INDEX_SHARD_NAME,
    SqliteEventLogStorage,
)
from dagster._core.storage.runs import SqliteRunStorage
from dagster._core.storage.schedules import SqliteScheduleStorage
from sqlalchemy.engine import make_url

from dagster_project.erase.tables import Names

SUFFIXES = ("", "-wal", "-shm", "-journal")


def remove_log(instance: dg.DagsterInstance, run: str) -> None:
    """The database of a run, where each has its own, and what it wrote to stdout."""
    events = instance.event_log_storage
    instance.compute_log_manager.delete_logs(prefix=[run])
    if isinstance(events, SqliteEventLogStorage):
        for suffix in SUFFIXES:
            Path(events.path_for_shard(run) + suffix).unlink(missing_ok=True)


def remove_kept(instance: dg.DagsterInstance, names: Names) -> None:
    """What other input and output managers than ours keep by run or partition."""
    with suppress(NotImplementedError):  # the instance has no folder
        for path in list(Path(instance.storage_directory()).rglob("*")):
            if path.name == names.session or path.name in names.runs:
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def other_logs(instance: dg.DagsterInstance, names: Names) -> Iterator[str]:
    """The logs, by run, in which the session is named although they are of no run of its."""
    events = instance.event_log_storage
    if not isinstance(events, SqliteEventLogStorage):
        return
    yield INDEX_SHARD_NAME
    name = names.session.encode()
    for run in [RUNLESS_RUN_ID, *events.get_all_run_ids()]:
        files = (Path(events.path_for_shard(run) + suffix) for suffix in SUFFIXES)
        if run not in names.runs and any(name in f.read_bytes() for f in files if f.exists()):
            yield run


def databases(instance: dg.DagsterInstance, logs: Collection[str]) -> list[Path]:
    """SQLite's files: of runs, of schedules, and the given logs; none for other databases."""
    found = list[Path]()
    for storage in (instance.run_storage, instance.schedule_storage):
        if isinstance(storage, SqliteRunStorage | SqliteScheduleStorage):
            found.append(Path(str(make_url(storage._conn_string).database)))
    events = instance.event_log_storage
    if isinstance(events, SqliteEventLogStorage):
        found += [Path(events.path_for_shard(log)) for log in logs]
    return found
