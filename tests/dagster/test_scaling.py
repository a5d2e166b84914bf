"""Answers that are judged by other processes: settings, the queue, and who is taken for dead."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster import DagsterRunStatus as Status
from dagster._core.launcher import WorkerStatus
from dagster_shared.yaml_utils import load_yaml_from_path

from dagster_project.answer_runs import AnswerRuns
from dagster_project.celery_launcher import CeleryLauncher
from dagster_project.origin import PROCESS, process, this_process
from dagster_project.queued_runs import QueuedRuns, answer_runs
from dagster_project.run import bury
from dagster_project.settings import ANSWER
from tests.dagster.test_answer_runs import ABOUT, SESSION, Answers

SETTINGS = Path(__file__).parents[2] / "deploy" / "dagster.yaml"
ELSEWHERE = ("storage", "run_launcher")
"""What the settings take from servers that do not run here."""


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    settings = load_yaml_from_path(str(SETTINGS))
    assert isinstance(settings, dict)
    here = {name: value for name, value in settings.items() if name not in ELSEWHERE}
    with dg.DagsterInstance.local_temp(str(tmp_path), overrides=here) as made:
        made.add_dynamic_partitions("session", [SESSION])
        yield made


@pytest.fixture
def answers() -> Answers:
    return Answers()


@pytest.fixture
def runs(instance: dg.DagsterInstance, answers: Answers) -> AnswerRuns:
    return QueuedRuns(instance, answers.repository)


def queued(instance: dg.DagsterInstance, runs: AnswerRuns) -> dg.DagsterRun:
    """The run of an answer, as it is in the queue."""
    made = runs.create(*ABOUT)
    assert made is not None
    assert runs.execute(made, runs.job, lambda: False)
    found = instance.get_run_by_id(made.run_id)
    assert found is not None
    return found


def dead_process() -> str:
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        child.wait()
    return process(child.pid)


def test_one_run_of_a_session_leaves_the_queue_at_a_time(instance: dg.DagsterInstance) -> None:
    limits = instance.get_concurrency_config().run_queue_config
    assert limits is not None
    assert limits.tag_concurrency_limits == [
        {"key": "dagster/partition", "value": {"applyLimitPerUniqueValue": True}, "limit": 1}
    ]
    assert instance.run_monitoring_enabled


def test_an_answer_is_in_the_queue_once_and_not_judged_here(
    instance: dg.DagsterInstance, runs: AnswerRuns, answers: Answers
) -> None:
    assert queued(instance, runs).status == Status.QUEUED
    assert runs.create(*ABOUT) is None
    assert answers.done == []
    assert instance.get_runs_count() == 1


def test_a_run_in_the_queue_outlives_who_put_it_there(
    instance: dg.DagsterInstance, runs: AnswerRuns
) -> None:
    run = queued(instance, runs)
    assert run.tags[PROCESS] == ""
    instance.report_dagster_event(
        dg.DagsterEvent(dg.DagsterEventType.RUN_START.value, run.job_name), run.run_id
    )
    bury(instance)
    assert instance.get_run_by_id(run.run_id).status == Status.STARTED  # type: ignore[union-attr]


def test_a_run_that_failed_elsewhere_is_queued_again(
    instance: dg.DagsterInstance, runs: AnswerRuns
) -> None:
    first = queued(instance, runs)
    instance.report_run_failed(first)
    assert queued(instance, runs).run_id != first.run_id


def test_any_machine_finds_the_job_of_a_run(instance: dg.DagsterInstance, runs: AnswerRuns) -> None:
    origin = queued(instance, runs).job_code_origin
    assert origin is not None
    assert origin.job_name == ANSWER
    pointer = origin.repository_origin.code_pointer
    assert pointer.describe() == "from dagster_project.definitions import defs"


def test_answers_are_judged_here_unless_runs_are_launched_elsewhere(
    instance: dg.DagsterInstance, answers: Answers
) -> None:
    assert type(answer_runs(instance, answers.repository)) is AnswerRuns
    with dg.DagsterInstance.ephemeral() as launching_otherwise:
        assert type(answer_runs(launching_otherwise, answers.repository)) is QueuedRuns


@pytest.mark.parametrize(
    ("worker", "expected"),
    [(this_process(), WorkerStatus.RUNNING), (dead_process(), WorkerStatus.NOT_FOUND)],
)
@pytest.mark.parametrize("taken", [True, False])
def test_a_killed_worker_is_missed(
    instance: dg.DagsterInstance,
    runs: AnswerRuns,
    worker: str,
    expected: WorkerStatus,
    taken: bool,
) -> None:
    """Whether Celery took the run or its maker executes it."""
    launcher = CeleryLauncher("dagster", broker="memory://", backend="cache+memory://")
    launcher.register_instance(instance)
    run = queued(instance, runs)
    machine, _, number = worker.rpartition(":")
    told = {"hostname": f"answers1@{machine}", "pid": int(number)}
    launcher.celery.backend.store_result("task", told, "STARTED")
    tags = {"dagster-celery/task_id": "task"} if taken else {PROCESS: worker}
    instance.add_run_tags(run.run_id, tags)
    found = instance.get_run_by_id(run.run_id)
    assert found is not None
    assert launcher.check_run_worker_health(found).status == expected
