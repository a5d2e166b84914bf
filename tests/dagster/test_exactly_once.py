"""A revision of an answer is done once, in whatever order pushes, ticks and deaths come.

The store, the instance, the sensor, the launcher and `AnswerRuns` are the real ones. Workers have
processes of their own, that are really killed; what a run computes is left out.
"""

import json
import os
import shutil
import subprocess
import tempfile
import time
from collections import Counter, deque
from collections.abc import Iterator, Mapping

import dagster as dg
import pytest
from dagster import DagsterRunStatus as Status
from dagster._core.errors import DagsterInvariantViolationError
from dagster._core.launcher import LaunchRunContext, WorkerStatus
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from dagster_project import run as running
from dagster_project.answer_runs import AnswerRuns
from dagster_project.defs.sensors import settled_answers
from dagster_project.launcher import WarmRunLauncher
from dagster_project.origin import process
from dagster_project.wanted import ATTEMPTS
from interview.settling import Settled
from interview.store import Store
from tests.dagster.test_answer_runs import Answers
from tests.dagster.test_sensors import SESSION, Ticks, create, end, settle

REPOSITORY = Answers().repository
ANSWERS = ("c-0", "c-1")
ROUNDS = 40


def events_of(run: dg.DagsterRun, *kinds: dg.DagsterEventType) -> list[dg.DagsterEvent]:
    return [dg.DagsterEvent(kind.value, run.job_name) for kind in kinds]


class Death(BaseException):
    """The process is killed at this very point."""


class Interview(RuleBasedStateMachine):
    """One session; what the worker hears goes to its letter box."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.mkdtemp()
        self.patch = pytest.MonkeyPatch()
        self.patch.setenv("INTERVIEW_DATA", self.folder)
        self.instance = dg.DagsterInstance.ephemeral()
        self.store = Store(self.folder)
        create(self.store)
        self.instance.add_dynamic_partitions("session", [SESSION])
        self.launcher = WarmRunLauncher()
        self.launcher.register_instance(self.instance)
        self.ticks = Ticks(settled_answers, self.store, self.instance)
        self.told: list[dg.SensorResult] = []
        self.settled: dict[str, Settled] = {}
        self.inbox: deque[Mapping[str, str]] = deque()
        self.cold: deque[str] = deque()
        self.worker: subprocess.Popen[bytes] | None = None
        self.ending, self.warm = "success", True
        now = time.time
        self.patch.setattr("dagster_project.defs.sensors.time.time", lambda: now() + 60.0)
        for module in ("launcher", "defs.sensors"):
            self.patch.setattr(f"dagster_project.{module}.ask", self.ask)
        self.patch.setattr("dagster_project.answer_runs.this_process", self.this_process)
        self.patch.setattr("dagster_project.answer_runs.execute_run_iterator", self.execute)

    def teardown(self) -> None:
        self.settle_down()
        if self.worker is not None:
            self.die()
        self.instance.dispose()
        self.patch.undo()
        shutil.rmtree(self.folder)

    # the worker

    def this_process(self) -> str:
        assert self.worker is not None
        return process(self.worker.pid)

    def ask(self, _: str, message: Mapping[str, str]) -> dict[str, object] | None:
        if self.worker is None:
            return None
        told: dict[str, object] = {"process": self.this_process(), "ok": True}
        if message["op"] == "health":
            return {**told, "running": False}  # it is asked between two runs only
        self.inbox.append(message)
        return told

    def execute(self, _: object, run: dg.DagsterRun, __: object) -> Iterator[dg.DagsterEvent]:
        """What Dagster would tell of a run that ends as `ending` says."""
        kinds = {"success": [dg.DagsterEventType.RUN_SUCCESS], "killed": []}
        ends = kinds.get(self.ending, [dg.DagsterEventType.RUN_FAILURE])
        for event in events_of(run, dg.DagsterEventType.RUN_START, *ends):
            self.instance.report_dagster_event(event, run.run_id)
            yield event
        if self.ending == "killed":
            raise Death

    @precondition(lambda self: self.worker is None)
    @rule()
    def start(self) -> None:
        self.worker = subprocess.Popen(["sleep", "1000"])
        running.bury(self.instance)
        self.inbox.extend(self.message(each) for each in self.settled.values())

    @precondition(lambda self: self.worker is not None)
    @rule()
    def die(self) -> None:
        assert self.worker is not None
        self.worker.kill()
        self.worker.wait()
        self.worker = None
        self.inbox.clear()

    @precondition(lambda self: self.worker is not None and self.inbox)
    @rule(ending=st.sampled_from(["success", "success", "failure", "killed", "killed before"]))
    def work(self, ending: str) -> None:
        """The worker takes its next message."""
        runs, message = AnswerRuns(self.instance, REPOSITORY), self.inbox.popleft()
        if message["op"] == "run":
            run = self.instance.get_run_by_id(message["run_id"])
        else:
            run = runs.create(SESSION, message["answer"], message["digest"])
        if ending == "killed before":
            self.die()
            return
        if run is not None:
            self.ending = ending
            try:
                runs.execute(run, runs.job, lambda: False)
            except Death:
                self.die()

    # what happens

    @staticmethod
    def message(settled: Settled) -> dict[str, str]:
        return {"op": "answer", "answer": settled.answer, "digest": settled.digest}

    @initialize(warm=st.booleans())
    def begin(self, warm: bool) -> None:
        """`warm`: in the end a worker lives; else the sensor alone has to see to everything."""
        self.warm = warm
        self.settles(ANSWERS[0], pushed=False)

    @precondition(lambda self: self.all_done())
    @rule(answer=st.sampled_from(ANSWERS), pushed=st.booleans())
    def settles(self, answer: str, pushed: bool) -> None:
        before = self.settled.get(answer)
        revision = 1 + int(before.digest) if before else 0
        self.settled[answer] = Settled(answer, str(revision), 1.0)
        settle(self.store, *self.settled.values())
        if pushed and self.worker is not None:
            self.inbox.append(self.message(self.settled[answer]))

    @precondition(lambda self: self.settled and self.worker is not None)
    @rule(answer=st.sampled_from(ANSWERS))
    def pushed_again(self, answer: str) -> None:
        if answer in self.settled:
            self.inbox.append(self.message(self.settled[answer]))

    @precondition(lambda self: not self.told)
    @rule()
    def evaluate(self) -> None:
        """The sensor looks; what it asks for is submitted later."""
        self.told.append(self.ticks.evaluate())

    @precondition(lambda self: self.told)
    @rule(dies=st.booleans())
    def submit(self, dies: bool) -> None:
        """`dies`: the daemon, before it has kept the cursor."""
        cursor = self.ticks.cursor
        while self.told:
            self.ticks.submit(self.told.pop())
        if dies:
            self.ticks.cursor = cursor

    @precondition(lambda self: self.having(Status.QUEUED))
    @rule(fails=st.booleans())
    def launch(self, fails: bool) -> None:
        """The queue lets go of its oldest run; cold ones start at once, and end later."""
        for run in self.having(Status.QUEUED)[:1]:
            self.report(run, dg.DagsterEventType.RUN_STARTING)
            if fails:
                self.report(run, dg.DagsterEventType.RUN_FAILURE)
                continue
            try:
                self.launcher.launch_run(LaunchRunContext(self.now(run), workspace=None))
            except DagsterInvariantViolationError:  # it wants a code server to start it
                self.report(run, dg.DagsterEventType.RUN_START)
                self.cold.append(run.run_id)

    @precondition(lambda self: self.cold)
    @rule(success=st.booleans())
    def cold_run_ends(self, success: bool) -> None:
        run = self.instance.get_run_by_id(self.cold.popleft())
        if run is not None and not run.is_finished:
            end(self.instance, run, success)

    @precondition(lambda self: self.having(Status.STARTED, Status.STARTING))
    @rule(patient=st.booleans())
    def monitor(self, patient: bool) -> None:
        """Dagster's daemon ends what is dead or does not start, for all it has patience."""
        waiting = {message.get("run_id") for message in self.inbox if patient}
        for run in self.instance.get_runs():
            if run.status == Status.STARTED and run.run_id not in self.cold:
                health = self.launcher.check_run_worker_health(run)
                if health.status != WorkerStatus.RUNNING:
                    self.report(run, dg.DagsterEventType.RUN_FAILURE)
            elif run.status == Status.STARTING and run.run_id not in waiting:
                self.report(run, dg.DagsterEventType.RUN_FAILURE)

    def having(self, *statuses: Status) -> list[dg.DagsterRun]:
        found = self.instance.get_runs(dg.RunsFilter(statuses=list(statuses)), ascending=True)
        return list(found)

    def now(self, run: dg.DagsterRun) -> dg.DagsterRun:
        found = self.instance.get_run_by_id(run.run_id)
        assert found is not None
        return found

    def report(self, run: dg.DagsterRun, kind: dg.DagsterEventType) -> None:
        (event,) = events_of(run, kind)
        self.instance.report_dagster_event(event, run.run_id)

    # what must hold

    @invariant()
    def nothing_is_done_twice(self) -> None:
        assert all(count == 1 for count in self.successes().values()), self.told_story()

    def successes(self) -> Counter[tuple[str, str]]:
        done = self.instance.get_runs(dg.RunsFilter(statuses=[Status.SUCCESS]))
        return Counter(self.about(run) for run in done)

    @staticmethod
    def about(run: dg.DagsterRun) -> tuple[str, str]:
        return run.tags["interview/answer"], run.tags["interview/digest"]

    def settle_down(self) -> None:
        """In the end everything that is settled is done."""
        if self.worker is not None:
            self.die()
        if not self.told:
            self.evaluate()  # without a worker; what it asks for comes when there is one
        if self.warm:
            self.start()
            self.work_off()
        for _ in range(ROUNDS):
            self.submit(dies=False)
            self.monitor(patient=True)
            self.evaluate()
            self.submit(dies=False)
            self.launch(fails=False)
            if self.cold:
                self.cold_run_ends(success=True)
            if self.warm and self.worker is None:
                self.start()
            self.work_off()
            self.nothing_is_done_twice()
            if self.all_done():
                return
        raise AssertionError(self.told_story())

    def work_off(self) -> None:
        while self.inbox:
            self.work("success")

    def all_done(self) -> bool:
        done, undone = self.successes(), Counter[tuple[str, str]]()
        for run in self.instance.get_runs(dg.RunsFilter(statuses=[Status.FAILURE])):
            undone[self.about(run)] += 1
        wanted = [(each.answer, each.digest) for each in self.settled.values()]
        return all(done[each] or undone[each] >= ATTEMPTS for each in wanted)

    def told_story(self) -> str:
        runs = self.instance.get_runs(ascending=True)
        return json.dumps([[run.run_id[:4], run.status.value, run.tags] for run in runs], indent=1)


Interview.TestCase.settings = settings(
    max_examples=int(os.environ.get("ORDERS", "15")),
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestEveryOrder = Interview.TestCase
