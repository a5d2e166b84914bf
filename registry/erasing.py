"""Makes MLflow forget a session, and tells which models have learnt from it."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote, urlparse

from mlflow import MlflowClient
from mlflow.entities import Run, ViewType
from mlflow.exceptions import MlflowException
from mlflow.store.artifact.artifact_repo import ArtifactRepository
from mlflow.store.artifact.artifact_repository_registry import get_artifact_repository

from interview.errors import InterviewError
from interview.store.vacuum import vacuum
from registry.client import SQLITE, answering, connect
from registry.folders import seen
from registry.names import KINDS
from registry.packaging import files_of

SCORER = "interview-scorer"
PAGE = 1000
TRACE_FILES = "mlflow.artifactLocation"
"""The tag of a trace that says where its spans lie."""
ERASED = "erased-"
"""Begins the tag of a version for each session that it was fitted to and that is erased."""


def forget(uri: str, session: str) -> Mapping[str, int]:
    """How many runs, traces and files there were, and of how many runs a server keeps the numbers.

    A tracking server only hides runs: what is left of them goes with `mlflow gc` where it runs.
    """
    database = Path(uri.removeprefix(SQLITE)) if uri.startswith(SQLITE) else None
    if database is not None and not database.exists():
        return {}
    client = connect(uri)
    with answering(uri):
        removed = _forget(client, uri, session)
        if database is not None:
            vacuum([database])
        return removed


def _forget(client: MlflowClient, uri: str, session: str) -> dict[str, int]:
    experiments = [each.experiment_id for each in client.search_experiments(view_type=ViewType.ALL)]
    traces = sum(_forget_traces(client, uri, each, session) for each in experiments)
    runs = list(_runs(client, experiments, session))
    files = sum(_remove_files(uri, run.info.artifact_uri or "", run.info.run_id) for run in runs)
    hidden = sum(not _remove(client, run) for run in runs)
    return {
        "mlflow_runs": len(runs),
        "mlflow_files": files,
        "mlflow_traces": traces,
        "mlflow_runs_to_collect": hidden,
    }


def _runs(client: MlflowClient, experiments: list[str], session: str) -> Iterator[Run]:
    """Those that were deleted before, and are only hidden, too."""
    token = None
    while True:
        page = client.search_runs(
            experiments, f"tags.session = '{session}'", ViewType.ALL, PAGE, page_token=token
        )
        yield from page
        token = page.token
        if not token:
            return


def _forget_traces(client: MlflowClient, uri: str, experiment: str, session: str) -> int:
    found = client.search_traces(
        locations=[experiment],
        filter_string=f"tags.session = '{session}'",
        include_spans=False,
    )
    for each in found:  # MLflow itself leaves their files
        _remove_files(uri, each.info.tags.get(TRACE_FILES, ""), each.info.trace_id)
    ids = [each.info.trace_id for each in found]
    return client.delete_traces(experiment, trace_ids=ids) if ids else 0


def _remove_files(uri: str, place: str, owner: str) -> int:
    """How many there were at a place; of a local folder nothing stays, nor of that of its owner."""
    if not place:
        return 0
    if urlparse(place).scheme not in ("", "file"):
        files = get_artifact_repository(place, tracking_uri=uri)
        count = _count(files)
        if count:
            files.delete_artifacts("")  # type: ignore[no-untyped-call]  # MLflow's
        return count
    local = Path(unquote(urlparse(place).path))
    count = sum(path.is_file() for path in local.rglob("*"))
    for folder in (local, *(up for up in local.parents if up.name == owner)):
        shutil.rmtree(folder, ignore_errors=True)
    return count


def _count(files: ArtifactRepository, folder: str | None = None) -> int:
    entries = files.list_artifacts(folder)
    return sum(_count(files, each.path) if each.is_dir else 1 for each in entries)


def _remove(client: MlflowClient, run: Run) -> bool:
    """Whether nothing stays; a server has no call for that."""
    store, run_id = client._tracking_client.store, run.info.run_id
    if hasattr(store, "_hard_delete_run"):
        store._hard_delete_run(run_id)
        return True
    if run.info.lifecycle_stage == "active":
        client.update_run(run_id, name="erased")
        for tag in run.data.tags.keys() - {"mlflow.runName"}:
            client.delete_tag(run_id, tag)
        client.delete_run(run_id)
    return False


def fitted_to(uri: str, pseudonym: str) -> list[str]:
    """The scorers, as NAME@VERSION, whose numbers were fitted to a session."""
    if uri.startswith(SQLITE) and not Path(uri.removeprefix(SQLITE)).exists():
        return []
    client, found = connect(uri), list[str]()
    with answering(uri):
        for version in client.search_model_versions(f"name = '{KINDS[SCORER].name}'"):
            trained = version.tags.get("origin") == "trained"
            if trained and pseudonym in _seen(client, version.run_id or ""):
                found.append(f"{SCORER}@{version.version}")
    return sorted(found)


def mark(uri: str, models: Sequence[str], number: str) -> None:
    """Says in each version's tags that a session it was fitted to is erased: by which erasure."""
    client = connect(uri)
    with answering(uri):
        for model in models:
            name, _, version = model.partition("@")
            client.set_model_version_tag(name, version, f"{ERASED}{number}", "yes")


def _seen(client: MlflowClient, run: str) -> set[str]:
    with TemporaryDirectory() as folder:
        try:
            return seen(files_of(Path(client.download_artifacts(run, "model", folder))))
        except (InterviewError, MlflowException, OSError):
            return set()  # its files are gone, and with them what it was fitted to
