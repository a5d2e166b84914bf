"""How MLflow is reached."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mlflow import MlflowClient
from mlflow.exceptions import MlflowException
from sqlalchemy.exc import SQLAlchemyError

from interview.errors import Transient
from interview.store.paths import locked

SQLITE = "sqlite:///"
LONGEST = 300  # characters of what MLflow says
SETTINGS = {
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",  # instead of minutes: another run asks again
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
}
"""Of MLflow, where the environment has no others."""


def connect(uri: str) -> MlflowClient:
    """A client for a server or, as sqlite:///PATH, a database, which is made where missing."""
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
    logging.getLogger("mlflow").setLevel(logging.ERROR)  # it reports each table it creates
    with answering(uri):
        if not uri.startswith(SQLITE):
            return MlflowClient(uri)
        folder = Path(uri.removeprefix(SQLITE)).parent
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder, ".mlflow.lock"):  # two that make its tables at once fail
            return MlflowClient(uri)


@contextmanager
def answering(uri: str) -> Iterator[None]:
    """Says what to do where MLflow cannot be reached or does not take what it is given."""
    try:
        yield
    except (MlflowException, SQLAlchemyError, OSError) as error:
        address = _without_password(uri)
        why = " ".join(str(error).replace(uri, address).split())[:LONGEST]
        raise Transient(
            f"MLflow at {address} did not do what was asked ({why}): see that its server runs or "
            "its database can be written, and try again"
        ) from error


def experiment(client: MlflowClient, name: str, artifacts: str) -> str:
    """The id of an experiment, made where missing; `artifacts` is a folder or URL for its files."""
    known = client.get_experiment_by_name(name)
    if known is None:
        try:
            return str(client.create_experiment(name, artifact_location=artifacts or None))
        except MlflowException:
            known = client.get_experiment_by_name(name)  # another process was first
            if known is None:
                raise
    return str(known.experiment_id)


def _without_password(uri: str) -> str:
    scheme, _, rest = uri.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"
