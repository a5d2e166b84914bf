"""Are figures of speech worse than those that were recorded?

What is recorded holds for a set of recordings under a condition, by the default engines. Other
machines round otherwise, so that a word may fall the other way: a little worse is none.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import TypeAdapter

Figures = Mapping[str, float | None]
Table = Mapping[str, Mapping[str, Figures]]
"""Figures by condition and set."""

RECORDED = Path(__file__).with_name("speech.thresholds.json")
TOLERATED = {
    "wer": 0.005,
    "misattributed_lines": 0.0,
    "duplicated_lines": 0.0,
    "hallucinated_words": 1.0,
    "word_start_median_ms": 3.0,
    "word_start_p95_ms": 15.0,
    "f1_50ms": 0.02,
    "word_end_median_ms": 3.0,
    "word_end_p95_ms": 15.0,
    "f1_ends_50ms": 0.02,
    "aligned_share": 0.02,
    "confidence_ece": 0.02,
}
"""How far a figure may move, in its own unit."""
FURTHER = 2.0  # words by which the error rate may also move
POOLED = {"all", "single", "interviews"}
"""Names of sets together, which mean something else for another manifest."""
HIGHER_IS_BETTER = {"f1_50ms", "f1_ends_50ms", "aligned_share"}


def read(path: Path = RECORDED) -> Table:
    table = TypeAdapter(dict[str, dict[str, dict[str, float | None]]])
    return table.validate_json(path.read_bytes()) if path.exists() else {}


def record(table: Table, path: Path = RECORDED) -> None:
    """Takes the place of what was recorded of the same sets and conditions."""
    known = {condition: dict(sets) for condition, sets in read(path).items()}
    for condition, sets in table.items():
        held = known.setdefault(condition, {})
        held.update({of: _rounded(figures) for of, figures in sets.items() if of not in POOLED})
    path.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")


def _rounded(figures: Figures) -> Figures:
    return {name: round(value, 4) for name, value in figures.items() if value is not None}


def worse(table: Table, recorded: Table) -> list[str]:
    """A line for each figure that is worse; what only one of both holds is not compared."""
    return [
        f"{condition}, {of}: {line}"
        for condition, sets in table.items()
        for of, figures in sets.items()
        if of not in POOLED
        for line in _worse(figures, recorded.get(condition, {}).get(of, {}))
    ]


def _worse(figures: Figures, recorded: Figures) -> Iterator[str]:
    for name, tolerated in TOLERATED.items():
        value, before = figures.get(name), recorded.get(name)
        if value is None or before is None:
            continue
        further = FURTHER / (recorded.get("words") or 1) if name == "wer" else 0.0
        lost = before - value if name in HIGHER_IS_BETTER else value - before
        if lost > tolerated + further:
            yield f"{name} is {value:.4g}, recorded was {before:.4g}"
