"""A worker hears a call and has Dagster judge what was answered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import dagster as dg
import numpy as np
import pytest

from dagster_project.answer_runs import AnswerRuns
from dagster_project.definitions import definitions
from dagster_project.live.answers import Understood
from dagster_project.live.process import JOB_ASSETS
from dagster_project.live.worker import Runs, Session, Worker
from interview.model import JobDescription, Speaker, Verdict, Word
from interview.pairing import HAND_SET
from interview.settling import Settled
from interview.store.journal import Packet
from tests.dagster.calling import START, Call, packets, seconds, steps
from tests.dagster.conftest import CANDIDATE, INTERVIEWER, POSTING, UTTERANCES, Workbench
from tests.dagster.tones import silence

SENT: Mapping[Speaker, list[Packet]] = {
    "candidate": packets(np.concatenate([CANDIDATE, silence(2.5)])),
    "interviewer": packets(np.concatenate([INTERVIEWER, silence(2.0)])),
}
END = seconds(SENT)
CALL = "call"


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return START + self.now


class Killed(BaseException):
    """The worker is gone before it could make a run."""


@dataclass
class Live:
    """A call that is followed by a worker, which dies now and then and has a successor."""

    workbench: Workbench
    every: int = 10**9
    """Looks that a worker lives for; it needs one for each utterance that was written before."""
    deaths: int = 0
    """Times that a worker dies when it is about to make a run."""
    clock: Clock = field(default_factory=Clock)
    looks: int = 0

    def __post_init__(self) -> None:
        self.worker = self._worker()

    def _worker(self) -> Worker:
        speech = self.workbench.resources["speech"].load()  # type: ignore[attr-defined]
        repository = definitions(self.workbench.resources).get_repository_def()
        answers = AnswerRuns(self.workbench.instance, repository)
        runs = Runs(self.workbench.instance, answers, self._describe_job)
        by = Understood(HAND_SET, "scorer")
        return Worker(Session(CALL, self.workbench.store, speech, by, self.clock), runs)

    def _describe_job(self, session: str) -> None:
        if self.deaths:
            self.deaths -= 1
            raise Killed
        self.workbench.run(JOB_ASSETS, session)

    def go(self) -> None:
        busy = True
        while busy:
            self.looks += 1
            try:
                if self.looks % self.every == 0:
                    raise Killed
                busy = self.worker.work()
            except Killed:
                self.worker = self._worker()


def spoken(
    workbench: Workbench,
    tell: Mapping[float, bool] | None = None,
    every: int = 10**9,
    deaths: int = 0,
) -> None:
    """A call of two questions; `tell` says when profiling is switched on or off."""
    with Call(workbench.store, CALL, SENT) as call:
        workbench.store.write_job(CALL, POSTING)
        live = Live(workbench, every, deaths)
        for live.clock.now in steps(END, 0.5):
            for speaker in SENT:
                call.send(speaker, live.clock.now)
            if (on := (tell or {}).get(live.clock.now)) is not None:
                call.tell("profiling", "interviewer", on=on, time=live.clock.now)
            call.land()
            live.go()
        call.complete()
        while not live.worker.over:
            live.go()


def answer_runs(workbench: Workbench) -> list[dg.DagsterRun]:
    return [run for run in workbench.instance.get_runs() if run.job_name == "answer"]


def digests(runs: Iterable[dg.DagsterRun]) -> list[str]:
    return sorted(run.tags["interview/digest"] for run in runs)


def test_each_answer_that_settles_has_a_run(workbench: Workbench) -> None:
    spoken(workbench)
    settled = workbench.store.read(CALL, "settled", list[Settled])
    runs = answer_runs(workbench)
    assert len(settled) == 2
    assert digests(runs) == sorted(each.digest for each in settled)
    assert {run.status for run in runs} == {dg.DagsterRunStatus.SUCCESS}
    assert len(workbench.store.read(CALL, "verdict", Verdict).history) == 2


def test_each_utterance_is_told_once(workbench: Workbench) -> None:
    spoken(workbench)
    told = workbench.instance.fetch_materializations(dg.AssetKey("words"), limit=100).records
    assert len(told) == UTTERANCES
    words = workbench.store.read(CALL, "words", list[Word])
    last = told[0].asset_materialization
    assert last is not None
    assert last.metadata["words"].value == len(words)
    assert (last.tags or {})["dagster/data_version"] == workbench.store.digest(CALL, "words")


@pytest.mark.parametrize(("every", "deaths"), [(1_000_000, 2), (13, 1), (31, 0)])
def test_workers_that_die_lose_nothing_and_do_nothing_twice(
    workbench: Workbench, every: int, deaths: int
) -> None:
    spoken(workbench, every=every, deaths=deaths)
    settled = workbench.store.read(CALL, "settled", list[Settled])
    runs = answer_runs(workbench)
    assert {each.digest for each in settled} <= set(digests(runs))
    assert len(digests(runs)) == len(set(digests(runs)))
    assert {run.status for run in runs} == {dg.DagsterRunStatus.SUCCESS}
    assert workbench.transcriber.calls == UTTERANCES
    told = workbench.instance.fetch_materializations(dg.AssetKey("words"), limit=100).records
    assert len(told) == UTTERANCES
    assert len(workbench.store.read(CALL, "verdict", Verdict).history) == 2


def test_while_profiling_is_off_words_go_on_and_nothing_is_judged(workbench: Workbench) -> None:
    spoken(workbench, {5.0: False})
    assert not answer_runs(workbench)
    assert len({word.id[:9] for word in workbench.store.read(CALL, "words", list[Word])}) == 4


def test_a_new_posting_is_described_before_the_next_answer(workbench: Workbench) -> None:
    spoken(workbench)
    live = Live(workbench)
    workbench.store.write_job(CALL, "Nurse. You must have a licence.")
    live.worker.describe_job()
    live.worker.describe_job()
    job = workbench.store.read(CALL, "job_description", JobDescription)
    assert "licence" in str(job.requirements).lower()
    made = [run for run in workbench.instance.get_runs() if run.job_name == "interview"]
    assert len(made) == 2


@pytest.mark.parametrize("way", ["told", "gone"])
def test_a_worker_stops_in_the_middle_of_what_is_erased(workbench: Workbench, way: str) -> None:
    with Call(workbench.store, CALL, SENT) as call:
        workbench.store.write_job(CALL, POSTING)
        live = Live(workbench)
        for live.clock.now in steps(END / 2, 0.5):
            for speaker in SENT:
                call.send(speaker, live.clock.now)
            call.land()
    assert not live.worker.over
    if way == "told":
        workbench.store.append(CALL, "erase", at=1.7e9, who="test", body={})
    else:
        workbench.store.erase(CALL)
    live.worker.work()
    assert live.worker.over
    assert not answer_runs(workbench)
