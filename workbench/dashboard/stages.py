"""How far a session is."""

from collections.abc import Sequence
from typing import Literal

from interview.model import Event
from interview.store import Store
from interview.store.changes import kind_changed

Stage = Literal["live", "processing", "completed", "recovered"]
SOON = 900.0
"""Seconds after its end in which a session counts as being processed until it is judged."""


def stage(events: Sequence[Event], judged: bool, now: float) -> Stage:
    """`now` in Unix seconds; `judged` as of `judged_whole`."""
    kinds = {event.kind for event in events}
    if "recovered" in kinds:
        return "recovered"
    if "completed" not in kinds:
        return "live"
    soon = now < ended(events) + SOON
    return "processing" if soon and not judged else "completed"


def judged_whole(store: Store, session: str, events: Sequence[Event]) -> bool:
    """Whether a verdict was made since the interview ended, whoever may see it."""
    return kind_changed(store, session, "verdict") > ended(events)


def ended(events: Sequence[Event]) -> float:
    """When the session was completed last, in Unix seconds; 0 if it was not."""
    return max((event.at for event in events if event.kind == "completed"), default=0.0)
