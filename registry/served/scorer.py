"""Beliefs about a candidate, without a posting, as a hire probability with its interval."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from interview import judgement
from interview.model import DIMENSIONS, Belief, JobDescription, ProfileSnapshot
from interview.scorer import ScorerModel, load

INPUTS: Mapping[str, str] = {f"{name}{end}": "double" for name in DIMENSIONS for end in ("", "_sd")}
OUTPUTS: Mapping[str, str] = dict.fromkeys(("hire_probability", "low", "high"), "double")
NO_JOB = JobDescription("", None, None, (), ())


class Served:
    def __init__(self, model: ScorerModel) -> None:
        self._model = model

    def predict(self, beliefs: pd.DataFrame, _params: Mapping[str, Any] | None = None) -> object:
        rows = beliefs.to_dict("records")
        return pd.DataFrame([self._verdict(row) for row in rows], columns=list(OUTPUTS))

    def _verdict(self, row: Mapping[Any, float]) -> tuple[float, float, float]:
        held = {name: Belief(row[name], row[f"{name}_sd"] ** 2) for name in DIMENSIONS}
        snapshot = ProfileSnapshot(0.0, "", held)
        outlook = judgement.verdict([snapshot], [], NO_JOB, self._model).outlook
        return outlook.hire_probability, *outlook.interval


def _load_pyfunc(folder: str) -> Served:
    return Served(load(Path(folder), "interview-scorer@served"))
