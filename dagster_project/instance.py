"""Where Dagster keeps runs and events: beside the sessions unless DAGSTER_HOME names a folder."""

import os
from importlib.resources import files
from pathlib import Path

from dagster_project.settings import data_root
from interview.errors import BadInput


def home() -> Path:
    """The folder with Dagster's settings, made where missing; DAGSTER_HOME names it from now on."""
    root = data_root()
    if "DAGSTER_HOME" not in os.environ and "://" in root:
        raise BadInput(f"{root} is no folder: name one for Dagster's runs in DAGSTER_HOME")
    folder = Path(os.environ.get("DAGSTER_HOME") or Path(root) / ".dagster").absolute()
    folder.mkdir(parents=True, exist_ok=True)
    settings = folder / "dagster.yaml"
    if not settings.exists():
        settings.write_text(files("dagster_project").joinpath("dagster.yaml").read_text())
    os.environ["DAGSTER_HOME"] = str(folder)
    return folder


if __name__ == "__main__":
    print(home())  # noqa: T201  # for shells: DAGSTER_HOME=$(python -m dagster_project.instance)
