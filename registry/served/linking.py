"""Turns as the question that each answers, from turns of which it is known whether they ask."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from interview.model import Turn
from interview.ports import AnswerLinker, Reading
from registry.served.talk import COLUMNS, turns

INPUTS: Mapping[str, str] = {**COLUMNS, "asks": "boolean"}
OUTPUTS: Mapping[str, str] = {"question": "long", "log_odds": "double"}
"""The row of the question, -1 where nobody else has asked before, and what speaks for it."""


class Served:
    def __init__(self, linker: AnswerLinker) -> None:
        self._linker = linker

    def predict(self, table: pd.DataFrame, _params: Mapping[str, Any] | None = None) -> object:
        known = turns(table)
        reading = self._linker.reading(known)
        asking = [at for at, asks in enumerate(table["asks"]) if asks]
        rows = [_best(reading, known, asking, at) for at in range(len(known))]
        return pd.DataFrame(rows, columns=list(OUTPUTS))


def _best(
    reading: Reading, known: Sequence[Turn], asking: Sequence[int], at: int
) -> tuple[int, float]:
    odds = {
        row: reading.log_odds(known[row].sentences, at)
        for row in asking
        if row < at and known[row].speaker != known[at].speaker
    }
    best = max(odds, key=lambda row: (odds[row], row), default=-1)
    return best, odds.get(best, 0.0)


def _load_pyfunc(folder: str) -> Served:
    from interview.engines import linking

    return Served(linking.load(Path(folder), "interview-linking@served"))
