"""What `evaluate speech` does beside figures: other conditions, the page, the recorded baseline."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.console import remark, say
from workbench.report import Report

FAILURE = 1
HOURS = 2.0
"""Of the long interview on the page."""

SHOWN = {
    "wer": "WER",
    "word_start_median_ms": "starts",
    "word_start_p95_ms": "p95",
    "f1_50ms": "F1",
    "word_end_median_ms": "ends",
    "word_end_p95_ms": "p95",
    "f1_ends_50ms": "F1",
    "misattributed_lines": "wrong",
    "duplicated_lines": "double",
    "hallucinated_words": "silent",
    "aligned_share": "aligned",
    "confidence_ece": "ECE",
}
"""Columns on a terminal."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """`conditions` by name, the first of which makes the figures; a `page` is of all of them."""

    conditions: Sequence[str]
    page: Path | None
    accept: bool

    def __bool__(self) -> bool:
        return bool(self.conditions or self.page or self.accept)

    def report(self, data: Path) -> Report:
        from workbench.bench import long
        from workbench.evaluate import speech, speech_page, study

        if self.page is None:
            return speech.figures(data, self.conditions or ["clean"])
        lasting = long.figures(data, HOURS)  # first: its runs inherit the size of this process
        made = study.study(data) | {"long": lasting.as_json()}
        speech_page.write(made, self.page)
        remark(f"wrote {self.page} and {self.page.with_suffix('.json')}")
        return study.report(made)

    def hold(self, report: Report) -> bool:
        """Against what was recorded, or records it; tells what is worse."""
        from workbench.evaluate import thresholds

        table: Any = report.conditions["table"]
        if self.accept:
            thresholds.record(table)
            return True
        worse = thresholds.worse(table, thresholds.read())
        for line in worse:
            remark(f"worse than recorded: {line}")
        return not worse


def show(report: Report) -> None:
    """The table, for a person to read."""
    for line in _lines(report.conditions["table"]):
        say(line)
    for name, condition in report.conditions.items():
        if name != "table":
            say(f"{name}: {condition}")


def _lines(table: Any) -> Iterator[str]:  # noqa: ANN401  # read from a report
    yield f"{'':16}{'':12}" + "".join(f"{name:>9}" for name in SHOWN.values())
    for condition, sets in table.items():
        for of, figures in list(sets.items())[len(sets) == 2 :]:  # one set is all
            yield f"{condition:16}{of:12}" + "".join(_cell(figures, name) for name in SHOWN)


def _cell(figures: Mapping[str, float | None], name: str) -> str:
    value = figures[name]
    return f"{'-' if value is None else format(value, '.4g'):>9}"
