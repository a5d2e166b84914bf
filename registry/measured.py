"""What was measured of a model some time after its training."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

_NAME = re.compile(r"[\w\-. :/]+")
"""What MLflow takes for the name of a parameter."""


@dataclass(frozen=True, slots=True)
class Measured:
    """`figures` have intervals as NAME_low and NAME_high; `params` say on what they were measured.

    `artifacts` are files by name: reliability.png, confusion.csv, errors.csv.
    """

    figures: Mapping[str, float]
    params: Mapping[str, object] = field(default_factory=dict)
    artifacts: Mapping[str, bytes] = field(default_factory=dict)

    def __or__(self, other: "Measured") -> "Measured":
        return Measured(
            {**self.figures, **other.figures},
            {**self.params, **other.params},
            {**self.artifacts, **other.artifacts},
        )

    def named(self, suffix: str) -> "Measured":
        """With the suffix at every name, before the end of a file's."""
        files = {Path(name): content for name, content in self.artifacts.items()}
        return Measured(
            {_with(name, suffix): value for name, value in self.figures.items()},
            {f"{name}{suffix}": value for name, value in self.params.items()},
            {f"{name.stem}{suffix}{name.suffix}": content for name, content in files.items()},
        )


def _with(name: str, suffix: str) -> str:
    """NAME_low becomes NAMESUFFIX_low."""
    return re.sub(r"(_low|_high)?$", rf"{suffix}\1", name, count=1)


def measured(told: Mapping[str, Any], data: Path | None, kept: Mapping[str, bytes]) -> Measured:
    """`told` is what `workbench evaluate --json` prints of the file `data`."""
    conditions = told["conditions"]
    figures = {name: value for name, value in told["figures"].items() if value is not None}
    scalars: dict[str, object] = {
        name: value
        for name, value in conditions.items()
        if isinstance(value, str | int | float) and _NAME.fullmatch(name)
    }
    source = (
        {"data": data.name, "data_sha256": sha256(data.read_bytes()).hexdigest()} if data else {}
    )
    return Measured(figures | conditions.get("intervals", {}), scalars | source, kept)
