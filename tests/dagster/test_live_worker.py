"""A worker hears a call and has Dagster judge what was answered."""

from collections.abc import Mapping
from dataclasses import dataclass

import dagster as dg
import numpy as np
import pytest

from dagster_project.answer_runs import AnswerRuns
from dagster_project.definitions import definitions
from dagster_project.live.process import JOB_ASSETS
from dagster_project.live.worker import Runs, Session, Worker
from interview.model import Speaker, Verdict, Word
from interview.settling import Settled
from interview.store.journal import Packet
from tests.dagster.calling import START, Call, packets, seconds, steps
from tests.dagster.conftest import CANDIDATE, INTERVIEWER, POSTING, Workbench
from tests.dagster.tones import silence

SENT: Mapping[Speaker, list[Packet]] = {
    "candidate": packets(np.concatenate([CANDIDATE, silence(2.5)])),
    "interviewer": packets(np.concatenate([INTERVIEWER, silence(2.0)])),
}
END = seconds(SENT)


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return START + self.now


def worker(workbench: Workbench, session: str, clock: Clock) -> Worker:
    speech = workbench.resources["speech"].load()  # type: ignore[attr-defined]
    repository = definitions(workbench.resources).get_repository_def()
    runs = Runs(
        workbench.instance,
        AnswerRuns(workbench.instance, repository),
        lambda session: void(workbench.run(JOB_ASSETS, session)),
    )
    return Worker(Session(session, workbench.store, speech, clock), runs)


def void(_: object) -> None:
    """Of no interest."""


def go(made: Worker) -> None:
    while made.work():
        pass


@pytest.fixture
def spoken(workbench: Workbench) -> Workbench:
    """After a call of two questions that a worker followed."""
    clock = Clock()
    with Call(workbench.store, "call", SENT) as call:
        workbench.store.write_job("call", POSTING)
        made = worker(workbench, "call", clock)
        for clock.now in steps(END, 0.5):
            for speaker in SENT:
                call.send(speaker, clock.now)
            call.land()
            go(made)
        call.complete()
        while not made.over:
            go(made)
    return workbench


def test_each_answer_that_settles_has_a_run(spoken: Workbench) -> None:
    settled = spoken.store.read("call", "settled", list[Settled])
    runs = [run for run in spoken.instance.get_runs() if run.job_name == "answer"]
    assert len(settled) == 2
    assert {run.tags["interview/digest"] for run in runs} == {each.digest for each in settled}
    assert {run.status for run in runs} == {dg.DagsterRunStatus.SUCCESS}
    verdict = spoken.store.read("call", "verdict", Verdict)
    assert len(verdict.history) == 2


def test_each_utterance_is_told_once(spoken: Workbench) -> None:
    told = spoken.instance.fetch_materializations(dg.AssetKey("words"), limit=100).records
    assert len(told) == 4
    words = spoken.store.read("call", "words", list[Word])
    last = told[0].asset_materialization
    assert last is not None
    assert last.metadata["words"].value == len(words)
    assert (last.tags or {})["dagster/data_version"] == spoken.store.digest("call", "words")
