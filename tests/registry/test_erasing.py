"""What MLflow forgets with a session, and which models had learnt from it."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import httpx
import mlflow
import pytest
from mlflow import MlflowClient

from registry.erasing import ERASED, fitted_to, forget, mark
from registry.models import Candidate, Registry
from registry.names import kind
from tests.registry.conftest import model
from workbench.up.ports import free_port

SCORER = kind("interview-scorer")


class Place:
    def __init__(self, folder: Path, database: Path) -> None:
        self.database = folder / "mlflow.db"
        shutil.copyfile(database, self.database)
        self.uri, self.artifacts = f"sqlite:///{self.database}", folder / "artifacts"
        self.client = MlflowClient(self.uri)
        self.experiment = self.client.create_experiment("scoring", str(self.artifacts))

    def log(self, session: str) -> str:
        tags = {"session": session, "mlflow.runName": f"{session} scorer@1"}
        run = str(self.client.create_run(self.experiment, tags=tags).info.run_id)
        self.client.log_param(run, "risk_flags", f"overclaiming of {session}")
        self.client.log_metric(run, "hire_probability", 0.4)
        self.client.log_text(run, f"what {session} said", "verdict.json")
        return run


@pytest.fixture
def place(tmp_path: Path, empty_database: Path) -> Place:
    return Place(tmp_path, empty_database)


def test_runs_of_a_session_are_gone_also_those_that_somebody_had_deleted(place: Place) -> None:
    runs = [place.log("quokka"), place.log("quokka")]
    stays = place.log("wombat")
    place.client.delete_run(runs[0])
    removed = forget(place.uri, "quokka")
    assert (removed["mlflow_runs"], removed["mlflow_files"]) == (2, 2)
    assert removed["mlflow_runs_to_collect"] == 0
    data = place.database.read_bytes()
    assert b"quokka" not in data
    assert not any(run.encode() in data for run in runs)
    assert [path.name for path in place.artifacts.iterdir()] == [stays]
    assert place.client.get_run(stays).data.metrics == {"hire_probability": 0.4}
    assert not any(forget(place.uri, "quokka").values())


def test_traces_of_a_session_are_gone(place: Place) -> None:
    mlflow.set_tracking_uri(place.uri)
    mlflow.set_experiment(experiment_id=place.experiment)
    for session in ("quokka", "wombat"):
        with mlflow.start_span(f"judging {session}") as span:
            span.set_inputs({"answer": f"what {session} said"})
            mlflow.update_current_trace(tags={"session": session})
    mlflow.flush_trace_async_logging()
    assert forget(place.uri, "quokka")["mlflow_traces"] == 1
    assert b"quokka" not in place.database.read_bytes()
    assert not [path for path in place.artifacts.rglob("*") if b"quokka" in _read(path)]
    assert b"wombat" in place.database.read_bytes()


def _read(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def test_where_nobody_used_mlflow_nothing_is_made(tmp_path: Path) -> None:
    assert forget(f"sqlite:///{tmp_path}/mlflow.db", "quokka") == {}
    assert fitted_to(f"sqlite:///{tmp_path}/mlflow.db", "0011") == []
    assert list(tmp_path.iterdir()) == []


def test_models_that_were_fitted_to_a_session_are_told_and_marked(
    place: Place, tmp_path: Path
) -> None:
    registry = Registry(place.uri, str(place.artifacts), tmp_path)
    for number, seen in enumerate((["0011", "2233"], ["2233"]), 1):
        folder = model(tmp_path / str(number), str(number))
        figures = json.loads((folder / "figures.json").read_bytes())
        (folder / "figures.json").write_text(json.dumps({**figures, "seen": seen}))
        registry.add(Candidate(SCORER, folder, "trained"))
    assert fitted_to(place.uri, "0011") == ["interview-scorer@1"]
    assert fitted_to(place.uri, "2233") == ["interview-scorer@1", "interview-scorer@2"]
    for _ in range(2):
        mark(place.uri, ["interview-scorer@1"], "ab")
    tags = [place.client.get_model_version(SCORER.name, str(n)).tags for n in (1, 2)]
    assert [f"{ERASED}ab" in each for each in tags] == [True, False]


def test_a_busy_database_is_left_for_the_next_try(place: Place) -> None:
    place.log("quokka")
    with closing(sqlite3.connect(place.database)) as other:
        assert other.execute("select count(*) from runs").fetchone() == (1,)
        assert forget(place.uri, "quokka")["mlflow_runs"] == 1


@pytest.fixture
def server(place: Place, tmp_path: Path) -> Iterator[str]:
    """MLflow's own, which keeps files itself."""
    port = free_port()
    command = [sys.executable, "-m", "mlflow", "server", "--port", str(port), "--workers", "1"]
    command += ["--backend-store-uri", place.uri, "--artifacts-destination", str(tmp_path / "at")]
    environment = {**os.environ, "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        url = f"http://127.0.0.1:{port}"
        for _ in range(600):
            with suppress(httpx.TransportError):
                if httpx.get(f"{url}/health").is_success:
                    break
            time.sleep(0.1)
        yield url
        process.terminate()


@pytest.mark.services
def test_a_server_keeps_numbers_until_it_collects_them(server: str, tmp_path: Path) -> None:
    client = MlflowClient(server)
    experiment = client.create_experiment("served")
    run = client.create_run(experiment, tags={"session": "quokka", "mlflow.runName": "quokka 1"})
    client.log_text(run.info.run_id, "what quokka said", "verdict.json")
    removed = forget(server, "quokka")
    assert (removed["mlflow_runs"], removed["mlflow_files"]) == (1, 1)
    assert removed["mlflow_runs_to_collect"] == 1
    hidden = client.get_run(run.info.run_id)
    assert (hidden.info.lifecycle_stage, hidden.data.tags) == (
        "deleted",
        {"mlflow.runName": "erased"},
    )
    assert not [path for path in (tmp_path / "at").rglob("*") if path.is_file()]
    assert not any(forget(server, "quokka").values())
