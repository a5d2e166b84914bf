"""The verdict with what the face showed and without, and what was seen live against the video."""

from dataclasses import replace

import dagster as dg
import pytest

from assets.weighing import weigh, weigh_beside
from dagster_project.definitions import definitions
from dagster_project.settings import FINISH
from interview import shapes
from interview.model import (
    AnswerBehaviour,
    BehaviourMode,
    BehaviourSample,
    Evidence,
    JobDescription,
    ProfileSnapshot,
    Purpose,
    QAPair,
    SessionMeta,
    Sync,
    Track,
    Verdict,
)
from interview.ports import Samples
from interview.rescoring import judged
from interview.scorer import shipped
from interview.store.chain import canonical
from tests import interviews
from tests.dagster.conftest import CANDIDATE, INTERVIEWER, POSTING, SESSION, Workbench
from tests.dagster.test_behaviour import KINDS, SEEN, land
from workbench.session import Session


def shown(workbench: Workbench, mode: BehaviourMode, purpose: Purpose = "research") -> str:
    """The tones' interview, judged, with a face that was stressed and awake in every answer."""
    session, store = f"judged-{purpose}-{mode}", workbench.store
    store.create(SessionMeta(session, 1.7e9, purpose, mode), at=1.7e9, who="test")
    sound: dict[Track, Samples] = {
        "candidate_audio": CANDIDATE,
        "interviewer_audio": INTERVIEWER,
    }
    for track, samples in sound.items():
        with store.land_audio(session, track, Sync("import", None)) as writer:
            writer.write(samples, 0.0)
    store.write_job(session, POSTING)
    store.append(session, "consent", at=1.7e9, who="test", body=SEEN)
    workbench.run(session=session)
    answers = [
        AnswerBehaviour(pair.id, pair.span, interviews.BEHAVIOUR[0])
        for pair in store.read(session, "pairs", list[QAPair])
    ]
    store.write(session, "answer_behaviour", answers, version="test")
    return session


def stressed(seconds: int) -> list[BehaviourSample]:
    """A minute of calm before the start, then stress and attention, one sample a second."""
    calm = replace(
        interviews.BEHAVIOUR[0],
        face_present=0.9,
        head_yaw=20.0,
        gaze_stability=0.3,
        blink_rate=10.0,
    )
    tense = replace(
        calm, face_present=1.0, head_yaw=0.0, gaze_stability=0.9, blink_rate=30.0,
        head_movement=0.5, aus={"AU12": 0.0},
    )  # fmt: skip
    return [replace(tense if at >= 0 else calm, time=at + 0.5) for at in range(-60, seconds)]


WEIGHED = "affect_evidence,affect_verdict"


def test_the_verdict_is_kept_with_behaviour_and_without(workbench: Workbench) -> None:
    session, store = shown(workbench, "affect"), workbench.store
    store.write(session, "behaviour", stressed(20), version="test")
    plain = store.digest(session, "verdict")
    workbench.run(WEIGHED, session)
    reached = store.read(session, "verdict", Verdict)
    verdict = Session(store, session).verdict
    assert store.digest(session, "verdict") == plain
    assert verdict != reached
    assert verdict.without_behaviour == reached.outlook == reached.without_behaviour
    assert 0 < verdict.behaviour_weight <= shipped().behaviour == 0.05
    assert "stress_spike" in {risk.flag for risk in verdict.risk_flags}
    known = {one.id: one for one in Session(store, session).evidence}
    found = [known[name] for risk in verdict.risk_flags for name in risk.evidence]
    assert all(one.words or one.times for one in found)
    spikes = [one for one in found if one.scorer.startswith("stress-spike")]
    assert spikes
    assert all(not one.words and one.times for one in spikes)
    told = shapes.verdict(verdict)
    assert told["without_behaviour"] != {k: told[k] for k in ("hire_probability", "interval")}


def test_consent_that_is_taken_back_leaves_the_verdict_without_it(workbench: Workbench) -> None:
    session, store = shown(workbench, "affect"), workbench.store
    store.write(session, "behaviour", stressed(20), version="test")
    workbench.run(WEIGHED, session)
    body = {"scopes": {"recording": True, "transcription": True, "behaviour": False}}
    store.append(session, "consent", at=1.7e9, who="candidate", body=body)
    assert Session(store, session).verdict == store.read(session, "verdict", Verdict)
    assert Session(store, session).evidence == store.read(session, "evidence", list[Evidence])
    workbench.run(WEIGHED, session)
    assert set(workbench.states().values()) == {"skipped"}


def test_a_verdict_that_behaviour_was_not_weighed_for_stands_alone(workbench: Workbench) -> None:
    session, store = shown(workbench, "affect"), workbench.store
    store.write(session, "behaviour", stressed(20), version="test")
    workbench.run(WEIGHED, session)
    other = replace(store.read(session, "verdict", Verdict), time=1.0)
    store.write(session, "verdict", other, version="later")
    assert Session(store, session).verdict == other


@pytest.mark.parametrize(
    ("mode", "purpose"),
    [("off", "research"), ("observables", "research"), ("observables", "selection")],
)
def test_in_other_modes_the_verdict_is_the_same_bytes_as_without_a_face(
    workbench: Workbench, mode: BehaviourMode, purpose: Purpose
) -> None:
    workbench.run()
    session, store = shown(workbench, mode, purpose), workbench.store
    workbench.run(WEIGHED, session)
    assert set(workbench.states().values()) == {"skipped"}
    for kind in ("evidence", "profile", "verdict"):
        assert store.digest(session, kind) == store.digest(SESSION, kind)
    for kind in WEIGHED.split(","):
        assert not (store.root / f"session={session}" / kind).exists()


def test_switched_off_it_is_the_same_bytes_as_without(workbench: Workbench) -> None:
    session, store = shown(workbench, "affect"), workbench.store
    store.write(session, "behaviour", stressed(20), version="test")
    weigh(store, session, replace(shipped(), behaviour=0.0))
    reached, counted = (
        store.read(session, kind, Verdict) for kind in ("verdict", "affect_verdict")
    )
    assert canonical(shapes.verdict(counted)) == canonical(shapes.verdict(reached))
    assert store.digest(session, "affect_verdict") == store.digest(session, "verdict")
    assert store.read(session, "affect_evidence", list[Evidence]) == []


def test_another_model_weighs_it_too(workbench: Workbench) -> None:
    session, store = shown(workbench, "affect"), workbench.store
    store.write(session, "behaviour", stressed(20), version="test")
    workbench.run(WEIGHED, session)
    counts = store.digest(session, "affect_verdict")
    model = replace(shipped(), version="interview-scorer@7", base=0.5)
    profile = store.read(session, "profile", list[ProfileSnapshot])
    evidence = store.read(session, "evidence", list[Evidence])
    held = judged(profile, evidence, store.read(session, "job_description", JobDescription), model)
    weigh_beside(store, session, held, model)
    assert store.digest(session, "affect_verdict") == counts
    (version,) = {*store.versions(session, "affect_verdict")} - {
        store.active(session, "affect_verdict")
    }
    again = store.read(session, "affect_verdict", Verdict, version)
    assert version.startswith("interview-scorer@7")
    assert again.without_behaviour == held.verdict.outlook
    assert 0 < again.behaviour_weight <= 0.05


def test_what_was_seen_live_is_held_against_the_video_afresh(workbench: Workbench) -> None:
    session = land(workbench, "observables")
    workbench.run(KINDS, session)
    assert seen_again(workbench, session) == (True, [])
    workbench.instance.report_runless_asset_event(
        dg.AssetMaterialization(
            "behaviour", partition=session, tags={"dagster/data_version": "of another face"}
        )
    )
    assert seen_again(workbench, session) == (False, ["behaviour differs"])


def seen_again(workbench: Workbench, session: str) -> tuple[bool, object]:
    done = (
        definitions(workbench.resources)
        .get_repository_def()
        .get_job(FINISH)
        .execute_in_process(
            instance=workbench.instance,
            partition_key=session,
            asset_selection=[dg.AssetKey(kind) for kind in KINDS.split(",")],
        )
    )
    (check,) = (
        each
        for each in done.get_asset_check_evaluations()
        if each.check_name == "watched_live_equals_batch"
    )
    return check.passed, check.metadata["where"].value
