"""The utterances of recorded meetings with what their annotation says of questions.

The format is that of mrda_links_*.jsonl.gz: ICSI Meeting Recorder Dialogue Acts. The words have no
punctuation, because the corpus's own was made from the labels.
"""

import gzip
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from interview.engines.acts import Act
from interview.engines.exchange import Said
from interview.errors import BadInput
from interview.model import QuestionKind
from registry import folders

FORMS: Mapping[str, QuestionKind] = {"qw": "wh", "qo": "wh", "qr": "alternative"}
"""By the first two letters of the tag; all others want yes or no."""
ACTS_OF: Mapping[str, Act] = {
    r"%": "broken",
    r".*\^(?:aap?|na|ba)\b": "agreement",
    r".*\^(?:arp?|nd|no|ng)\b": "rejection",
    r"b|.*\^bk\b": "acknowledgement",
    r"f[hg]|h": "floor",
    r".*\.%": "broken",
}
"""The first that matches the start of the last tag; anything else is a statement."""
STATEMENT: Act = "statement"


@dataclass(frozen=True, slots=True)
class Uttered:
    """An utterance: what was said, its tags, and whether the annotation says that it asks."""

    said: Said
    tags: str
    asks: bool
    id: str = ""
    answers: frozenset[str] = frozenset()
    """Of a question: which utterances answer it."""

    @property
    def labelled(self) -> bool:
        """Not so where the annotators gave no label (z) or excluded it (x)."""
        return self.tags[:1] not in ("z", "x")

    @property
    def kind(self) -> QuestionKind | None:
        return _kind(self.tags) if self.asks else None

    @property
    def act(self) -> QuestionKind | Act:
        last = self.tags.split("|")[-1]
        acts = (act for pattern, act in ACTS_OF.items() if re.match(pattern, last))
        kind = self.kind
        return next(acts, STATEMENT) if kind is None else kind


@dataclass(frozen=True, slots=True)
class Meeting:
    """Utterances that have words, in the order in which they begin."""

    name: str
    uttered: tuple[Uttered, ...]

    @property
    def said(self) -> list[Said]:
        return [one.said for one in self.uttered]

    @property
    def labelled(self) -> list[int]:
        """The places of the utterances that have a label."""
        return [at for at, one in enumerate(self.uttered) if one.labelled]


def read(path: Path) -> list[Meeting]:
    """The meetings in the order of the file. Raises BadInput."""
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        grouped = groupby(rows, key=lambda row: str(row["meeting"]))
        return [
            Meeting(name, tuple(_uttered(row) for row in of if row["words"]))
            for name, of in grouped
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput(
            f"{path} is no file of meetings ({error!r}): it wants gzipped JSON lines as in "
            "mrda_links_val.jsonl.gz"
        ) from error


def unseen(path: Path, model: Path) -> tuple[list[Meeting], list[str]]:
    """The meetings that took no part in making the model of a folder; the names of the others.

    Raises BadInput where there is none left.
    """
    seen, every = folders.seen(model), read(path)
    left = [meeting for meeting in every if meeting.name not in seen]
    if not left:
        raise BadInput(f"the model has seen all meetings of {path}: give it a file of others")
    return left, sorted({meeting.name for meeting in every} & seen)


def _uttered(row: Mapping[str, Any]) -> Uttered:
    """A word without times is taken to stand where the word before it ends."""
    spoken, now = [], float(row["start"])
    for text, start, end in row["words"]:
        start = now if start is None else float(start)
        now = max(start, start if end is None else float(end))
        spoken.append((str(text).lower(), start, now))
    return Uttered(
        Said(str(row["speaker"]), tuple(spoken)),
        str(row["da"]),
        bool(row["is_question"]),
        str(row["id"]),
        frozenset(row["answer_ids"]),
    )


def _kind(tags: str) -> QuestionKind:
    """`^g` marks a tag question, `^d` a declarative one; qh, rhetorical, is no question."""
    tag = next((one for one in tags.split("|") if re.match("q(?!h)", one)), tags)
    if "^g" in tag:
        return "tag"
    if re.search(r"\^d\b", tag):
        return "declarative"
    return FORMS.get(tag[:2], "yes_no")
