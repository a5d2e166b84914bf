"""How far a session is, in a word and in a sentence."""

from collections.abc import Mapping
from html import escape
from typing import Literal

from workbench.session import Session

Stage = Literal["live", "processing", "completed", "recovered"]

MEANING: Mapping[Stage, str] = {
    "live": "being recorded",
    "processing": "recorded; words and verdict are being made, or wait for: workbench run {id}",
    "completed": "recorded and judged",
    "recovered": "recorded up to where the recording broke off",
}
MARKS: Mapping[Stage, str] = {"live": "●", "processing": "…", "completed": "✓", "recovered": "!"}


def stage(session: Session) -> Stage:
    """Recorded but without a verdict is called processing, whoever may see the verdict."""
    if session.status == "live":
        return "live"
    judged = bool(session.store.versions(session.id, "verdict"))
    return session.status if judged else "processing"


def shown(session: Session) -> str:
    """As HTML; the mark says the same as the colour."""
    now = stage(session)
    meaning = escape(MEANING[now].format(id=session.id), quote=True)
    return f'<span class="stage {now}" title="{meaning}">{MARKS[now]} {now}</span>'
