"""What does not stay for ever: sessions by their date or their candidate's wish, and old runs.

Another process erases, as it loads MLflow and may be killed at any moment.
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import dagster as dg

from assets.partitions import SESSIONS
from assets.resources import StoreResource
from dagster_project.erase import duty
from dagster_project.origin import PARTITION
from dagster_project.settings import ANSWER, FINISH, JOB
from dagster_project.wanted import seen_until
from interview.store import Store, erasure
from interview.store.changes import events_changed

WISHES, DATES = 30, 3600  # seconds between two looks
RUNNING = dg.DefaultSensorStatus.RUNNING
KEPT = timedelta(days=30)
AT_ONCE = 500  # runs a tick
OVER = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]


@dg.sensor(minimum_interval_seconds=3600, default_status=dg.DefaultSensorStatus.RUNNING)
def outdated_runs(context: dg.SensorEvaluationContext) -> dg.SkipReason:
    """Deletes the runs of answers, with their events, some time after the interview's last run."""
    instance, before = context.instance, datetime.now(UTC) - KEPT
    finished = instance.get_runs(
        dg.RunsFilter(job_name=FINISH, statuses=[dg.DagsterRunStatus.SUCCESS])
    )
    sessions = {run.tags[PARTITION] for run in finished if PARTITION in run.tags}
    answers = instance.get_runs(
        dg.RunsFilter(job_name=ANSWER, statuses=OVER, created_before=before)
    )
    outdated = [run for run in answers if run.tags.get(PARTITION) in sessions][:AT_ONCE]
    for run in outdated:
        instance.delete_run(run.run_id)
    return dg.SkipReason(f"{len(outdated)} runs deleted")


@dg.sensor(job_name=JOB, minimum_interval_seconds=WISHES, default_status=RUNNING)
def erasures(context: dg.SensorEvaluationContext, store: StoreResource) -> dg.SensorResult:
    """Has erased what candidates take back and what somebody has begun to erase.

    Where signals from the face alone went, and with them the history, the rest is made again.
    """
    sessions, now, seen = store.open(), time.time(), float(context.cursor or 0.0)
    stamps = {session: events_changed(sessions, session) for session in sessions.sessions()}
    changed = {session: at for session, at in stamps.items() if at > seen}
    due = _erase(sessions, sorted(changed), now)
    again = [
        session
        for session in changed
        if duty.lacks_faces(sessions, session) and not _has_run(context.instance, session)
    ]
    return dg.SensorResult(
        run_requests=[dg.RunRequest(partition_key=session) for session in again],
        dynamic_partitions_requests=[SESSIONS.build_add_request(again)] if again else [],
        cursor=repr(seen_until(seen, changed, due, now)),
    )


@dg.sensor(minimum_interval_seconds=DATES, default_status=RUNNING)
def retention(store: StoreResource) -> dg.SkipReason:
    """Has sessions erased at the date that was set when they were made."""
    sessions = store.open()
    due = _erase(sessions, sessions.sessions(), time.time())
    return dg.SkipReason(f"{len(due)} sessions are to go")


def _has_run(instance: dg.DagsterInstance, session: str) -> bool:
    return bool(instance.get_runs(dg.RunsFilter(tags={PARTITION: session}), limit=1))


def _erase(store: Store, sessions: Sequence[str], now: float) -> list[str]:
    """Those that are to go; one that is in use stays until it is not."""
    due = [session for session in sessions if duty.is_due(store, session, now)]
    known = duty.erasures_in(str(store.root))
    free = [session for session in due if not erasure.is_in_use(store, session)]
    if (free or known.begun()) and not known.at_work():
        _start(store)
    return due


def _start(store: Store) -> None:
    """A process that goes on when the tick is over, in which no other sensor could look.

    What goes wrong is tried again, and nothing of it is kept in Dagster's log.
    """
    command = [sys.executable, "-m", "dagster_project.erase", "--due"]
    environment = {**os.environ, "INTERVIEW_DATA": str(store.root)}
    child = subprocess.Popen(  # noqa: S603  # our own module under our own interpreter
        command, env=environment, stdout=subprocess.DEVNULL, start_new_session=True
    )
    threading.Thread(target=child.wait, name="eraser", daemon=True).start()
