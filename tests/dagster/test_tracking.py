"""MLflow runs in a database of their own."""

import json
from pathlib import Path

from mlflow import MlflowClient
from mlflow.entities import Run

from assets.tracking import TrackingResource
from interview import shapes
from interview.model import Verdict
from tests.dagster.conftest import SESSION, Workbench


def logged(workbench: Workbench, kind: str = "scoring") -> tuple[MlflowClient, list[Run]]:
    tracking = workbench.resources["tracking"]
    assert isinstance(tracking, TrackingResource)
    client = MlflowClient(tracking.uri)
    experiment = client.get_experiment_by_name("scoring")
    assert experiment is not None
    runs = client.search_runs([experiment.experiment_id], f"tags.kind = '{kind}'")
    return client, list(runs)


def test_a_scoring_is_one_mlflow_run_and_another_is_another(workbench: Workbench) -> None:
    workbench.run(None)
    workbench.run("scoring_run")
    client, (run,) = logged(workbench)
    verdict = workbench.store.read(SESSION, "verdict", Verdict)
    assert run.info.status == "FINISHED"
    assert run.data.tags["session"] == SESSION
    assert run.data.tags["scorer"] == verdict.scorer
    assert run.data.metrics["hire_probability"] == verdict.outlook.hire_probability
    curve = client.get_metric_history(run.info.run_id, "hire_probability")
    assert [point.step for point in curve] == list(range(1, len(verdict.history) + 1))
    assert curve[0].timestamp == round((1.7e9 + verdict.history[0].t) * 1000)
    assert run.data.params["version_words"] == workbench.store.active(SESSION, "words")
    names = {artifact.path for artifact in client.list_artifacts(run.info.run_id)}
    assert names == {"verdict.json", "profile.png"}
    kept = json.loads(Path(client.download_artifacts(run.info.run_id, "verdict.json")).read_bytes())
    assert kept == shapes.verdict(verdict)

    workbench.store.write_job(SESSION, "Nurse. You must have experience with children.")
    workbench.run(None)
    _, runs = logged(workbench)
    assert len({run.data.tags["digest"] for run in runs}) == len(runs) == 2
