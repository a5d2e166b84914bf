"""A scorer that is trained from ratings, compared with the one in use, and put to use."""

import json
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from mlflow import MlflowClient

from interview import rescoring
from interview.model import Verdict
from interview.rescoring import Rescoring
from interview.store import Store
from registry.resolved import last
from registry.settings import wanted
from tests.cli.conftest import Workbench
from tests.unit.test_question_figures import written
from tests.unit.test_train_scorer import PICKY, candidates, land, rating


@pytest.fixture(autouse=True)
def mlflow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MlflowClient:
    uri = f"sqlite:///{tmp_path}/mlruns/mlflow.db"
    monkeypatch.setenv("MLFLOW_TRACKING_URI", uri)
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "dagster"))
    (tmp_path / "mlruns").mkdir()
    return MlflowClient(uri)


def test_a_scorer_is_trained_compared_and_put_to_use(
    workbench: Workbench, store: Store, demo: str, tmp_path: Path, mlflow: MlflowClient
) -> None:
    rated = tmp_path / "rated"
    random = np.random.default_rng(2)
    for one in candidates(24, seed=4):
        land(Store(rated), one, rating(one.hired_by(PICKY), random))
    trained = workbench("train", "scorer", "--data", rated, "--into", tmp_path / "kept")
    assert trained.code == 0, trained.err
    assert "interview-scorer@2 is the challenger" in trained.out
    assert "workbench promote interview-scorer@2" in trained.out
    assert (tmp_path / "kept" / "model.json").exists()
    version = mlflow.get_model_version_by_alias("interview-scorer", "challenger")
    run = mlflow.get_run(version.run_id or "")
    assert {artifact.path for artifact in mlflow.list_artifacts(run.info.run_id)} == {
        "confusion.csv",
        "errors.csv",
        "model",
        "reliability.png",
    }
    assert run.data.metrics

    before = store.read(demo, "verdict", Verdict)
    compared = workbench("rescore", demo, "--model", "interview-scorer@challenger")
    assert compared.code == 0, compared.err
    for said in ("interview-scorer@1", "interview-scorer@2", "hire probability", "Dimensions"):
        assert said in compared.out
    made = store.read(demo, "rescoring", Rescoring)
    assert (made.before, made.after.scorer) == (before, "interview-scorer@2")
    assert store.read(demo, "verdict", Verdict) == before
    assert json.dumps(rescoring.as_json(made), allow_nan=False)

    promoted = workbench("promote", "interview-scorer@2")
    assert promoted.code == 0, promoted.err
    assert "interview-scorer@2" in promoted.out
    assert str(last(wanted())["interview-scorer"]) == "interview-scorer@2"


def test_an_evaluation_is_kept_with_what_there_is_to_look_at(
    workbench: Workbench, tmp_path: Path, mlflow: MlflowClient
) -> None:
    data = written(tmp_path / "meeting.jsonl.gz")
    called = workbench("evaluate", "questions", "--data", data, "--log", "--json")
    assert called.code == 0, called.err
    told = json.loads(called.out)
    experiment = mlflow.get_experiment_by_name("questions")
    assert experiment is not None
    (run,) = mlflow.search_runs([experiment.experiment_id], "tags.kind = 'evaluation'")
    assert run.data.tags["version"] == "interview-questions@1"
    assert run.data.metrics == told["figures"] | told["conditions"]["intervals"]
    assert run.data.params["data_sha256"] == sha256(data.read_bytes()).hexdigest()
    kept = {artifact.path for artifact in mlflow.list_artifacts(run.info.run_id)}
    assert kept == {"confusion.csv", "errors.csv", "reliability.png"}


def test_what_cannot_be_is_told_in_one_line(
    workbench: Workbench, demo: str, covered: str, tmp_path: Path
) -> None:
    for arguments, says in (
        (("train", "scorer", "--data", tmp_path), "too few to learn from"),
        (("train", "scorer", "--data", tmp_path, "--into", tmp_path), "exists: name a folder"),
        (("promote", "interview-scorer@7"), "there is no interview-scorer@7: name one of"),
        (("rescore", demo, "--model", "interview-scorer@1"), "is scored by interview-scorer@1"),
        (("rescore", demo, "--model", "best"), "'best' is not NAME@VERSION"),
        (("rescore", covered, "--model", "interview-scorer@1"), "is covered until rated"),
        (("evaluate", "speech", "--log"), "evaluate speech takes no --model, --keep or --log"),
    ):
        called = workbench(*arguments)
        assert called.code in (1, 2), called
        assert says in called.err
        assert len(called.err.strip().splitlines()) == 1
