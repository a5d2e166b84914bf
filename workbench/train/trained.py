"""What a training leaves behind."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Trained:
    """A model in its folder, and what is worth keeping of how it came about.

    `model` is the name of the folder in interview/trained; `folder` holds the model's files with
    card.md and figures.json. An interval of metric NAME is NAME_low and NAME_high. `artifacts` are
    files by name: reliability.png, confusion.csv, errors.csv.
    """

    model: str
    folder: Path
    params: Mapping[str, str | float]
    metrics: Mapping[str, float]
    artifacts: Mapping[str, bytes] = field(default_factory=dict)
