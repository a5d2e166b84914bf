"""Where things are, by the environment."""

import os
from pathlib import Path

SQLITE = "sqlite:///"
LOCATION = "interview-workbench"
JOB = "interview"
ANSWER = "answer"
FINISH = "finish"


def data_root() -> str:
    """A folder, made absolute because Dagster's processes have working directories of their own."""
    root = os.environ.get("INTERVIEW_DATA", "data")
    return root if "://" in root else str(Path(root).absolute())


def tracking_uri() -> str:
    uri = os.environ.get("MLFLOW_TRACKING_URI", f"{SQLITE}mlruns/mlflow.db")
    return SQLITE + str(_database(uri)) if uri.startswith(SQLITE) else uri


def tracking_artifacts() -> str:
    uri = tracking_uri()
    beside = str(_database(uri).parent / "artifacts") if uri.startswith(SQLITE) else ""
    return os.environ.get("MLFLOW_DEFAULT_ARTIFACT_ROOT", beside)


def _database(uri: str) -> Path:
    return Path(uri.removeprefix(SQLITE)).absolute()
