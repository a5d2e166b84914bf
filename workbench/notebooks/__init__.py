"""Notebooks that teach, and a place where they may change things."""

import atexit
import os
import shutil
from pathlib import Path
from tempfile import mkdtemp

from interview.store import paths
from interview.store.copies import PREFIX
from workbench import load_session
from workbench.jupyter import NotebookSession

ELSEWHERE = ("DAGSTER_HOME", "INTERVIEW_MODEL_COPIES", "MLFLOW_DEFAULT_ARTIFACT_ROOT")


def playground(session: str) -> NotebookSession:
    """A copy of a session, with registry and runs of its own from now on in this process.

    What is tried there changes nothing else, and goes when the process ends.
    """
    source = paths.session_folder(load_session(session).store.root, session)
    folder = Path(mkdtemp(prefix=PREFIX))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    shutil.copytree(paths.local(source), folder / source.name)
    for name in ELSEWHERE:
        os.environ.pop(name, None)  # then they lie beside the data, and beside the database
    os.environ["MLFLOW_TRACKING_URI"] = f"sqlite:///{folder}/mlflow.db"
    return load_session(session, folder)
