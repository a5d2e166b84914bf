"""What a measurement prints."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Report:
    """Figures by the names of the formats, and the conditions they hold under.

    A figure that was not measured is None, with the reason among the conditions. Intervals are the
    condition `intervals`, as NAME_low and NAME_high. `kept` makes files by name for people to look
    at: reliability.png, confusion.csv, errors.csv.
    """

    figures: dict[str, float | None]
    conditions: dict[str, object]
    kept: Callable[[], Mapping[str, bytes]] = dict

    def as_json(self) -> dict[str, object]:
        return {"figures": self.figures, "conditions": self.conditions}
