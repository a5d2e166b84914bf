"""The face through Dagster: looked at once, only where mode and consent allow."""

from collections.abc import Sequence
from itertools import islice
from typing import Any

import pytest

from assets.faces import FaceResource
from interview.engines.mesh import FaceMesh
from interview.errors import BadInput, Refused
from interview.media import video_segments
from interview.model import (
    AffectSample,
    AnswerBehaviour,
    BehaviourMode,
    BehaviourSample,
    FaceFrame,
    Purpose,
    SessionMeta,
    Sync,
)
from interview.ports import FaceAnalyser, Picture
from interview.store import Store
from tests import interviews
from tests.dagster.conftest import Workbench
from tests.engines.faces import VIDEO

KINDS = "behaviour,answer_behaviour,affect"
SEEN = {"source": "declared at import", "transcription": True, "behaviour": True}
UNSEEN = {**SEEN, "behaviour": False}


class NeverLooks(FaceMesh):
    def analyse(self, frames: Sequence[tuple[float, Picture]]) -> list[FaceFrame]:
        raise AssertionError(f"{len(frames)} pictures were looked at")


def forbid_looking(workbench: Workbench) -> None:
    class Never(FaceResource):
        def load(self) -> FaceAnalyser:
            return NeverLooks()

    workbench.resources = {**workbench.resources, "face": Never()}


def land(
    workbench: Workbench,
    mode: BehaviourMode,
    purpose: Purpose = "research",
    consent: dict[str, Any] | None = None,
) -> str:
    """The first seconds of the demo's portrait, with an answer in them."""
    session, store = f"{purpose}-{mode}", workbench.store
    store.create(SessionMeta(session, 1.7e9, purpose, mode), at=1.7e9, who="test")
    with store.land_video(session, "candidate_video", Sync("import", None)) as writer:
        for data, span in islice(video_segments(VIDEO, 2.0), 3):
            writer.write(data, span.shifted(0.5))
    store.append(session, "consent", at=1.7e9, who="test", body=consent or SEEN)
    store.write(session, "turns", interviews.TURNS, version="test")
    store.write(session, "pairs", interviews.PAIRS, version="test")
    return session


def test_a_face_is_described_once(workbench: Workbench) -> None:
    session, store = land(workbench, "observables"), workbench.store
    workbench.run(KINDS, session)
    samples = store.read(session, "behaviour", list[BehaviourSample])
    assert [sample.time for sample in samples[:3]] == [0.5, 1.5, 2.5]
    assert all(sample.face_present == 1 for sample in samples)
    assert all(sample.head_yaw is not None for sample in samples)
    (answer,) = store.read(session, "answer_behaviour", list[AnswerBehaviour])
    assert (answer.qa, answer.span) == (interviews.PAIRS[0].id, interviews.ANSWER.span)
    digest = store.digest(session, "behaviour")
    forbid_looking(workbench)
    workbench.run(KINDS, session)
    assert workbench.metadata("behaviour")["segments_looked_at"] == 0
    assert store.digest(session, "behaviour") == digest
    with pytest.raises(Refused):
        store.read(session, "affect", list[AffectSample])


@pytest.mark.parametrize(
    ("mode", "consent", "why"),
    [("off", SEEN, "mode off"), ("observables", UNSEEN, "did not agree")],
)
def test_nobody_looks_where_nobody_may(
    workbench: Workbench, mode: BehaviourMode, consent: dict[str, Any], why: str
) -> None:
    session, store = land(workbench, mode, consent=consent), workbench.store
    forbid_looking(workbench)
    workbench.run(KINDS, session)
    assert store.read(session, "behaviour", list[BehaviourSample]) == []
    assert store.read(session, "answer_behaviour", list[AnswerBehaviour]) == []
    assert why in str(workbench.metadata("behaviour")["summary"])
    for kind in ("faces", "affect"):
        with pytest.raises(Refused):
            store.parts(session, kind, "any")
    assert not (store.root / f"session={session}" / "faces").exists()


def test_an_engine_without_weights_says_so(workbench: Workbench) -> None:
    session, store = land(workbench, "observables"), workbench.store
    workbench.run(KINDS, session)
    (mesh,) = versions(store, session)
    samples = store.read(session, "behaviour", list[BehaviourSample])
    face = FaceResource(engine="pyfeat")
    workbench.resources = {**workbench.resources, "face": face}
    workbench.run(KINDS, session)
    assert store.read(session, "behaviour", list[BehaviourSample]) == []
    assert store.read(session, "answer_behaviour", list[AnswerBehaviour]) == []
    assert face.load().unavailable
    assert workbench.metadata("behaviour")["summary"] == face.load().unavailable
    assert versions(store, session) == [mesh], "nothing of another engine's was stored"
    workbench.resources = {**workbench.resources, "face": FaceResource()}
    workbench.run(KINDS, session)
    assert store.read(session, "behaviour", list[BehaviourSample]) == samples


def versions(store: Store, session: str) -> list[str]:
    """Of the engines that looked at the session's face."""
    return sorted(path.name for path in (store.root / f"session={session}" / "faces").iterdir())


def test_only_known_engines_look() -> None:
    with pytest.raises(BadInput, match="facemesh or pyfeat"):
        FaceResource(engine="openface").load()


def test_affect_is_for_consented_research(workbench: Workbench) -> None:
    session = land(workbench, "affect")
    workbench.run(KINDS, session)
    affect = workbench.store.read(session, "affect", list[AffectSample])
    samples = workbench.store.read(session, "behaviour", list[BehaviourSample])
    assert [one.time for one in affect] == [one.time for one in samples]
    chosen = land(workbench, "observables", "selection")
    workbench.run(KINDS, chosen)
    assert workbench.states()["affect"] == "skipped"
    assert workbench.store.read(chosen, "behaviour", list[BehaviourSample]) == samples
    with pytest.raises(Refused):
        workbench.store.write(chosen, "affect", affect, version="any")


def test_a_session_without_a_face_says_so(workbench: Workbench) -> None:
    store = workbench.store
    meta = SessionMeta("heard", 1.7e9, "research", "observables")
    store.create(meta, at=1.7e9, who="test")
    store.append("heard", "consent", at=1.7e9, who="test", body=SEEN)
    workbench.run("behaviour", "heard")
    assert "no candidate_video" in str(workbench.metadata("behaviour")["summary"])
