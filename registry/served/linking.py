"""Turns as the question that each answers, from turns of which it is known whether they ask."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from interview.model import Turn
from interview.ports import AnswerLinker
from registry.served.talk import COLUMNS, turns

INPUTS: Mapping[str, str] = {**COLUMNS, "asks": "boolean"}
OUTPUTS: Mapping[str, str] = {"question": "long", "log_odds": "double"}
"""The row of the question, -1 where nobody else has asked before, and what speaks for it."""


class Served:
    def __init__(self, linker: AnswerLinker) -> None:
        self._linker = linker

    def predict(self, table: pd.DataFrame, _params: Mapping[str, Any] | None = None) -> object:
        known, asks = turns(table), list(table["asks"])
        return pd.DataFrame(
            [self._best(known, asks, at) for at in range(len(known))], columns=list(OUTPUTS)
        )

    def _best(self, known: Sequence[Turn], asks: Sequence[bool], at: int) -> tuple[int, float]:
        questions = [
            row for row in range(at) if asks[row] and known[row].speaker != known[at].speaker
        ]
        odds = {row: self._linker.log_odds(known, known[row].sentences, at) for row in questions}
        best = max(odds, key=lambda row: (odds[row], row), default=-1)
        return best, odds.get(best, 0.0)


def _load_pyfunc(folder: str) -> Served:
    from interview.engines import linking

    return Served(linking.load(Path(folder), "interview-linking@served"))
