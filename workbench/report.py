"""What a measurement prints."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Report:
    """Figures by the names of the formats, and the conditions they hold under.

    A figure that was not measured is None, with the reason among the conditions.
    """

    figures: dict[str, float | None]
    conditions: dict[str, object]

    def as_json(self) -> dict[str, object]:
        return asdict(self)
