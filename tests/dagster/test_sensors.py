"""What the sensors ask for, tick by tick, over a real store and a real instance."""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path

import dagster as dg
import pytest
from dagster import DagsterRunStatus as Status

from assets.resources import StoreResource
from dagster_project.answer_runs import AnswerRuns
from dagster_project.defs import retention, sensors
from dagster_project.defs.retention import outdated_runs
from dagster_project.defs.sensors import (
    corrected_interviews,
    finished_interviews,
    landed_sessions,
    settled_answers,
)
from dagster_project.origin import PARTITION, remote_origin
from dagster_project.settings import ANSWER, FINISH
from dagster_project.wanted import ATTEMPT_TAG, ATTEMPTS, answer_tags, is_over, seen_until
from interview.corrections import Anchor, Correction, TextFix, digest
from interview.model import SessionMeta, Span, Sync
from interview.settling import Settled
from interview.store import Store
from tests.dagster.talking import listening
from tests.dagster.test_answer_runs import Answers
from tests.dagster.tones import silence

SESSION = "spoken"
SETTLED = Settled("c-0", "digest", 12.0)
STEADY = 60.0  # seconds, after which no grace holds any more


class Ticks:
    """One sensor, its cursor, and the runs it has had made, as Dagster's daemon makes them."""

    def __init__(
        self, sensor: dg.SensorDefinition, store: Store, instance: dg.DagsterInstance
    ) -> None:
        self._sensor, self._store, self._instance = sensor, store, instance
        self._jobs = {name: Answers(name).repository.get_job(name) for name in (ANSWER, FINISH)}
        self.cursor: str | None = None

    def evaluate(self) -> dg.SensorResult:
        resources = {"store": StoreResource(root=str(self._store.root))}
        with dg.build_sensor_context(
            self._instance, cursor=self.cursor, resources=resources
        ) as context:
            told = self._sensor(context)
        assert isinstance(told, dg.SensorResult)
        return told

    def submit(self, told: dg.SensorResult) -> list[dg.DagsterRun]:
        for request in told.dynamic_partitions_requests or []:
            self._instance.add_dynamic_partitions("session", list(request.partition_keys))
        for event in told.asset_events:
            assert isinstance(event, dg.AssetMaterialization)
            self._instance.report_runless_asset_event(event)
        runs = [self._submit(request) for request in told.run_requests or []]
        self.cursor = told.cursor
        return [run for run in runs if run is not None]

    def _submit(self, request: dg.RunRequest) -> dg.DagsterRun | None:
        key = {"dagster/run_key": str(request.run_key), "dagster/sensor_name": self._sensor.name}
        if self._instance.get_runs_count(dg.RunsFilter(tags=key)):
            return None
        tags = {**request.tags, **key, PARTITION: str(request.partition_key)}
        job = self._jobs[str(self._sensor.job_name)]
        return self._instance.create_run_for_job(
            job, tags=tags, status=Status.QUEUED, remote_job_origin=remote_origin(job.name)
        )

    def tick(self) -> list[dg.DagsterRun]:
        return self.submit(self.evaluate())


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("INTERVIEW_DATA", str(tmp_path / "data"))
    return Store(tmp_path / "data")


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as made:
        yield made


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Lets the sensors believe that so many seconds have gone by."""

    def pass_by(seconds: float) -> None:
        now = time.time() + seconds
        monkeypatch.setattr("dagster_project.defs.sensors.time.time", lambda: now)

    return pass_by


def create(store: Store, session: str = SESSION) -> None:
    at = time.time()
    store.create(SessionMeta(session, at, "research", "off"), at=at, who="test")


def connect(store: Store, session: str = SESSION) -> None:
    body = {"connection": 1, "time": 0.0}
    store.append(session, "connection", at=time.time(), who="candidate", body=body)


def complete(store: Store, session: str = SESSION) -> None:
    body = {"time": 60.0}
    store.append(session, "completed", at=time.time(), who="interviewer", body=body)


def settle(store: Store, *settled: Settled, session: str = SESSION) -> None:
    store.write(session, "settled", list(settled), version="settling@1")


def end(instance: dg.DagsterInstance, run: dg.DagsterRun, success: bool) -> None:
    kind = dg.DagsterEventType.RUN_SUCCESS if success else dg.DagsterEventType.RUN_FAILURE
    instance.report_dagster_event(dg.DagsterEvent(kind.value, run.job_name), run.run_id)


# landed_sessions


def test_a_new_session_becomes_a_partition_with_its_media(
    store: Store, instance: dg.DagsterInstance
) -> None:
    create(store)
    with store.land_audio(SESSION, "candidate_audio", Sync("import", None)) as writer:
        writer.write(silence(2.0), 0.0)
    ticks = Ticks(landed_sessions, store, instance)
    ticks.tick()
    assert instance.get_dynamic_partitions("session") == [SESSION]
    assert instance.get_materialized_partitions(dg.AssetKey("media")) == {SESSION}
    told = ticks.evaluate()
    assert not told.dynamic_partitions_requests
    assert not told.asset_events


def test_a_session_with_damaged_media_does_not_keep_the_others_out(
    store: Store, instance: dg.DagsterInstance
) -> None:
    for session in ("damaged", SESSION):
        create(store, session)
        with store.land_audio(session, "candidate_audio", Sync("import", None)) as writer:
            writer.write(silence(2.0), 0.0)
    (manifest,) = Path(str(store.root)).glob("*damaged/media/*/manifest.jsonl")
    manifest.write_bytes(manifest.read_bytes().replace(b"000000", b"000001"))
    Ticks(landed_sessions, store, instance).tick()
    assert sorted(instance.get_dynamic_partitions("session")) == ["damaged", SESSION]
    assert instance.get_materialized_partitions(dg.AssetKey("media")) == {SESSION}


def test_many_new_sessions_take_several_ticks(
    store: Store, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sensors, "AT_ONCE", 2)
    for number in range(3):
        create(store, f"session-{number}")
    ticks = Ticks(landed_sessions, store, instance)
    ticks.tick()
    assert len(instance.get_dynamic_partitions("session")) == 2
    ticks.tick()
    assert len(instance.get_dynamic_partitions("session")) == 3


# settled_answers


def test_a_worker_is_told_what_is_settled_and_not_done(
    store: Store, instance: dg.DagsterInstance, later: Callable[[float], None]
) -> None:
    create(store)
    settle(store, SETTLED)
    later(STEADY)
    ticks = Ticks(settled_answers, store, instance)
    with listening(SESSION, lambda _: {"ok": True}) as heard:
        assert ticks.tick() == []
        assert ticks.tick() == []
    assert heard == [{"op": "answer", "answer": "c-0", "digest": "digest"}] * 2


def test_without_a_worker_a_run_is_asked_for_once(
    store: Store, instance: dg.DagsterInstance, later: Callable[[float], None]
) -> None:
    create(store)
    settle(store, SETTLED)
    ticks = Ticks(settled_answers, store, instance)
    assert ticks.tick() == []  # a worker may be starting
    later(STEADY)
    (run,) = ticks.tick()
    assert run.tags.items() >= {**answer_tags(SESSION, "c-0", "digest"), ATTEMPT_TAG: "1"}.items()
    assert ticks.tick() == []
    end(instance, run, success=True)
    ticks.tick()
    assert ticks.evaluate().run_requests == []


def test_what_failed_is_asked_for_again_but_not_for_ever(
    store: Store, instance: dg.DagsterInstance, later: Callable[[float], None]
) -> None:
    create(store)
    settle(store, SETTLED)
    later(STEADY)
    ticks = Ticks(settled_answers, store, instance)
    attempts = []
    while runs := ticks.tick():
        attempts.append(runs[0].tags[ATTEMPT_TAG])
        end(instance, runs[0], success=False)
    assert attempts == ["1", "2", "3"]
    assert len(attempts) == ATTEMPTS


def test_what_the_worker_did_is_not_asked_for(
    store: Store, instance: dg.DagsterInstance, later: Callable[[float], None]
) -> None:
    create(store)
    settle(store, SETTLED)
    instance.add_dynamic_partitions("session", [SESSION])
    runs = AnswerRuns(instance, Answers().repository)
    run = runs.create(SESSION, "c-0", "digest")
    assert run is not None
    later(STEADY)
    ticks = Ticks(settled_answers, store, instance)
    assert ticks.tick() == []
    runs.execute(run, runs.job, lambda: False)
    assert ticks.tick() == []


def test_a_revision_is_asked_for_and_what_it_replaced_is_not(
    store: Store, instance: dg.DagsterInstance, later: Callable[[float], None]
) -> None:
    create(store)
    settle(store, SETTLED)
    later(STEADY)
    ticks = Ticks(settled_answers, store, instance)
    (first,) = ticks.tick()
    end(instance, first, success=False)
    settle(store, replace(SETTLED, digest="revised"))
    later(STEADY)
    (second,) = ticks.tick()
    assert second.tags["interview/digest"] == "revised"


def test_what_is_done_is_not_read_again(
    store: Store, instance: dg.DagsterInstance, later: Callable[[float], None]
) -> None:
    create(store)
    settle(store, SETTLED)
    later(STEADY)
    ticks = Ticks(settled_answers, store, instance)
    (run,) = ticks.tick()
    end(instance, run, success=True)
    ticks.tick()
    for path in Path(str(store.root)).glob("session=*/settled/*"):
        path.write_bytes(b"not to be read")
    for folder in Path(str(store.root)).glob("session=*/settled"):
        os.utime(folder, (1.0, 1.0))
    assert ticks.tick() == []
    settle(store, SETTLED, replace(SETTLED, answer="c-1"))
    later(STEADY)
    (more,) = ticks.tick()
    assert more.tags["interview/answer"] == "c-1"


def test_a_damaged_session_does_not_keep_the_others_waiting(
    store: Store, instance: dg.DagsterInstance, later: Callable[[float], None]
) -> None:
    for session in ("damaged", SESSION):
        create(store, session)
        settle(store, SETTLED, session=session)
    for path in Path(str(store.root)).glob("session=damaged/settled/*.parquet"):
        path.write_bytes(b"damaged")
    later(STEADY)
    (run,) = Ticks(settled_answers, store, instance).tick()
    assert run.tags[PARTITION] == SESSION


def test_what_was_settled_in_an_interview_that_is_over_is_left_to_finishing_it(
    store: Store, instance: dg.DagsterInstance, later: Callable[[float], None]
) -> None:
    create(store)
    settle(store, SETTLED)
    complete(store)
    later(STEADY)
    assert Ticks(settled_answers, store, instance).tick() == []


# corrected_interviews


def correct(store: Store, text: str = "Kafka") -> Correction:
    heard = Anchor("c-0000000-0", "candidate", Span(0.0, 1.0), "cough")
    body = asdict(TextFix(heard, text))
    event = store.append(SESSION, "correction", at=time.time(), who="ana", body=body)
    return Correction(event.hash, event.who, event.at, TextFix(heard, text))


def make(store: Store, *made_with: Correction) -> None:
    inputs = {"corrections": digest(made_with)}
    for kind in ("sentences", "turns", "pairs", "evidence", "profile", "verdict"):
        store.write(SESSION, kind, [], version="1", inputs=inputs)


def test_what_lacks_a_correction_is_told_and_made_again_once(
    store: Store, instance: dg.DagsterInstance
) -> None:
    create(store)
    make(store)
    ticks = Ticks(corrected_interviews, store, instance)
    assert not ticks.tick()
    event = correct(store)
    (run,) = ticks.tick()
    about = answer_tags(SESSION, "corrections", event.id)
    assert about.items() <= run.tags.items()
    assert instance.get_materialized_partitions(dg.AssetKey("corrections")) == {SESSION}
    assert not ticks.evaluate().asset_events
    assert not ticks.tick()
    end(instance, run, success=False)
    (again,) = ticks.tick()
    assert again.tags[ATTEMPT_TAG] == "2"
    make(store, event)
    assert not ticks.tick()


def test_a_correction_that_is_in_or_of_nothing_made_asks_for_nothing(
    store: Store, instance: dg.DagsterInstance
) -> None:
    create(store)
    ticks = Ticks(corrected_interviews, store, instance)
    event = correct(store)
    assert not ticks.tick()
    assert instance.get_materialized_partitions(dg.AssetKey("corrections")) == {SESSION}
    make(store, event)
    store.append(SESSION, "comment", at=time.time(), who="ana", body={"text": "fine"})
    assert not ticks.tick()


def test_the_worker_of_a_session_is_given_the_correction(
    store: Store, instance: dg.DagsterInstance
) -> None:
    create(store)
    make(store)
    event = correct(store)
    ticks = Ticks(corrected_interviews, store, instance)
    with listening(SESSION, lambda _: {"ok": True}) as heard:
        assert not ticks.tick()
    assert heard == [{"op": "answer", "answer": "corrections", "digest": event.id}]
    assert len(ticks.tick()) == 1


# finished_interviews


def test_an_interview_that_is_over_is_finished_once(
    store: Store, instance: dg.DagsterInstance, later: Callable[[float], None]
) -> None:
    create(store)
    connect(store)
    ticks = Ticks(finished_interviews, store, instance)
    later(STEADY)
    assert ticks.tick() == []
    complete(store)
    later(1.0)
    assert ticks.tick() == []  # a worker may be starting
    later(STEADY)
    (run,) = ticks.tick()
    assert (run.job_name, run.tags[PARTITION]) == (FINISH, SESSION)
    assert instance.get_materialized_partitions(dg.AssetKey("media")) == {SESSION}
    assert ticks.tick() == []
    end(instance, run, success=True)
    store.append(SESSION, "comment", at=time.time(), who="test", body={})
    later(2 * STEADY)
    assert ticks.tick() == []


def test_finishing_waits_for_the_last_words_of_the_worker(
    store: Store, instance: dg.DagsterInstance, later: Callable[[float], None]
) -> None:
    create(store)
    connect(store)
    complete(store)
    later(STEADY)
    ticks = Ticks(finished_interviews, store, instance)
    with listening(SESSION, lambda _: {"lag": 1.0}):
        assert ticks.tick() == []
    assert len(ticks.tick()) == 1


def test_a_worker_that_is_stuck_is_not_waited_for(
    store: Store, instance: dg.DagsterInstance, later: Callable[[float], None]
) -> None:
    create(store)
    connect(store)
    complete(store)
    later(2 * sensors.STUCK)
    with listening(SESSION, lambda _: {"lag": 1.0}):
        assert len(Ticks(finished_interviews, store, instance).tick()) == 1


def test_what_was_imported_is_not_finished(
    store: Store, instance: dg.DagsterInstance, later: Callable[[float], None]
) -> None:
    create(store)
    complete(store)
    later(STEADY)
    assert Ticks(finished_interviews, store, instance).tick() == []


def test_an_interview_of_long_ago_is_not_finished_unasked(
    store: Store, instance: dg.DagsterInstance, later: Callable[[float], None]
) -> None:
    create(store)
    connect(store)
    complete(store)
    later(2 * sensors.FORGOTTEN)
    assert Ticks(finished_interviews, store, instance).tick() == []


def test_finishing_is_tried_again_after_a_failure_but_not_once_it_was_cancelled(
    store: Store, instance: dg.DagsterInstance, later: Callable[[float], None]
) -> None:
    create(store)
    connect(store)
    complete(store)
    later(STEADY)
    ticks = Ticks(finished_interviews, store, instance)
    (first,) = ticks.tick()
    end(instance, first, success=False)
    (second,) = ticks.tick()
    assert second.tags[ATTEMPT_TAG] == "2"
    instance.report_run_canceled(second)
    assert ticks.tick() == []


# hundreds of sessions


def test_a_tick_over_hundreds_of_finished_sessions_is_cheap(
    store: Store, instance: dg.DagsterInstance, later: Callable[[float], None]
) -> None:
    create(store, "first")
    settle(store, SETTLED, session="first")
    root = Path(str(store.root))
    for number in range(400):
        folder = root / f"session=old-{number}"
        (folder / "settled").mkdir(parents=True)
        for name in ("events.jsonl", "settled/active.json"):
            (folder / name).write_bytes(b"not to be read")
        for path in (folder / "events.jsonl", folder / "settled"):
            os.utime(path, (1e9, 1e9))
    later(STEADY)
    for sensor in (settled_answers, finished_interviews):
        ticks = Ticks(sensor, store, instance)
        ticks.cursor = "1.5e9"
        ticks.tick()
        begun = time.process_time()
        ticks.tick()
        assert time.process_time() - begun < 0.25
        assert len(str(ticks.cursor)) < 30


# the cursor


def test_what_changed_a_moment_ago_is_looked_at_again() -> None:
    assert seen_until(0.0, {"a": 100.0}, [], now=101.0) == 0.0
    assert seen_until(0.0, {"a": 100.0}, [], now=110.0) == 100.0
    assert seen_until(5.0, {}, [], now=110.0) == 5.0


def test_what_waits_holds_the_cursor_back() -> None:
    changed = {"a": 10.0, "b": 20.0, "c": 30.0}
    assert seen_until(0.0, changed, ["b"], now=100.0) == 10.0
    assert seen_until(0.0, changed, ["a"], now=100.0) == 0.0
    assert seen_until(0.0, changed, [], now=100.0) == 30.0


def test_nothing_is_over_without_a_run() -> None:
    assert not is_over([])


# retention


def test_runs_of_answers_go_once_all_was_made_afresh(
    instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = {name: Answers(name).repository.get_job(name) for name in (ANSWER, FINISH)}

    def run(job: str, session: str, *, over: bool = True) -> str:
        made = instance.create_run_for_job(jobs[job], tags={PARTITION: session})
        if over:
            end(instance, made, success=True)
        return made.run_id

    gone = {run(ANSWER, "finished")}
    stay = {
        run(FINISH, "finished"),
        run(ANSWER, "finished", over=False),
        run(ANSWER, "unfinished"),
        run(ANSWER, "finishing"),
        run(FINISH, "finishing", over=False),
    }
    outdated_runs(dg.build_sensor_context(instance))
    assert {each.run_id for each in instance.get_runs()} == gone | stay
    monkeypatch.setattr(retention, "KEPT", -retention.KEPT)
    outdated_runs(dg.build_sensor_context(instance))
    assert {each.run_id for each in instance.get_runs()} == stay
