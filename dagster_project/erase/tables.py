"""Rows of Dagster's tables that name a session; the tables are the same in SQLite and Postgres.

Dagster deletes runs. What is told of a partition outside of runs, the last event of each asset,
what sensors asked for and backfills it keeps, and so these rows are found here.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import dagster as dg
import sqlalchemy as db
from dagster._core.events.log import EventLogEntry
from dagster._core.scheduler.instigation import SensorInstigatorData
from dagster._core.storage.event_log.schema import (
    AssetCheckExecutionsTable,
    AssetEventTagsTable,
    AssetKeyTable,
    DynamicPartitionsTable,
    SqlEventLogStorageTable,
)
from dagster._core.storage.runs.schema import (
    BackfillTagsTable,
    BulkActionsTable,
    DaemonHeartbeatsTable,
    KeyValueStoreTable,
)
from dagster._core.storage.schedules.schema import AssetDaemonAssetEvaluationsTable, JobTickTable
from dagster._serdes import deserialize_value, serialize_value

from dagster_project.erase.connections import Connecting

AT_ONCE = 200  # values a statement
MATERIALISED = dg.DagsterEventType.ASSET_MATERIALIZATION.value

T = TypeVar("T", int, str)


@dataclass(frozen=True, slots=True)
class Names:
    """What a session is called: its id, and the ids of its runs."""

    session: str
    runs: frozenset[str]

    def stand_in(self, text: str | None) -> bool:
        """Whether a text names it; `demo` does not stand in `demo-2`."""
        id_ = re.escape(self.session)
        named = re.search(rf"(?<![\w.-]){id_}(?![\w-]|\.\w)", text or "", re.ASCII)
        return named is not None or any(run in (text or "") for run in self.runs)


def forget_events(connecting: Connecting, names: Names) -> int:
    """Of the events of a log, those about the session; how many there were."""
    table = SqlEventLogStorageTable
    with connecting as connection:
        alone = replace(names, runs=frozenset())  # events know their run
        known = _naming(connection, table, table.c.event, alone)
        where = db.or_(table.c.partition == names.session, table.c.run_id.in_(names.runs))
        known |= {row[0] for row in connection.execute(db.select(table.c.id).where(where))}
        for ids in _batches(known):
            tags = AssetEventTagsTable.c
            connection.execute(db.delete(AssetEventTagsTable).where(tags.event_id.in_(ids)))
            connection.execute(db.delete(table).where(table.c.id.in_(ids)))
    return len(known)


def forget_assets(connecting: Connecting, names: Names) -> None:
    """What is kept of each asset's last event and partitions, its checks, and the partition."""
    keys, checks = AssetKeyTable, AssetCheckExecutionsTable
    with connecting as connection:
        query = db.select(keys.c.id).where(keys.c.last_run_id.in_(names.runs))
        last = {int(row[0]) for row in connection.execute(query)}
        for key in last | _naming(connection, keys, keys.c.last_materialization, names):
            _look_again(connection, key)
        connection.execute(db.update(keys).values(cached_status_data=None))
        evaluated = _naming(connection, checks, checks.c.evaluation_event, names)
        where = db.or_(checks.c.run_id.in_(names.runs), checks.c.partition == names.session)
        for ids in _batches(evaluated):
            connection.execute(db.delete(checks).where(checks.c.id.in_(ids)))
        connection.execute(db.delete(checks).where(where))
        partitions = DynamicPartitionsTable
        named = partitions.c.partition == names.session
        connection.execute(db.delete(partitions).where(named))


def _look_again(connection: db.Connection, key: int) -> None:
    """The last materialisation of an asset is another session's now, or there is none."""
    asset = db.select(AssetKeyTable.c.asset_key).where(AssetKeyTable.c.id == key).scalar_subquery()
    events = SqlEventLogStorageTable.c
    last = connection.execute(
        db.select(events.id, events.event, events.run_id)
        .where(events.asset_key == asset, events.dagster_event_type == MATERIALISED)
        .order_by(events.id.desc())
        .limit(1)
    ).first()
    told = run = None
    if last is not None:
        entry = deserialize_value(last.event, EventLogEntry)
        told, run = serialize_value(dg.EventLogRecord(last.id, entry)), last.run_id
    values = {"last_materialization": told, "last_run_id": run}
    connection.execute(db.update(AssetKeyTable).values(values).where(AssetKeyTable.c.id == key))


def forget_backfills(connecting: Connecting, names: Names) -> int:
    """Records of backfills with the session among others."""
    actions = BulkActionsTable
    with connecting as connection:
        known = _naming(connection, actions, actions.c.body, names)
        for ids in _batches(known):
            query = db.select(actions.c.key).where(actions.c.id.in_(ids))
            backfills = [row[0] for row in connection.execute(query)]
            tags = BackfillTagsTable
            connection.execute(db.delete(tags).where(tags.c.backfill_id.in_(backfills)))
            connection.execute(db.delete(actions).where(actions.c.id.in_(ids)))
        for table, column in (
            (KeyValueStoreTable, KeyValueStoreTable.c.value),
            (DaemonHeartbeatsTable, DaemonHeartbeatsTable.c.body),
        ):
            for ids in _batches(_naming(connection, table, column, names)):
                connection.execute(db.delete(table).where(table.c.id.in_(ids)))
    return len(known)


def forget_ticks(connecting: Connecting, names: Names) -> tuple[int, list[list[str]]]:
    """What sensors and schedules did for the session; how often, and the keys of its logs."""
    ticks, evaluations = JobTickTable, AssetDaemonAssetEvaluationsTable
    with connecting as connection:
        known = _naming(connection, ticks, ticks.c.tick_body, names)
        logs = list[list[str]]()
        for ids in _batches(known):
            query = db.select(ticks.c.tick_body).where(ticks.c.id.in_(ids))
            bodies = [json.loads(row[0]) for row in connection.execute(query)]
            logs += [body["log_key"] for body in bodies if body.get("log_key")]
            connection.execute(db.delete(ticks).where(ticks.c.id.in_(ids)))
        column = evaluations.c.asset_evaluation_body
        for ids in _batches(_naming(connection, evaluations, column, names)):
            connection.execute(db.delete(evaluations).where(evaluations.c.id.in_(ids)))
    return len(known), logs


def forget_last_asked(instance: dg.DagsterInstance, names: Names) -> None:
    """The key of the last run that a sensor asked for."""
    for state in instance.all_instigator_state():
        data = state.instigator_data
        if isinstance(data, SensorInstigatorData) and names.stand_in(data.last_run_key):
            instance.update_instigator_state(state.with_data(data._replace(last_run_key=None)))


def _naming(
    connection: db.Connection, table: db.Table, column: db.Column[str], names: Names
) -> set[int]:
    """The ids of rows whose text names the session or one of its runs."""
    found = set[int]()
    for some in _batches([names.session, *names.runs]):
        named = db.or_(*(column.contains(name, autoescape=True) for name in some))
        query = db.select(table.c.id, column).where(named)
        found |= {row[0] for row in connection.execute(query) if names.stand_in(row[1])}
    return found


def _batches(every: Iterable[T]) -> Iterator[Sequence[T]]:
    ordered = sorted(every)
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]
