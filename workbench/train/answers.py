"""The card of a linker of answers."""

from collections.abc import Mapping
from pathlib import Path
from string import Template
from typing import Any

CARD = Path(__file__).with_name("linking.md")


def card(described: Mapping[str, Any], choice: Mapping[str, object]) -> str:
    """The model card, from the text beside this module."""
    figures = described["figures"]
    names = ("top1", "pair_ece", "top1_with_unanswered", "end_to_end_f1")
    return Template(CARD.read_text(encoding="utf-8")).substitute(
        figures="\n".join(_measured(name, figures) for name in names),
        choice=", ".join(f"{name} {value}" for name, value in choice.items()),
        data="\n".join(f"- `{name}`: {sha}" for name, sha in described["data_sha256"].items()),
        seen=", ".join(described["seen"]),
        reported=", ".join(described["conditions"]["meetings"]),
    )


def _measured(name: str, figures: Mapping[str, float]) -> str:
    if name not in figures:
        return f"| {name} | not measured | |"
    low, high = figures[f"{name}_low"], figures[f"{name}_high"]
    return f"| {name} | {figures[name]:.4f} | {low:.4f} to {high:.4f} |"
