"""The folder of a model: its files, card.md and figures.json."""

import json
from collections.abc import Mapping
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from interview.errors import Damaged
from registry.names import KINDS, SHIPPED_ALONE, Model

CARD, FIGURES = "card.md", "figures.json"
TRAINED = Path(str(files("interview"))) / "trained"


def shipped(trained: Path = TRAINED) -> dict[str, Model]:
    """The models that come with a release, by name, as they are called without a registry."""
    return {name: Model(name, SHIPPED_ALONE, trained / kind.folder) for name, kind in KINDS.items()}


def digest(folder: Path) -> str:
    """The sha256 of all files below, by their names and contents."""
    found = sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if "__pycache__" not in path.parts:
            content = sha256(path.read_bytes()).hexdigest()
            found.update(f"{path.relative_to(folder).as_posix()}\n{content}\n".encode())
    return found.hexdigest()


def card(folder: Path) -> str:
    return _text(folder / CARD)


def recorded(folder: Path) -> Mapping[str, object]:
    """What figures.json holds: `figures`, `data_sha256`, `seen`."""
    path = folder / FIGURES
    try:
        found = json.loads(_text(path))
    except ValueError as error:
        raise Damaged(f"{path} is no JSON ({error}): restore it, or train again") from error
    if not isinstance(found, dict):
        raise Damaged(f"{path} is no JSON object: restore it, or train again")
    return found


def seen(folder: Path) -> set[str]:
    """What took part in fitting or choosing the model: its figures do not count."""
    found = recorded(folder).get("seen")
    if not isinstance(found, list):
        raise Damaged(f"{folder / FIGURES} does not say what was seen: restore it, or train again")
    return set(map(str, found))


def figures(folder: Path) -> dict[str, float]:
    """The figures that were measured when the model was made; what was not measured is left out."""
    found = recorded(folder).get("figures")
    if not isinstance(found, dict):
        raise Damaged(f"{folder / FIGURES} has no figures: restore it, or train again")
    return {
        name: float(value)
        for name, value in found.items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    }


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Damaged(f"{path} cannot be read: restore it, or train again") from error
