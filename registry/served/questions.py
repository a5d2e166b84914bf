"""Turns as the probability of each that it asks something."""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from interview.ports import QuestionDetector
from registry.served.talk import COLUMNS, turns

INPUTS: Mapping[str, str] = COLUMNS
OUTPUTS: Mapping[str, str] = {"p": "double"}


class Served:
    def __init__(self, detector: QuestionDetector) -> None:
        self._detector = detector

    def predict(self, table: pd.DataFrame, _params: Mapping[str, Any] | None = None) -> object:
        odds = self._detector.log_odds(turns(table))
        return pd.DataFrame({"p": [1 / (1 + math.exp(-max(each))) for each in odds]})


def _load_pyfunc(folder: str) -> Served:
    from interview.engines import questions

    return Served(questions.load(Path(folder), "interview-questions@served"))
