"""The demo interview that lies in the checkout."""

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from interview.errors import BadInput

if TYPE_CHECKING:
    from workbench.importing import Recording

SESSION = "demo"
MANIFEST = Path(__file__).parents[1] / "data" / "demo" / "manifest.json"
VIDEO = MANIFEST.with_name("candidate.mp4")
TRUTH = MANIFEST.with_name("truth.json")


def recording(at: float) -> "Recording":
    """Two synthetic voices talk about a data engineer's post, with a portrait that is moved.

    `at` in Unix seconds.
    """
    from workbench.importing import Recording

    if not MANIFEST.exists():
        raise BadInput(f"there is no demo interview in {MANIFEST.parent}: run it from the checkout")
    (files,) = json.loads(MANIFEST.read_bytes())["items"]
    return Recording(
        SESSION,
        start_time=at,
        candidate=MANIFEST.with_name(files["candidate"]),
        interviewer=MANIFEST.with_name(files["interviewer"]),
        video=VIDEO,
        behaviour="observables",
        job=MANIFEST.with_name(files["jd"]),
        title="Demo interview, synthetic voices and picture",
    )


def next_steps(root: str) -> str:
    folder = Path(root).absolute() / f"session={SESSION}"
    runs = os.environ.get("MLFLOW_TRACKING_URI", "sqlite:///mlruns/mlflow.db")
    return f"""
The session lies in {folder}

  source {sys.prefix}/bin/activate

  workbench dashboard          the same in a browser, with sound and picture
  workbench show {SESSION}          every word of it
  workbench export {SESSION} DIR    its files; --format webvtt, textgrid, eaf, parquet ...
  workbench run {SESSION}           all of it again; what was heard is not decoded again
  workbench up                 live interviews, and Dagster's web UI: any step of it again
  mlflow ui --backend-store-uri {runs}
"""
