"""Runs go to Celery's workers; what became of one is asked of the machine that it ran on."""

import socket

from celery.result import AsyncResult
from dagster import DagsterRun
from dagster._core.launcher import CheckRunHealthResult, LaunchRunContext, WorkerStatus
from dagster_celery.launcher import CeleryRunLauncher
from dagster_celery.tags import DAGSTER_CELERY_TASK_ID_TAG

from dagster_project.answer_runs import gives_way
from dagster_project.origin import PROCESS, is_gone

PATIENCE = 10.0
"""Seconds that a worker elsewhere has to say that it is there."""


class CeleryLauncher(CeleryRunLauncher):
    """Dagster's own, which neither gives way to an elder run nor misses a worker that was killed:
    Celery goes on calling its task "started".
    """

    def launch_run(self, context: LaunchRunContext) -> None:
        if not gives_way(self._instance, context.dagster_run):
            super().launch_run(context)

    def check_run_worker_health(self, run: DagsterRun) -> CheckRunHealthResult:
        if DAGSTER_CELERY_TASK_ID_TAG not in run.tags:  # executed where it was made
            gone = is_gone(run.tags.get(PROCESS, ""))
            return CheckRunHealthResult(WorkerStatus.NOT_FOUND if gone else WorkerStatus.RUNNING)
        task: AsyncResult = self.celery.AsyncResult(run.tags[DAGSTER_CELERY_TASK_ID_TAG])
        if task.state == "STARTED" and self._is_gone(**task.info):
            return CheckRunHealthResult(WorkerStatus.NOT_FOUND, f"worker {task.info} is gone")
        health: CheckRunHealthResult = super().check_run_worker_health(run)
        return health

    def _is_gone(self, hostname: str, pid: int) -> bool:
        """`hostname` is the worker's name, NAME@MACHINE."""
        machine = hostname.rpartition("@")[2]
        if machine == socket.gethostname():
            return is_gone(f"{machine}:{pid}")
        return not self.celery.control.inspect([hostname], timeout=PATIENCE).ping()
