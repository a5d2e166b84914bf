"""What is kept of a training of the detector of questions, for people to look at."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from interview.engines.questions import Asking
from interview.questions import probability
from workbench.evaluate.questions import Judged, binned, counts
from workbench.train.kept import reliability_picture, table

ERRORS = 100
"""Of each sort, the surest first."""
CARD = Path(__file__).with_name("questions_card.md")


def artifacts(judged: Sequence[Judged], asking: Asking) -> dict[str, bytes]:
    return {
        "reliability.png": reliability_picture(
            {"questions": binned(judged)}, "probability that an utterance asks", "share that asks"
        ),
        "confusion.csv": _confusion(judged, asking),
        "errors.csv": _errors(judged, asking),
    }


def _confusion(judged: Sequence[Judged], asking: Asking) -> bytes:
    found, asked, right = map(int, counts(judged, asking.threshold))
    told = sum(len(each.uttered) for each in judged) - asked
    return table(
        [
            ("", "held for a question", "not held for one"),
            ("asks", right, asked - right),
            ("does not ask", found - right, told - (found - right)),
        ]
    )


def _errors(judged: Sequence[Judged], asking: Asking) -> bytes:
    rows = [
        (odds - asking.threshold, each.meeting, one)
        for each in judged
        for odds, one in zip(each.odds, each.uttered, strict=True)
        if (odds >= asking.threshold) != one.asks
    ]
    surest = sorted(rows, key=lambda row: (row[0], row[1], row[2].said.start))
    return table(
        [
            ("p", "tags", "meeting", "start", "words"),
            *(
                (
                    f"{probability(odds + asking.threshold):.3f}",
                    one.tags,
                    meeting,
                    one.said.start,
                    " ".join(one.said.words),
                )
                for odds, meeting, one in [*surest[:ERRORS], *surest[::-1][:ERRORS]]
            ),
        ]
    )


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
