"""The shipped models behind MLflow's interface: a table in, a table out."""

import json
import os
import socket
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from registry.folders import TRAINED
from registry.models import Registry
from registry.names import KINDS
from registry.resolved import Wanted
from workbench.up.ports import free_port

TALK = [
    ("interviewer", "what did you build at your last job", 0.0, 2.0, True),
    ("candidate", "I built the payment service and led a team of six", 2.5, 6.0, False),
]


def predicted(folder: str, rows: list[dict[str, object]]) -> list[dict[Any, Any]]:
    module = import_module(f"registry.served.{folder}")
    found = module._load_pyfunc(str(TRAINED / folder)).predict(pd.DataFrame(rows))
    assert list(found.columns) == list(module.OUTPUTS)
    records: list[dict[Any, Any]] = found.to_dict("records")
    return records


def talk() -> list[dict[str, object]]:
    names = ("speaker", "text", "start", "end", "asks")
    return [dict(zip(names, row, strict=True)) for row in TALK]


def test_a_question_is_probable_and_an_answer_is_not() -> None:
    asked, answered = predicted("questions", talk())
    assert asked["p"] > 0.5 > answered["p"]


def test_an_answer_names_its_question() -> None:
    asked, answered = predicted("linking", talk())
    assert (asked["question"], answered["question"]) == (-1, 0)


def test_skills_and_their_concepts_are_found() -> None:
    (tagged,) = predicted("skills", [{"text": "You have five years of experience with Python."}])
    assert any(span["kind"] == "knowledge" for span in json.loads(tagged["spans"]))
    known, unknown = predicted("esco", [{"phrase": "python"}, {"phrase": "qwertyuiop"}])
    assert "Python" in known["label"]
    assert known["uri"].startswith("http://data.europa.eu/esco/skill/")
    assert unknown == {"label": "", "uri": ""}


@pytest.mark.services
def test_a_server_holds_the_registry_too(tmp_path: Path) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    where = ["--backend-store-uri", f"sqlite:///{tmp_path}/mlflow.db", "--port", str(port)]
    where += ["--default-artifact-root", str(tmp_path / "artifacts"), "--no-serve-artifacts"]
    command = [sys.executable, "-m", "mlflow", "server", "--workers", "1", *where]
    quiet = {**os.environ, "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}
    with subprocess.Popen(command, env=quiet, stderr=subprocess.DEVNULL) as server:
        try:
            _wait(port)
            found = Registry(address).resolve(Wanted(str(tmp_path / "models"), address))
        finally:
            server.terminate()
    assert {str(each) for each in found.values()} == {f"{name}@1" for name in KINDS}
    assert all((each.folder / "card.md").exists() for each in found.values())


def _wait(port: int) -> None:
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise TimeoutError("MLflow's server does not answer")
