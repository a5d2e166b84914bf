"""What Dagster does with a session now: it ends, as it would write what is to be gone."""

import json
from collections.abc import Callable, Set

import dagster as dg
import sqlalchemy as db
from dagster._core.execution.backfill import BULK_ACTION_TERMINAL_STATUSES
from dagster._core.storage.runs.schema import BulkActionsTable, RunTagsTable
from dagster._core.storage.schedules.schema import JobTickTable

from dagster_project.erase import connections
from dagster_project.origin import PROCESS, is_gone
from interview.errors import Refused

PATIENCE = 30.0
"""Seconds in which a run ends that is told to."""
STEP = 0.2
LONGEST_TICK = 300.0
"""Seconds after which who began a tick is dead."""
OVER = [status.value for status in BULK_ACTION_TERMINAL_STATUSES]

Wait = Callable[[float], None]
NOT_BEGUN = (dg.DagsterRunStatus.QUEUED, dg.DagsterRunStatus.NOT_STARTED)


def runs_of(instance: dg.DagsterInstance, session: str) -> list[dg.DagsterRun]:
    """All with a tag that names the session, as that of its partition does."""
    query = db.select(RunTagsTable.c.run_id).where(RunTagsTable.c.value == session).distinct()
    with connections.runs(instance) as connection:
        ids = [str(row[0]) for row in connection.execute(query)]
    return list(instance.get_runs(dg.RunsFilter(run_ids=ids))) if ids else []


def end_runs(instance: dg.DagsterInstance, session: str, wait: Wait) -> None:
    """Refused where one goes on that cannot be stopped from here."""
    for run in runs_of(instance, session):
        if not run.is_finished:
            _end(instance, run, wait)


def check_backfills(instance: dg.DagsterInstance, session: str) -> None:
    """Refused where one goes on that may have the session among others."""
    actions = BulkActionsTable.c
    named = actions.body.contains(session, autoescape=True)
    query = db.select(actions.key).where(named, actions.status.not_in(OVER))
    with connections.runs(instance) as connection:
        if connection.execute(query).first() is not None:
            raise Refused("a backfill of this session goes on: cancel it in Dagster first")


def is_sensing(instance: dg.DagsterInstance, besides: Set[str], now: float) -> bool:
    """Whether a sensor is at work but those `besides`; `now` in Unix seconds."""
    query = db.select(JobTickTable.c.tick_body).where(JobTickTable.c.status == "STARTED")
    with connections.schedules(instance) as connection:
        ticks = [json.loads(row[0]) for row in connection.execute(query)]
    return any(
        tick.get("instigator_name", tick.get("job_name")) not in besides
        and now - tick["timestamp"] < LONGEST_TICK
        for tick in ticks
    )


def _end(instance: dg.DagsterInstance, run: dg.DagsterRun, wait: Wait) -> None:
    if is_gone(run.tags.get(PROCESS, "")):
        instance.report_run_failed(run, "its process is gone")
    elif run.status in NOT_BEGUN:
        instance.report_run_canceled(run)
    elif instance.run_launcher.terminate(run.run_id):
        _await(lambda: _is_finished(instance, run.run_id), wait)
    if not _is_finished(instance, run.run_id):
        raise Refused(
            f"run {run.run_id} of this session goes on in {run.tags.get(PROCESS) or 'a process'}: "
            "stop it or wait for its end, then erase"
        )


def _is_finished(instance: dg.DagsterInstance, run_id: str) -> bool:
    run = instance.get_run_by_id(run_id)
    return run is None or run.is_finished


def _await(done: Callable[[], bool], wait: Wait) -> None:
    for _ in range(round(PATIENCE / STEP)):
        if done():
            return
        wait(STEP)
