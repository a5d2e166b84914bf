"""Sentences of job adverts as the skills and the knowledge that they name."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from interview.ports import SkillTagger

INPUTS: Mapping[str, str] = {"text": "string"}
OUTPUTS: Mapping[str, str] = {"spans": "string"}
"""A JSON list of start, end, kind and p a row."""


class Served:
    def __init__(self, tagger: SkillTagger) -> None:
        self._tagger = tagger

    def predict(self, table: pd.DataFrame, _params: Mapping[str, Any] | None = None) -> object:
        tagged = self._tagger.tag(list(table["text"]))
        spans = [json.dumps([asdict(span) for span in found]) for found in tagged]
        return pd.DataFrame({"spans": spans})


def _load_pyfunc(folder: str) -> Served:
    from interview.engines import tagger

    return Served(tagger.load(Path(folder), "interview-skills@served"))
