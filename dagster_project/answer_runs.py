"""One run for each revision of an answer, made and executed in a process that stays warm.

Run ids are made of session, answer, digest and attempt, so that two who ask get one run. Runs that
a sensor asked for have random ids; they are known by their tags.
"""

from collections import deque
from collections.abc import Callable, Generator, Mapping
from contextlib import suppress
from typing import cast
from uuid import NAMESPACE_URL, uuid5

import dagster as dg
from dagster._core.definitions.job_base import InMemoryJob
from dagster._core.errors import DagsterExecutionInterruptedError, DagsterRunAlreadyExists
from dagster._core.execution.api import create_execution_plan, execute_run_iterator
from dagster._core.execution.plan.plan import ExecutionPlan

from dagster_project.origin import (
    PARTITION,
    PROCESS,
    code_origin,
    is_gone,
    remote_origin,
    this_process,
)
from dagster_project.settings import ANSWER
from dagster_project.wanted import (
    ANSWER_TAG,
    ATTEMPT_TAG,
    DIGEST_TAG,
    answer_tags,
    elder,
    next_attempt,
)

Events = Generator[dg.DagsterEvent, None, None]

QUIET = {"loggers": {"console": {"config": {"log_level": "WARNING"}}}}
"""What a run tells is in Dagster's log; a worker's own log would be full of it."""

STARTABLE = (dg.DagsterRunStatus.NOT_STARTED, dg.DagsterRunStatus.STARTING)


class AnswerRuns:
    """The runs of the job `answer` on one instance; for one thread of a process."""

    done = "succeeded"

    def __init__(self, instance: dg.DagsterInstance, repository: dg.RepositoryDefinition) -> None:
        self._instance, self._repository = instance, repository
        self.job = repository.get_job(ANSWER)
        self._plan: ExecutionPlan | None = None

    def create(
        self, session: str, answer: str, digest: str, tags: Mapping[str, str] | None = None
    ) -> dg.DagsterRun | None:
        """The run that is to be executed here, None where nothing is due."""
        about = answer_tags(session, answer, digest)
        runs = runs_with(self._instance, about)
        due = next_attempt(runs)
        run = next(filter(_is_left_to_us, runs), None)
        if run is None and due is not None:
            ours = {ATTEMPT_TAG: str(due), PROCESS: this_process()}
            run = self._create(_run_id({**about, **ours}), {**(tags or {}), **about, **ours})
        return None if run is None or gives_way(self._instance, run) else run

    def job_of(self, run: dg.DagsterRun) -> dg.JobDefinition:
        """What a run that was made elsewhere executes."""
        job: dg.JobDefinition = self._repository.get_maybe_subset_job_def(
            run.job_name,
            asset_selection=run.asset_selection,
            asset_check_selection=run.asset_check_selection,
        )
        return job

    def execute(
        self, run: dg.DagsterRun, job: dg.JobDefinition, cancelled: Callable[[], bool]
    ) -> bool:
        """Whether all went well; a run that has begun or is over is left alone.

        `cancelled` is asked after each event: what runs in one go is not interrupted.
        """
        now = self._instance.get_run_by_id(run.run_id)
        if now is None or now.status not in STARTABLE:
            return False
        if cancelled():
            self._instance.report_run_canceled(now)
            return False
        succeeded = False
        if now.tags.get(PROCESS) != this_process():
            self._instance.add_run_tags(run.run_id, {PROCESS: this_process()})
        events = cast(Events, execute_run_iterator(InMemoryJob(job), now, self._instance))
        for event in events:
            if event.event_type == dg.DagsterEventType.RUN_SUCCESS:
                succeeded = True
            elif cancelled():
                self._cancel(run.run_id, events)
        return succeeded

    def _create(self, run_id: str, tags: Mapping[str, str]) -> dg.DagsterRun | None:
        """None where another process was first."""
        tags = {**self.job.run_tags, **tags}
        if self._plan is None:  # the same for all sessions, and half the cost of a run
            self._plan = create_execution_plan(InMemoryJob(self.job), run_config=QUIET, tags=tags)
        with suppress(DagsterRunAlreadyExists):
            return self._instance.create_run_for_job(
                self.job,
                execution_plan=self._plan,
                run_id=run_id,
                run_config=QUIET,
                tags=tags,
                remote_job_origin=remote_origin(self.job.name),
                job_code_origin=code_origin(self.job.name),
            )
        return None

    def _cancel(self, run_id: str, events: Events) -> None:
        run = self._instance.get_run_by_id(run_id)
        if run and not run.is_finished and run.status != dg.DagsterRunStatus.CANCELING:
            self._instance.report_run_canceling(run)
        with suppress(StopIteration):
            events.throw(DagsterExecutionInterruptedError())
        deque(events, maxlen=0)  # to its end


def runs_with(instance: dg.DagsterInstance, tags: Mapping[str, str]) -> list[dg.DagsterRun]:
    """The oldest first."""
    return list(instance.get_runs(dg.RunsFilter(tags=dict(tags)), ascending=True))


def gives_way(instance: dg.DagsterInstance, run: dg.DagsterRun) -> bool:
    """Whether an elder run is for the same revision of an answer; then this one is cancelled."""
    if ANSWER_TAG not in run.tags:
        return False
    about = {name: run.tags[name] for name in (PARTITION, ANSWER_TAG, DIGEST_TAG)}
    other = elder(run, runs_with(instance, about))
    if other is None:
        return False
    instance.report_run_canceled(run, f"run {other.run_id} is for the same answer")
    return True


def _is_left_to_us(run: dg.DagsterRun) -> bool:
    """Made by this process, or by a worker that died before it could execute it."""
    waits = run.status == dg.DagsterRunStatus.NOT_STARTED and run.run_id == _run_id(run.tags)
    maker = run.tags.get(PROCESS, "")
    return waits and (maker == this_process() or is_gone(maker))


def _run_id(tags: Mapping[str, str]) -> str:
    names = (PARTITION, ANSWER_TAG, DIGEST_TAG, ATTEMPT_TAG)
    return str(uuid5(NAMESPACE_URL, "/".join(tags.get(name, "") for name in names)))
