"""What the models are called."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from interview.errors import BadInput

CHAMPION, CHALLENGER = "champion", "challenger"
"""Aliases: the version that interviews are understood by, and the one that was trained last."""
SHIPPED_ALONE = "shipped"
"""In place of a version's number where the registry could not be asked."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A model of which the registry holds versions; `folder` is its own in interview/trained."""

    name: str
    folder: str
    experiment: str


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("interview-questions", "questions", "questions"),
        Kind("interview-linking", "linking", "linking"),
        Kind("interview-skills", "skills", "skills"),
        Kind("interview-esco", "esco", "skills"),
        Kind("interview-scorer", "scorer", "scoring"),
    )
}
"""By name."""


@dataclass(frozen=True, slots=True)
class Model:
    """A version of a model, and the folder with its files."""

    name: str
    version: str
    folder: Path

    def __str__(self) -> str:
        return f"{self.name}@{self.version}"


def kind(name: str) -> Kind:
    """Of a name or of a folder's name; raises BadInput for any other."""
    found = next((one for one in KINDS.values() if name in (one.name, one.folder)), None)
    if found is None:
        raise BadInput(f"there is no model {name!r}: name one of {', '.join(KINDS)}")
    return found


def parsed(model: str) -> tuple[Kind, str]:
    """The kind and the number or alias of NAME@VERSION; raises BadInput."""
    name, at, version = model.partition("@")
    if not at or not version:
        raise BadInput(f"{model!r} is not NAME@VERSION: write it like interview-scorer@2")
    return kind(name), version
