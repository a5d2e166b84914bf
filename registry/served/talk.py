"""A table of turns, in the order in which they begin, as turns of the domain."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from interview.model import Sentence, Span, Turn, Word

COLUMNS = {"speaker": "string", "text": "string", "start": "double", "end": "double"}
"""Speakers are candidate and interviewer, times in seconds; each turn is one sentence."""


def turns(table: pd.DataFrame) -> list[Turn]:
    rows = table.to_dict("records")
    return [Turn((Sentence(tuple(_words(row, number))),)) for number, row in enumerate(rows)]


def _words(row: Mapping[Any, Any], number: int) -> Iterator[Word]:
    """The words share the turn's time evenly."""
    said = row["text"].split() or [""]
    begin, pace = row["start"], (row["end"] - row["start"]) / len(said)
    for at, text in enumerate(said):
        span = Span(begin + at * pace, begin + (at + 1) * pace)
        yield Word(f"{number}-{at}", row["speaker"], text, span, 1.0, "attention")
