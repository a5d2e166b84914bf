"""Names of skills as the concepts of ESCO."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from interview.ports import Taxonomy

INPUTS: Mapping[str, str] = {"phrase": "string"}
OUTPUTS: Mapping[str, str] = {"label": "string", "uri": "string"}
"""Both empty where there is no such concept, or several."""


class Served:
    def __init__(self, taxonomy: Taxonomy) -> None:
        self._taxonomy = taxonomy

    def predict(self, table: pd.DataFrame, _params: Mapping[str, Any] | None = None) -> object:
        found = [self._taxonomy.concept(phrase) for phrase in table["phrase"]]
        rows = [(each.label, each.uri) if each else ("", "") for each in found]
        return pd.DataFrame(rows, columns=list(OUTPUTS))


def _load_pyfunc(folder: str) -> Served:
    from interview.engines import esco

    return Served(esco.load(Path(folder), "interview-esco@served"))
