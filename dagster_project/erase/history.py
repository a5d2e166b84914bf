"""Makes Dagster forget a session."""

from collections.abc import Mapping

import dagster as dg
from dagster._core.storage.event_log.sqlite.sqlite_event_log import INDEX_SHARD_NAME

from dagster_project.erase import connections
from dagster_project.erase.files import databases, other_logs, remove_kept, remove_log
from dagster_project.erase.runs import runs_of
from dagster_project.erase.tables import (
    Names,
    forget_assets,
    forget_backfills,
    forget_events,
    forget_last_asked,
    forget_ticks,
)
from interview.store.vacuum import vacuum


def forget(instance: dg.DagsterInstance, session: str) -> Mapping[str, int]:
    """How many runs, events outside of them, ticks and backfills there were.

    Runs go last: who begins anew after a crash finds by them what else there is. Refused while a
    backfill goes on, Transient where another program is in the way.
    """
    runs = runs_of(instance, session)
    names = Names(session, frozenset(run.run_id for run in runs))
    backfills = forget_backfills(connections.runs(instance), names)
    ticks = _forget_schedules(instance, names)
    logs = list(other_logs(instance, names)) or [INDEX_SHARD_NAME]
    events = sum(forget_events(connections.events(instance, log), names) for log in logs)
    forget_assets(connections.events(instance), names)
    remove_kept(instance, names)
    for run in runs:
        instance.event_log_storage.delete_events(run.run_id)
        remove_log(instance, run.run_id)
        instance.run_storage.delete_run(run.run_id)
    vacuum(databases(instance, logs))
    return {
        "dagster_runs": len(runs),
        "dagster_events": events,
        "dagster_ticks": ticks,
        "dagster_backfills": backfills,
    }


def _forget_schedules(instance: dg.DagsterInstance, names: Names) -> int:
    forget_last_asked(instance, names)
    ticks, logs = forget_ticks(connections.schedules(instance), names)
    for log in logs:
        instance.compute_log_manager.delete_logs(log_key=log)
    return ticks
