"""Where things are, by the environment."""

import os
from pathlib import Path

LOCATION = "interview-workbench"
JOB = "interview"
ANSWER = "answer"
FINISH = "finish"
RESCORE = "rescore_all"
QUALITY = "model_quality"


def data_root() -> str:
    """A folder, made absolute because Dagster's processes have working directories of their own."""
    root = os.environ.get("INTERVIEW_DATA", "data")
    return root if "://" in root else str(Path(root).absolute())
