"""A release that ships five small models, and MLflow's database in a folder."""

import json
from collections.abc import Mapping
from pathlib import Path
from shutil import copyfile

import pytest

from interview.scorer import FILE, SHIPPED
from registry.names import KINDS


def release(folder: Path, mark: str, scorer: Mapping[str, float] | None = None) -> Path:
    """The models of a release that differs from any with another mark."""
    for kind in KINDS.values():
        model(folder / kind.folder, mark)
    path = folder / "scorer" / FILE
    if scorer is None:
        copyfile(SHIPPED / FILE, path)
    else:
        path.write_text(json.dumps({**json.loads((SHIPPED / FILE).read_bytes()), **scorer}))
    return folder


def model(folder: Path, mark: str) -> Path:
    folder.mkdir(parents=True)
    (folder / "card.md").write_text(f"# A model of release {mark}\n")
    figures = {"figures": {"f1": 0.7, "f1_low": 0.6, "wer": None}, "data_sha256": "ab", "seen": []}
    (folder / "figures.json").write_text(json.dumps(figures))
    return folder


@pytest.fixture(scope="session")
def first_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return release(tmp_path_factory.mktemp("release"), "one")


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """MLflow's tables, which take it seconds to make."""
    from registry.client import connect

    path = tmp_path_factory.mktemp("mlflow") / "mlflow.db"
    connect(f"sqlite:///{path}").search_registered_models()
    return path
