"""Dagster's SQLite storage, with logs of runs that are made in a moment and a fifth of the size.

Dagster gives each run a database of its own, with ten tables and fifteen indexes that stay empty:
each takes a page, and making them takes as long as a short run. Here they are copied, and pages
are small. The files are those of Dagster's own storage, and the other way round.
"""

import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing, suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from dagster._core.events import ASSET_EVENTS
from dagster._core.events.log import EventLogEntry
from dagster._core.instance import RUNLESS_RUN_ID
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage
from dagster._serdes import ConfigurableClassData
from sqlalchemy import create_engine
from sqlalchemy.engine import Engine
from sqlalchemy.pool import NullPool

PAGE = 1024  # bytes


class CompactEventLog(SqliteEventLogStorage):
    """The database of a run begins as a copy of an empty one."""

    def _initdb(self, engine: Engine, for_index_shard: bool = False) -> None:
        path = Path(str(engine.url.database))
        if for_index_shard or path.exists():
            super()._initdb(engine, for_index_shard)
        else:
            _create(path, _empty())

    def store_event(self, event: EventLogEntry) -> None:
        """What came of assets outside of runs goes to the index alone, where Dagster reads it."""
        if event.run_id != RUNLESS_RUN_ID or event.dagster_event_type not in ASSET_EVENTS:
            super().store_event(event)
            return
        with self.index_transaction() as connection:
            number = connection.execute(self.prepare_insert_event(event)).lastrowid
            self._store_asset_event_tags(connection, [event], [number])
            self._store_asset_event(connection, event, number)

    def delete_events(self, run_id: str) -> None:
        """With the file, in which the text of what was deleted would stay."""
        super().delete_events(run_id)
        for suffix in ("", "-wal", "-shm"):
            Path(self.path_for_shard(run_id) + suffix).unlink(missing_ok=True)
        self._initialized_dbs.discard(run_id)


class CompactStorage(DagsterSqliteStorage):
    """Dagster's own in all but the logs of runs."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        super().__init__(base_dir, inst_data)
        self._event_log_storage = CompactEventLog(str(Path(base_dir, "history", "runs")))

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData, config_value: Mapping[str, Any]
    ) -> "CompactStorage":
        return cls.from_local(config_value["base_dir"], inst_data)


@cache
def _empty() -> bytes:
    """A database as Dagster's own storage makes it, with small pages."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "empty.db")
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"PRAGMA page_size = {PAGE}")
            connection.execute("VACUUM")
        own = SqliteEventLogStorage(folder)
        own._initdb(create_engine(f"sqlite:///{path}", poolclass=NullPool))
        return path.read_bytes()


def _create(path: Path, data: bytes) -> None:
    """Unless another process is first."""
    whole = path.with_name(f".{uuid4().hex}.tmp")
    whole.write_bytes(data)
    with suppress(FileExistsError):
        os.link(whole, path)
    whole.unlink()
