"""A worker has the video looked at and tells Dagster of it, behind words and verdicts."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import dagster as dg
import numpy as np

from assets.faces import FaceResource
from assets.weighing import weigh
from dagster_project.answer_runs import AnswerRuns
from dagster_project.definitions import definitions
from dagster_project.live.answers import Understood
from dagster_project.live.behaviour import Behaviour
from dagster_project.live.process import JOB_ASSETS
from dagster_project.live.worker import Runs, Session, Worker
from interview.model import AnswerBehaviour, BehaviourMode, Speaker, Verdict
from interview.pairing import HAND_SET
from interview.ports import FaceAnalyser
from interview.scorer import shipped
from interview.settling import Settled
from interview.store.journal import Packet
from tests.dagster import calling
from tests.dagster.calling import START, packets, seconds, steps
from tests.dagster.conftest import CANDIDATE, INTERVIEWER, POSTING, Workbench
from tests.dagster.test_live_behaviour import SECONDS, SESSION, Film, Glances, InHere
from tests.dagster.tones import silence

SENT: Mapping[Speaker, list[Packet]] = {
    "candidate": packets(np.concatenate([CANDIDATE, silence(2.5)])),
    "interviewer": packets(np.concatenate([INTERVIEWER, silence(2.0)])),
}
END = seconds(SENT)


@dataclass
class Live:
    """Both people's sound and the candidate's picture, followed by a worker."""

    workbench: Workbench
    glances: Glances = field(default_factory=Glances)
    now: float = 0.0

    def __post_init__(self) -> None:
        store, instance = self.workbench.store, self.workbench.instance
        speech = self.workbench.resources["speech"].load()  # type: ignore[attr-defined]
        repository = definitions(self.workbench.resources).get_repository_def()
        runs = Runs(instance, AnswerRuns(instance, repository), self._describe_job)
        behaviour = Behaviour(
            lambda: InHere(store, self.glances),
            lambda: weigh(store, SESSION, shipped()),
            lambda: self.now,
        )
        about = Session(SESSION, store, speech, Understood(HAND_SET, "scorer"), self._clock)
        self.worker = Worker(about, runs, drafts=False, behaviour=behaviour)

    def _clock(self) -> float:
        return START + self.now

    def _describe_job(self, session: str) -> None:
        self.workbench.run(JOB_ASSETS, session)

    def go(self) -> None:
        while self.worker.work():
            pass


def spoken(workbench: Workbench, mode: BehaviourMode) -> Live:
    """A call of two questions, to its end."""
    store = workbench.store
    with calling.Call(store, SESSION, SENT, mode) as call, Film(store).recorded() as film:
        film.agree(True)
        store.write_job(SESSION, POSTING)
        live = Live(workbench)
        for live.now in steps(END, 0.5):
            for speaker in SENT:
                call.send(speaker, live.now)
            film.send(live.now)
            call.land()
            live.go()
        film.complete()
        call.complete()
        while not live.worker.over:
            live.now += 0.5
            live.go()
    return live


def told(workbench: Workbench, kind: str) -> list[str]:
    """The data versions of runless materialisations, the oldest first."""
    records = workbench.instance.fetch_materializations(dg.AssetKey(kind), limit=100).records
    made = [one.asset_materialization for one in reversed(records) if not one.run_id]
    return [str((one.tags or {})["dagster/data_version"]) for one in made if one]


def script_face(workbench: Workbench) -> None:
    class Scripted(FaceResource):
        def load(self) -> FaceAnalyser:
            return Glances()

    workbench.resources = {**workbench.resources, "face": Scripted()}


AFTER_WORDS = "sentences,turns,pairs,evidence,profile,verdict,behaviour,answer_behaviour"


def test_what_is_told_live_is_what_a_batch_makes(workbench: Workbench) -> None:
    live, store = spoken(workbench, "observables"), workbench.store
    settled = store.read(SESSION, "settled", list[Settled])
    known = {kind: store.digest(SESSION, kind) for kind in ("behaviour", "answer_behaviour")}
    for kind, digest in known.items():
        versions = told(workbench, kind)
        assert versions[-1] == digest
        assert len(versions) == len(set(versions)) <= len(settled) + 1
    answers = store.read(SESSION, "answer_behaviour", list[AnswerBehaviour])
    assert {answer.qa for answer in answers} == {each.answer for each in settled}
    assert live.glances.looked == SECONDS * 10
    script_face(workbench)
    workbench.run(AFTER_WORDS, SESSION)
    assert {kind: store.digest(SESSION, kind) for kind in known} == known
    assert not told(workbench, "affect")


def test_in_mode_affect_the_verdict_is_weighed_as_in_a_batch(workbench: Workbench) -> None:
    spoken(workbench, "affect")
    store, kinds = workbench.store, ("affect", "affect_evidence", "affect_verdict")
    known = {kind: store.digest(SESSION, kind) for kind in kinds}
    assert {kind: told(workbench, kind)[-1] for kind in kinds} == known
    script_face(workbench)
    workbench.run(f"{AFTER_WORDS},{','.join(kinds)}", SESSION)
    assert {kind: store.digest(SESSION, kind) for kind in kinds} == known
    reached = store.read(SESSION, "verdict", Verdict)
    assert store.read(SESSION, "affect_verdict", Verdict).without_behaviour == reached.outlook
