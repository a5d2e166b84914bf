"""Sessions scored again by another model: what counts stays, and the difference is kept."""

import json
from pathlib import Path

import dagster as dg
import pytest
from mlflow.entities import Run

from assets.models import ASSETS
from dagster_project.definitions import definitions
from dagster_project.run import RunFailed, rescore
from dagster_project.settings import RESCORE
from interview import belief, rescoring
from interview.errors import NotMade
from interview.model import Evidence, JobDescription, ProfileSnapshot, SessionMeta, Sync, Verdict
from interview.rescoring import Rescoring
from interview.scorer import FILE, SHIPPED, load
from registry.models import Candidate
from tests.dagster.conftest import CANDIDATE, INTERVIEWER, SESSION, Workbench
from tests.dagster.test_models import SCORER, optimist, registry
from tests.dagster.test_tracking import logged
from tests.registry.conftest import model


def again(workbench: Workbench, model: str, session: str = SESSION) -> Rescoring:
    workbench.said.clear()
    repository = definitions(workbench.resources).get_repository_def()
    rescore(repository, workbench.instance, session, model, workbench.said.append)
    return workbench.store.read(session, "rescoring", Rescoring)


def rescorings(workbench: Workbench) -> list[Run]:
    return logged(workbench, "rescoring")[1]


def distrustful(folder: Path) -> Candidate:
    """A scorer that believes those who look at how specific an answer is less."""
    made = model(folder, "distrustful")
    numbers = json.loads((SHIPPED / FILE).read_bytes())
    deviations = {**numbers["deviations"], "specificity": 3.0}
    (made / FILE).write_text(json.dumps({**numbers, "deviations": deviations}))
    return Candidate(SCORER, made, "trained")


def test_the_old_result_stays_and_the_difference_is_kept(
    workbench: Workbench, tmp_path: Path
) -> None:
    workbench.run(",".join(ASSETS))
    workbench.run()
    store = workbench.store
    before = {kind: store.provenance(SESSION, kind) for kind in ("profile", "verdict")}
    registry(workbench).add(optimist(tmp_path / "optimist"), "challenger")

    made = again(workbench, "interview-scorer@challenger")

    assert {kind: store.provenance(SESSION, kind) for kind in before} == before
    assert store.active(SESSION, "verdict") == "interview-scorer@1"
    assert store.active(SESSION, "rescoring") == "interview-scorer@2"
    assert made.before == store.read(SESSION, "verdict", Verdict)
    assert made.after == store.read(SESSION, "verdict", Verdict, "interview-scorer@2")
    assert (made.after.scorer, made.reread) == ("interview-scorer@2", ())
    assert made.delta > 0
    assert all(held.before == held.after for held in made.dimensions)
    assert workbench.states() == {"rescoring": "done"}

    (run,) = rescorings(workbench)
    assert run.data.tags["session"] == SESSION
    assert run.data.tags["scorer"] == "interview-scorer@2"
    assert run.data.tags["instead_of"] == "interview-scorer@1"
    assert run.data.metrics["delta"] == made.delta
    client, _ = logged(workbench)
    path = client.download_artifacts(run.info.run_id, "rescoring.json")
    assert json.loads(Path(path).read_bytes()) == rescoring.as_json(made)
    assert again(workbench, "interview-scorer@2") == made
    assert len(rescorings(workbench)) == 1


def test_evidence_that_is_read_otherwise_is_named(workbench: Workbench, tmp_path: Path) -> None:
    workbench.run()
    registry(workbench).add_shipped()
    registry(workbench).add(distrustful(tmp_path / "distrustful"))
    made = again(workbench, "interview-scorer@2")
    found = workbench.store.read(SESSION, "evidence", list[Evidence])
    doubted = [one.id for one in found if one.scorer.startswith("specificity@")]
    assert doubted
    assert [one.evidence for one in made.reread] == doubted
    for one in made.reread:
        assert one.after == pytest.approx((one.before[0], 3 * one.before[1]))
    assert any(held.before != held.after for held in made.dimensions)
    assert made.before.scorer == "interview-scorer@shipped"


def test_the_same_model_judges_the_same(finished: Workbench) -> None:
    store = finished.store
    profile = store.read(SESSION, "profile", list[ProfileSnapshot])
    evidence = store.read(SESSION, "evidence", list[Evidence])
    job = store.read(SESSION, "job_description", JobDescription)
    same = rescoring.judged(profile, evidence, job, load(SHIPPED, "interview-scorer@shipped"))
    assert same.profile == profile
    assert same.verdict == store.read(SESSION, "verdict", Verdict)
    assert belief.VERSION in store.active(SESSION, "profile")


@pytest.mark.parametrize(
    ("model", "says"),
    [
        ("interview-scorer@shipped", "is scored by interview-scorer@shipped already"),
        ("interview-scorer@9", "there is no interview-scorer@9"),
        ("interview-esco@1", "scores nothing: name a version of interview-scorer"),
    ],
)
def test_what_cannot_score_is_refused(finished: Workbench, model: str, says: str) -> None:
    with pytest.raises(RunFailed, match=says):
        again(finished, model)
    with pytest.raises(NotMade):
        finished.store.read(SESSION, "rescoring", Rescoring)


def test_a_job_scores_all_sessions_by_the_challenger(workbench: Workbench, tmp_path: Path) -> None:
    sessions = (SESSION, "another")
    workbench.add("another", {"candidate_audio": CANDIDATE, "interviewer_audio": INTERVIEWER})
    for session in sessions:
        workbench.run(session=session)
    registry(workbench).add(optimist(tmp_path / "optimist"), "challenger")
    job = definitions(workbench.resources).get_repository_def().get_job(RESCORE)
    assert job.partitions_def is not None
    for session in sessions:
        done = job.execute_in_process(instance=workbench.instance, partition_key=session)
        assert done.success
    found = {run.data.tags["session"]: run.data.metrics["delta"] for run in rescorings(workbench)}
    assert set(found) == set(sessions)
    assert min(found.values()) > 0


def test_an_interview_is_made_without_rescoring(finished: Workbench) -> None:
    repository = definitions(finished.resources).get_repository_def()
    for name in ("interview", "finish", "answer"):
        assert (
            dg.AssetKey("rescoring")
            not in repository.get_job(name).asset_layer.executable_asset_keys
        )


def test_what_is_covered_until_rated_is_not_scored_again(
    workbench: Workbench, tmp_path: Path
) -> None:
    meta = SessionMeta("chosen", 1.7e9, "selection", "off")
    workbench.store.create(meta, at=1.7e9, who="test")
    with workbench.store.land_audio("chosen", "candidate_audio", Sync("import", None)) as writer:
        writer.write(CANDIDATE, 0.0)
    workbench.run(session="chosen")
    registry(workbench).add_shipped()
    registry(workbench).add(optimist(tmp_path / "optimist"), "challenger")
    with pytest.raises(RunFailed, match="is covered until it is rated"):
        again(workbench, "interview-scorer@challenger", "chosen")
    rating = {"value": 4, "reason": "clear"}
    workbench.store.append("chosen", "rating", at=1.7e9, who="ann", body=rating)
    assert again(workbench, "interview-scorer@challenger", "chosen").delta > 0
