"""What is kept of a training of the linker of answers, for people to look at."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template
from typing import Any

from interview.questions import probability
from workbench.evaluate.linking import Judged, Linked, binned
from workbench.evaluate.meetings import Meeting
from workbench.train.kept import reliability_picture, table

ERRORS = 200
CARD = Path(__file__).with_name("linking.md")

Both = Sequence[tuple[Meeting, Judged]]


def artifacts(both: Both) -> dict[str, bytes]:
    return {
        "reliability.png": reliability_picture(
            {"links": binned([judged for _, judged in both])},
            "probability that an utterance answers",
            "share that answers",
        ),
        "confusion.csv": _confusion([one for _, judged in both for one in judged.given]),
        "errors.csv": _errors(both),
    }


def _confusion(given: Sequence[Linked]) -> bytes:
    counts = Counter((one.has_answer, one.answered, one.right) for one in given)
    return table(
        [
            ("", "right answer", "wrong answer", "no answer believed"),
            ("answered", *_row(counts, True)),
            ("not answered", *_row(counts, False)),
        ]
    )


def _row(counts: Counter[tuple[bool, bool, bool]], has: bool) -> tuple[int, int, int]:
    none = counts[has, False, True] + counts[has, False, False]
    return counts[has, True, True], counts[has, True, False], none


def _errors(both: Both) -> bytes:
    """The wrong ones, the surest first."""
    rows = [
        (max(one.odds.values(), default=0.0), meeting, question, one)
        for meeting, judged in both
        for question, one in zip(_asking(meeting), judged.given, strict=True)
        if not one.settled
    ]
    surest = sorted(rows, key=lambda row: (-row[0], row[1].name, row[2]))[:ERRORS]
    return table([("p", "meeting", "question", "likeliest", "true"), *map(_error, surest)])


def _error(row: tuple[float, Meeting, int, Linked]) -> tuple[object, ...]:
    odds, meeting, question, one = row
    likeliest = [max(one.odds, key=lambda at: one.odds[at])] if one.odds else []
    said = (
        " / ".join(" ".join(meeting.uttered[at].said.words) for at in places)
        for places in ([question], likeliest, sorted(one.true))
    )
    return f"{probability(odds):.3f}", meeting.name, *said


def _asking(meeting: Meeting) -> list[int]:
    return [at for at, one in enumerate(meeting.uttered) if one.asks]


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
