"""What does not stay for ever: the runs of answers of which a later run made all afresh."""

from datetime import UTC, datetime, timedelta

import dagster as dg

from dagster_project.origin import PARTITION
from dagster_project.settings import ANSWER, FINISH

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
