"""Runs of answers go to the process that has everything loaded, all others to one of their own."""

from dagster import DagsterEventType, DagsterRun, DagsterRunStatus
from dagster._core.launcher import CheckRunHealthResult, LaunchRunContext, WorkerStatus
from dagster._core.launcher.default_run_launcher import DefaultRunLauncher
from dagster._core.storage.tags import GRPC_INFO_TAG

from dagster_project.address import ask
from dagster_project.answer_runs import gives_way
from dagster_project.origin import PARTITION, PROCESS, is_gone, process
from dagster_project.settings import ANSWER

ALIVE = CheckRunHealthResult(WorkerStatus.RUNNING)


class WarmRunLauncher(DefaultRunLauncher):
    """The worker of a live session takes the runs of `answer`: what takes longer would deafen it.

    Without a worker, or if it does not take a run, that gets a process of its own.
    """

    def launch_run(self, context: LaunchRunContext) -> None:
        run = context.dagster_run
        if gives_way(self._instance, run):
            return
        if run.job_name == ANSWER and self._is_taken(run):
            return
        if PROCESS in run.tags:  # of the run that this one repeats
            self._instance.add_run_tags(run.run_id, {PROCESS: ""})
        super().launch_run(context)

    def _is_taken(self, run: DagsterRun) -> bool:
        try:
            reply = _ask(run, "run")
        except TimeoutError:
            return True  # perhaps: if not, the run ends by `start_timeout_seconds`
        if reply.get("ok"):
            self._instance.add_run_tags(run.run_id, {PROCESS: str(reply.get("process", ""))})
        return bool(reply.get("ok"))

    def terminate(self, run_id: str) -> bool:
        run = self._instance.get_run_by_id(run_id)
        if run is None or run.is_finished:
            return False
        if not _ask(run, "health").get("running"):
            return bool(super().terminate(run_id))  # type: ignore[no-untyped-call]  # Dagster's
        if run.status != DagsterRunStatus.CANCELING:
            self._instance.report_run_canceling(run)
        return bool(_ask(run, "cancel").get("ok"))

    @property
    def supports_check_run_worker_health(self) -> bool:
        return True

    def check_run_worker_health(self, run: DagsterRun) -> CheckRunHealthResult:
        worker = run.tags.get(PROCESS) or self._own_process(run)
        if is_gone(worker):
            return CheckRunHealthResult(WorkerStatus.NOT_FOUND, f"process {worker} is gone")
        try:
            reply = _ask(run, "health")
        except TimeoutError:
            return ALIVE  # it is busy
        if reply.get("process") == worker and not reply.get("running"):
            return CheckRunHealthResult(WorkerStatus.NOT_FOUND, "its worker does not know of it")
        return ALIVE

    def _own_process(self, run: DagsterRun) -> str:
        """That of a run which the code server of this machine started, else nothing."""
        if '"socket"' not in run.tags.get(GRPC_INFO_TAG, ""):
            return ""
        told = self._instance.all_logs(run.run_id, of_type=DagsterEventType.ENGINE_EVENT)
        events = (entry.dagster_event for entry in told if entry.dagster_event)
        numbers = (event.engine_event_data.metadata.get("pid") for event in events)
        return next((process(int(str(number.value))) for number in numbers if number), "")


def _ask(run: DagsterRun, op: str) -> dict[str, object]:
    """What the worker of a run's session says; nothing where there is none."""
    session = run.tags.get(PARTITION)
    reply = session and ask(session, {"op": op, "run_id": run.run_id})
    return reply or {}
