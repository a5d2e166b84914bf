"""Connections to the tables of an instance, whichever SQL database it uses."""

from contextlib import AbstractContextManager
from typing import cast

import dagster as dg
import sqlalchemy as db
from dagster._core.storage.event_log.sql_event_log import SqlEventLogStorage
from dagster._core.storage.event_log.sqlite.sqlite_event_log import (
    INDEX_SHARD_NAME,
    SqliteEventLogStorage,
)
from dagster._core.storage.runs.sql_run_storage import SqlRunStorage
from dagster._core.storage.schedules.sql_schedule_storage import SqlScheduleStorage

from interview.errors import BadInput

Connecting = AbstractContextManager[db.Connection]


def runs(instance: dg.DagsterInstance) -> Connecting:
    storage = instance.run_storage
    if not isinstance(storage, SqlRunStorage):
        raise _no_sql(storage)
    return storage.connect()


def schedules(instance: dg.DagsterInstance) -> Connecting:
    storage = instance.schedule_storage
    if not isinstance(storage, SqlScheduleStorage):
        raise _no_sql(storage)
    return storage.connect()


def events(instance: dg.DagsterInstance, run: str = INDEX_SHARD_NAME) -> Connecting:
    """Of one run where each has its own database, unless of all; else of all."""
    storage = instance.event_log_storage
    if not isinstance(storage, SqlEventLogStorage):
        raise _no_sql(storage)
    if isinstance(storage, SqliteEventLogStorage) and run != INDEX_SHARD_NAME:
        return cast(Connecting, storage.run_connection(run))
    return storage.index_connection()


def _no_sql(storage: object) -> BadInput:
    name = type(storage).__name__
    return BadInput(f"nothing can be erased from Dagster's {name}: keep its data in SQL")
