"""A run for each revision of an answer: once, whoever asks and whatever dies."""

import subprocess
import sys
from collections.abc import Callable, Iterator

import dagster as dg
import pytest
from dagster import DagsterRunStatus as Status

from assets.partitions import SESSIONS
from dagster_project.answer_runs import AnswerRuns, gives_way, runs_with
from dagster_project.origin import PARTITION, PROCESS, this_process
from dagster_project.settings import ANSWER
from dagster_project.wanted import ATTEMPT_TAG, ATTEMPTS, answer_tags

SESSION = "spoken"
ABOUT = (SESSION, "c-0", "digest")


class Answers:
    """A job of one step that counts what it did, and fails when it is told to."""

    def __init__(self, job: str = ANSWER) -> None:
        self.done: list[str] = []
        self.fails = False
        self.meanwhile: Callable[[], object] = lambda: None

        @dg.multi_asset(
            specs=[dg.AssetSpec("turns"), dg.AssetSpec("verdict", deps=["turns"])],
            partitions_def=SESSIONS,
            can_subset=True,
        )
        def understanding(
            context: dg.AssetExecutionContext,
        ) -> Iterator[dg.MaterializeResult[None]]:
            self.meanwhile()
            for key in ("turns", "verdict"):
                if self.fails:
                    raise dg.Failure("as it was told")
                if dg.AssetKey(key) in context.selected_asset_keys:
                    self.done.append(f"{context.partition_key} {key}")
                    yield dg.MaterializeResult(key)

        everything = dg.define_asset_job(job, selection=dg.AssetSelection.all())
        self.repository = dg.Definitions(
            assets=[understanding], jobs=[everything], executor=dg.in_process_executor
        ).get_repository_def()


@pytest.fixture
def answers() -> Answers:
    return Answers()


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as made:
        made.add_dynamic_partitions("session", [SESSION])
        yield made


@pytest.fixture
def runs(instance: dg.DagsterInstance, answers: Answers) -> AnswerRuns:
    return AnswerRuns(instance, answers.repository)


def test_two_who_ask_get_one_run(
    instance: dg.DagsterInstance, runs: AnswerRuns, answers: Answers
) -> None:
    run = runs.create(*ABOUT)
    assert run is not None
    assert runs.execute(run, runs.job, lambda: False)
    assert runs.create(*ABOUT) is None
    assert AnswerRuns(instance, answers.repository).create(*ABOUT) is None
    assert answers.done == [f"{SESSION} turns", f"{SESSION} verdict"]
    assert [each.status for each in instance.get_runs()] == [Status.SUCCESS]


def test_a_run_says_what_it_is_about(instance: dg.DagsterInstance, runs: AnswerRuns) -> None:
    run = runs.create(*ABOUT, tags={"more": "yes"})
    assert run is not None
    assert (
        run.tags.items()
        >= {
            PARTITION: SESSION,
            "interview/answer": "c-0",
            "interview/digest": "digest",
            "interview/attempt": "1",
            "interview/process": this_process(),
            "more": "yes",
        }.items()
    )
    assert run.remote_job_origin is not None
    runs.execute(run, runs.job, lambda: False)
    assert instance.get_materialized_partitions(dg.AssetKey("verdict")) == {SESSION}


def test_a_run_that_has_begun_is_not_executed_again(runs: AnswerRuns, answers: Answers) -> None:
    run = runs.create(*ABOUT)
    assert run is not None
    assert runs.execute(run, runs.job, lambda: False)
    assert not runs.execute(run, runs.job, lambda: False)
    assert len(answers.done) == 2


def test_what_failed_is_tried_again_but_not_for_ever(
    instance: dg.DagsterInstance, runs: AnswerRuns, answers: Answers
) -> None:
    answers.fails = True
    tried = []
    while run := runs.create(*ABOUT):
        assert not runs.execute(run, runs.job, lambda: False)
        tried.append(run.tags[ATTEMPT_TAG])
    assert tried == [str(number) for number in range(1, ATTEMPTS + 1)]
    assert {run.status for run in instance.get_runs()} == {Status.FAILURE}


def test_a_new_digest_is_a_new_run(runs: AnswerRuns) -> None:
    first, second = runs.create(*ABOUT), runs.create(SESSION, "c-0", "revised")
    assert first is not None
    assert second is not None
    assert first.run_id != second.run_id


def test_a_run_that_a_dead_worker_left_is_taken_up(
    instance: dg.DagsterInstance, runs: AnswerRuns
) -> None:
    left = runs.create(*ABOUT)
    assert left is not None
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    host = this_process().rpartition(":")[0]
    instance.add_run_tags(left.run_id, {PROCESS: f"{host}:{gone.pid}"})
    taken = runs.create(*ABOUT)
    assert taken is not None
    assert taken.run_id == left.run_id
    assert runs.execute(taken, runs.job, lambda: False)
    done = instance.get_run_by_id(left.run_id)
    assert done is not None
    assert done.tags[PROCESS] == this_process()


def test_a_run_of_a_worker_that_lives_is_left_alone(
    instance: dg.DagsterInstance, runs: AnswerRuns
) -> None:
    run = runs.create(*ABOUT)
    assert run is not None
    instance.add_run_tags(run.run_id, {PROCESS: "elsewhere:1"})
    assert runs.create(*ABOUT) is None


def requested(instance: dg.DagsterInstance, answers: Answers, **about: str) -> dg.DagsterRun:
    """A run as a sensor has it made: with an id of its own."""
    tags = {**answer_tags(*ABOUT), ATTEMPT_TAG: "1", **about}
    return instance.create_run_for_job(answers.repository.get_job(ANSWER), tags=tags)


def test_the_worker_leaves_to_a_sensor_what_it_has_asked_for(
    instance: dg.DagsterInstance, runs: AnswerRuns, answers: Answers
) -> None:
    asked = requested(instance, answers)
    assert runs.create(*ABOUT) is None
    assert runs.execute(asked, runs.job_of(asked), lambda: False)
    assert runs.create(*ABOUT) is None


def test_of_two_who_asked_at_the_same_time_the_elder_stays(
    instance: dg.DagsterInstance, runs: AnswerRuns, answers: Answers
) -> None:
    run = runs.create(*ABOUT)
    assert run is not None
    late = requested(instance, answers)
    assert not gives_way(instance, run)
    assert gives_way(instance, late)
    assert not runs.execute(late, runs.job, lambda: False)
    assert runs.execute(run, runs.job, lambda: False)
    states = [each.status for each in runs_with(instance, answer_tags(*ABOUT))]
    assert states == [Status.SUCCESS, Status.CANCELED]


def test_a_repetition_by_hand_gives_way_to_none(
    instance: dg.DagsterInstance, runs: AnswerRuns, answers: Answers
) -> None:
    run = runs.create(*ABOUT)
    assert run is not None
    runs.execute(run, runs.job, lambda: False)
    again = instance.create_run_for_job(
        runs.job, tags=run.tags, parent_run_id=run.run_id, root_run_id=run.run_id
    )
    assert not gives_way(instance, again)
    assert runs.execute(again, runs.job_of(again), lambda: False)
    assert len(answers.done) == 4


def test_a_run_without_an_answer_gives_way_to_none(
    instance: dg.DagsterInstance, answers: Answers
) -> None:
    job = answers.repository.get_job(ANSWER)
    one, two = (instance.create_run_for_job(job, tags={PARTITION: SESSION}) for _ in range(2))
    assert not gives_way(instance, one)
    assert not gives_way(instance, two)


def test_a_run_of_part_of_the_assets_makes_that_part(
    instance: dg.DagsterInstance, runs: AnswerRuns, answers: Answers
) -> None:
    run = instance.create_run_for_job(
        runs.job, asset_selection={dg.AssetKey("verdict")}, tags={PARTITION: SESSION}
    )
    assert runs.execute(run, runs.job_of(run), lambda: False)
    assert answers.done == [f"{SESSION} verdict"]


# Dagster's inner generators want to tell of a failure when they are closed.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_cancelled_run_ends_between_two_events(
    instance: dg.DagsterInstance, runs: AnswerRuns, answers: Answers
) -> None:
    run = runs.create(*ABOUT)
    assert run is not None
    assert not runs.execute(run, runs.job, lambda: f"{SESSION} turns" in answers.done)
    (ended,) = instance.get_runs()
    assert ended.status == Status.CANCELED
    assert answers.done == [f"{SESSION} turns"]
    again = runs.create(*ABOUT)
    assert again is not None
    assert again.tags[ATTEMPT_TAG] == "2"


def test_a_run_that_was_cancelled_before_it_began_does_not_begin(
    instance: dg.DagsterInstance, runs: AnswerRuns, answers: Answers
) -> None:
    run = runs.create(*ABOUT)
    assert run is not None
    instance.report_run_canceled(run)
    assert not runs.execute(run, runs.job, lambda: False)
    assert answers.done == []


def test_a_run_that_is_cancelled_while_it_waits_does_not_begin(
    instance: dg.DagsterInstance, runs: AnswerRuns, answers: Answers
) -> None:
    run = runs.create(*ABOUT)
    assert run is not None
    assert not runs.execute(run, runs.job, lambda: True)
    (ended,) = instance.get_runs()
    assert ended.status == Status.CANCELED
    assert answers.done == []
