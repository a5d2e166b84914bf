"""Answers that are judged by other processes, in the order of Dagster's queue."""

from collections.abc import Callable
from typing import cast

import dagster as dg
from dagster._core.launcher.default_run_launcher import DefaultRunLauncher
from dagster._core.workspace.context import BaseWorkspaceRequestContext

from dagster_project.answer_runs import STARTABLE, AnswerRuns
from dagster_project.origin import PROCESS

NOWHERE = cast(BaseWorkspaceRequestContext, None)
"""The queue does not ask where a run's code is: the run knows."""


class QueuedRuns(AnswerRuns):
    """The queue lets one run of a session begin at a time, so that none overtakes a later one."""

    done = "was queued"

    def execute(
        self, run: dg.DagsterRun, job: dg.JobDefinition, cancelled: Callable[[], bool]
    ) -> bool:
        """Whether it is in the queue; whoever executes it has no more to do with this process."""
        del job, cancelled
        if run.status not in STARTABLE:
            return False
        self._instance.add_run_tags(run.run_id, {PROCESS: ""})
        self._instance.submit_run(run.run_id, NOWHERE)
        return True


def answer_runs(instance: dg.DagsterInstance, repository: dg.RepositoryDefinition) -> AnswerRuns:
    """Executed where they are made, unless the instance has runs launched on other machines."""
    here = isinstance(instance.run_launcher, DefaultRunLauncher)
    return (AnswerRuns if here else QueuedRuns)(instance, repository)
