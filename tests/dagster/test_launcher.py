"""Where a run goes, who is asked to end it, and when it is taken for dead."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster import DagsterRunStatus as Status
from dagster._core.errors import DagsterInvariantViolationError
from dagster._core.events import EngineEventData
from dagster._core.launcher import LaunchRunContext, WorkerStatus

from dagster_project.address import address, ask
from dagster_project.answer_runs import AnswerRuns
from dagster_project.launcher import WarmRunLauncher
from dagster_project.origin import PARTITION, PROCESS, process, this_process
from dagster_project.settings import ANSWER
from dagster_project.wanted import ATTEMPT_TAG, answer_tags
from interview.errors import Refused
from tests.dagster.talking import Reply, listening
from tests.dagster.test_answer_runs import ABOUT, SESSION, Answers

COLD = "requires a workspace"
"""What Dagster's own launcher says that stands behind ours, and has no code server here."""


@pytest.fixture(autouse=True)
def private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERVIEW_DATA", str(tmp_path / "data"))


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as made:
        yield made


@pytest.fixture
def launcher(instance: dg.DagsterInstance) -> WarmRunLauncher:
    made = WarmRunLauncher()
    made.register_instance(instance)
    return made


@pytest.fixture
def answers() -> Answers:
    return Answers()


def asked(instance: dg.DagsterInstance, answers: Answers, **tags: str) -> dg.DagsterRun:
    """A run that somebody asked for and that is to be launched."""
    about = {**answer_tags(*ABOUT), ATTEMPT_TAG: "1", **tags}
    job = answers.repository.get_job(ANSWER)
    return instance.create_run_for_job(job, tags=about, status=Status.STARTING)


def launch(launcher: WarmRunLauncher, run: dg.DagsterRun) -> None:
    launcher.launch_run(LaunchRunContext(run, workspace=None))


def status(instance: dg.DagsterInstance, run: dg.DagsterRun) -> Status:
    found = instance.get_run_by_id(run.run_id)
    assert found is not None
    return found.status


def tag(instance: dg.DagsterInstance, run: dg.DagsterRun, name: str = PROCESS) -> str | None:
    found = instance.get_run_by_id(run.run_id)
    assert found is not None
    return found.tags.get(name)


def gone() -> str:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return process(ended.pid)


def test_a_worker_takes_a_run(
    launcher: WarmRunLauncher, instance: dg.DagsterInstance, answers: Answers
) -> None:
    run = asked(instance, answers)
    with listening(SESSION, lambda _: {"ok": True, "process": this_process()}) as heard:
        launch(launcher, run)
    assert heard == [{"op": "run", "run_id": run.run_id}]
    assert tag(instance, run) == this_process()


@pytest.mark.parametrize("reply", [{"ok": False}, None])
def test_a_run_that_a_worker_does_not_take_gets_its_own_process(
    launcher: WarmRunLauncher, instance: dg.DagsterInstance, answers: Answers, reply: Reply | None
) -> None:
    with (
        listening(SESSION, lambda _: reply),
        pytest.raises(DagsterInvariantViolationError, match=COLD),
    ):
        launch(launcher, asked(instance, answers))


def test_without_a_worker_a_run_gets_its_own_process(
    launcher: WarmRunLauncher, instance: dg.DagsterInstance, answers: Answers
) -> None:
    again = asked(instance, answers, **{PROCESS: "of what it repeats"})
    with pytest.raises(DagsterInvariantViolationError, match=COLD):
        launch(launcher, again)
    assert tag(instance, again) == ""


def test_what_takes_longer_than_an_answer_does_not_go_to_the_worker(
    launcher: WarmRunLauncher,
    instance: dg.DagsterInstance,
) -> None:
    job = Answers("interview").repository.get_job("interview")
    tags = {PARTITION: SESSION}
    run = instance.create_run_for_job(job, tags=tags, status=Status.STARTING)
    with (
        listening(SESSION, lambda _: {"ok": True}) as heard,
        pytest.raises(DagsterInvariantViolationError, match=COLD),
    ):
        launch(launcher, run)
    assert heard == []


def test_a_worker_that_says_nothing_may_have_heard(
    launcher: WarmRunLauncher,
    instance: dg.DagsterInstance,
    answers: Answers,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("dagster_project.address.ask.__defaults__", (0.1,))
    run = asked(instance, answers)
    with listening(SESSION, lambda _: time.sleep(0.5)):
        launch(launcher, run)
    assert status(instance, run) == Status.STARTING


def test_a_run_for_what_the_worker_did_meanwhile_is_not_launched(
    launcher: WarmRunLauncher, instance: dg.DagsterInstance, answers: Answers
) -> None:
    instance.add_dynamic_partitions("session", [SESSION])
    runs = AnswerRuns(instance, answers.repository)
    pushed = runs.create(*ABOUT)
    assert pushed is not None
    late = asked(instance, answers)
    assert runs.execute(pushed, runs.job, lambda: False)
    with listening(SESSION, lambda _: {"ok": True}) as heard:
        launch(launcher, late)
    assert heard == []
    assert status(instance, late) == Status.CANCELED
    assert len(answers.done) == 2


def test_cancelling_asks_the_worker_that_has_the_run(
    launcher: WarmRunLauncher, instance: dg.DagsterInstance, answers: Answers
) -> None:
    run = asked(instance, answers)
    with listening(SESSION, lambda _: {"ok": True, "running": True}) as heard:
        assert launcher.terminate(run.run_id)
    assert [message["op"] for message in heard] == ["health", "cancel"]
    assert status(instance, run) == Status.CANCELING


def test_cancelling_another_run_does_not_ask_the_worker(
    launcher: WarmRunLauncher, instance: dg.DagsterInstance, answers: Answers
) -> None:
    run = asked(instance, answers)
    with listening(SESSION, lambda _: {"ok": True, "running": False}) as heard:
        assert not launcher.terminate(run.run_id)
    assert [message["op"] for message in heard] == ["health"]


def test_a_run_that_is_over_is_not_cancelled(
    launcher: WarmRunLauncher, instance: dg.DagsterInstance, answers: Answers
) -> None:
    run = asked(instance, answers)
    instance.report_run_failed(run)
    assert not launcher.terminate(run.run_id)
    assert status(instance, run) == Status.FAILURE


def health(launcher: WarmRunLauncher, run: dg.DagsterRun) -> WorkerStatus:
    return launcher.check_run_worker_health(run).status


def test_a_run_of_a_process_that_is_gone_is_dead(
    launcher: WarmRunLauncher, instance: dg.DagsterInstance, answers: Answers
) -> None:
    assert health(launcher, asked(instance, answers, **{PROCESS: gone()})) == WorkerStatus.NOT_FOUND
    alive = asked(instance, answers, **{PROCESS: this_process()})
    assert health(launcher, alive) == WorkerStatus.RUNNING
    elsewhere = asked(instance, answers, **{PROCESS: "another-machine:1"})
    assert health(launcher, elsewhere) == WorkerStatus.RUNNING


@pytest.mark.parametrize(
    ("running", "worker", "expected"),
    [
        (True, this_process(), WorkerStatus.RUNNING),
        (False, this_process(), WorkerStatus.NOT_FOUND),
        (False, process(1), WorkerStatus.RUNNING),
    ],
)
def test_a_worker_is_asked_for_its_own_runs(
    launcher: WarmRunLauncher,
    instance: dg.DagsterInstance,
    answers: Answers,
    running: bool,
    worker: str,
    expected: WorkerStatus,
) -> None:
    run = asked(instance, answers, **{PROCESS: this_process()})
    with listening(SESSION, lambda _: {"running": running, "process": worker}):
        assert health(launcher, run) == expected


def test_a_worker_that_is_busy_is_not_dead(
    launcher: WarmRunLauncher,
    instance: dg.DagsterInstance,
    answers: Answers,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("dagster_project.address.ask.__defaults__", (0.1,))
    run = asked(instance, answers, **{PROCESS: this_process()})
    with listening(SESSION, lambda _: time.sleep(0.5)):
        assert health(launcher, run) == WorkerStatus.RUNNING


@pytest.mark.parametrize(
    ("grpc", "number", "expected"),
    [
        ('{"socket": "/somewhere"}', None, WorkerStatus.NOT_FOUND),
        ('{"socket": "/somewhere"}', 1, WorkerStatus.RUNNING),
        ('{"port": 4000}', None, WorkerStatus.RUNNING),
    ],
)
def test_a_process_of_its_own_is_looked_for_on_this_machine(
    launcher: WarmRunLauncher,
    instance: dg.DagsterInstance,
    answers: Answers,
    grpc: str,
    number: int | None,
    expected: WorkerStatus,
) -> None:
    run = asked(instance, answers, **{".dagster/grpc_info": grpc, PROCESS: ""})
    told = EngineEventData.in_process(number or int(gone().rpartition(":")[2]))
    instance.report_engine_event("Started process for run", run, told)
    assert health(launcher, run) == expected


def test_nobody_there_is_told_from_nobody_who_answers() -> None:
    assert ask(SESSION, {"op": "status"}) is None
    with listening(SESSION, lambda _: time.sleep(0.5)), pytest.raises(TimeoutError):
        ask(SESSION, {"op": "status"}, timeout=0.1)
    left = socket.socket(socket.AF_UNIX)
    left.bind(str(address(SESSION)))  # by a worker that was killed
    left.close()
    assert ask(SESSION, {"op": "status"}) is None
    address(SESSION).unlink()


def test_a_folder_that_others_may_enter_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    address(SESSION).parent.chmod(0o777)  # that is the point
    with pytest.raises(Refused, match="is not private"):
        address(SESSION)


def test_an_address_fits_however_long_the_names() -> None:
    assert len(str(address("s" * 64)).encode()) < 108
