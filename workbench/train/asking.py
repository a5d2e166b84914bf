"""The card of a detector of questions."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

CARD = Path(__file__).with_name("questions_card.md")


def card(described: Mapping[str, Any], choice: Mapping[str, object]) -> str:
    figures, conditions = described["figures"], described["conditions"]
    kinds = conditions["recall by kind"].items()
    return CARD.read_text(encoding="utf-8").format(
        **figures,
        data="\n".join(f"| `{name}` | `{sha}` |" for name, sha in described["data_sha256"].items()),
        seen=", ".join(described["seen"]),
        utterances=conditions["utterances"],
        questions=conditions["questions"],
        threshold=conditions["threshold"],
        named=conditions["kind named right"],
        kinds="\n".join(f"| {kind} | {v['n']} | {v['recall']:.2f} |" for kind, v in kinds),
        choice=", ".join(f"{name} {value}" for name, value in choice.items()),
    )
