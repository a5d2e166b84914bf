"""How far a session is, in a word and in a sentence."""

from collections.abc import Mapping
from html import escape

from interview.store import changes
from workbench.dashboard.stages import Stage, judged_whole, stage
from workbench.dashboard.viewing import Viewing

MEANING: Mapping[Stage, str] = {
    "live": "being recorded",
    "processing": "recorded; words and verdict are being made",
    "completed": "recorded and judged",
    "recovered": "recorded up to where the recording broke off",
}
UNJUDGED = "recorded; there is no verdict yet: workbench run {id}"
MARKS: Mapping[Stage, str] = {"live": "●", "processing": "…", "completed": "✓", "recovered": "!"}


def reached(viewing: Viewing) -> Stage:
    store, session = viewing.store, viewing.session
    events = store.events(session)
    return stage(events, judged_whole(store, session, events), viewing.clock())


def _judged(viewing: Viewing) -> bool:
    return bool(viewing.store.versions(viewing.session, "verdict"))


def shown(viewing: Viewing) -> str:
    """As HTML; the mark says the same as the colour."""
    now = reached(viewing)
    meaning = MEANING[now] if _judged(viewing) or now in ("live", "processing") else UNJUDGED
    title = escape(meaning.format(id=viewing.session), quote=True)
    far = _far(viewing) if now == "processing" else ""
    return f'<span class="stage {now}" title="{title}">{MARKS[now]} {now}{far}</span>'


def _far(viewing: Viewing) -> str:
    """How much of what was recorded is heard, as long as some of it is not."""
    store, session = viewing.store, viewing.session
    length, heard = changes.reached(store, session), changes.heard(store, session)
    if not length or not heard or store.versions(session, "words"):
        return ""
    return f", {100 * heard / length:.0f} % heard"
