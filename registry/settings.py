"""Where MLflow and the copies of its models are, and which models are in use: the environment's."""

import os
from pathlib import Path

from registry.names import CHAMPION
from registry.resolved import Wanted

SQLITE = "sqlite:///"
RUNS = "mlruns"


def uri() -> str:
    """Of MLflow's server or database; a path is made absolute, as processes lie apart."""
    given = os.environ.get("MLFLOW_TRACKING_URI", f"{SQLITE}{RUNS}/mlflow.db")
    return SQLITE + str(_database(given)) if given.startswith(SQLITE) else given


def artifacts() -> str:
    """Where the files of runs lie: beside a database; a server has its own, ""."""
    beside = str(_database(uri()).parent / "artifacts") if uri().startswith(SQLITE) else ""
    return os.environ.get("MLFLOW_DEFAULT_ARTIFACT_ROOT", beside)


def copies() -> str:
    """The folder with the copies of models."""
    beside = _database(uri()).parent if uri().startswith(SQLITE) else Path(RUNS).absolute()
    return os.environ.get("INTERVIEW_MODEL_COPIES", str(beside / "models"))


def wanted() -> Wanted:
    """INTERVIEW_MODEL_ALIAS, and INTERVIEW_MODELS for exact versions: NAME@VERSION,NAME@VERSION."""
    alias = os.environ.get("INTERVIEW_MODEL_ALIAS") or CHAMPION
    exact = os.environ.get("INTERVIEW_MODELS", "").split(",")
    models = tuple(model.strip() for model in exact if model.strip())
    return Wanted(copies(), uri(), artifacts(), alias, models)


def _database(uri: str) -> Path:
    return Path(uri.removeprefix(SQLITE)).absolute()
