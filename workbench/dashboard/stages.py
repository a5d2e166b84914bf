"""How far a session is."""

from collections.abc import Sequence
from typing import Literal

from interview.model import Event

Stage = Literal["live", "processing", "completed", "recovered"]
SOON = 900.0
"""Seconds after its last event in which a session without a verdict counts as being processed."""


def stage(events: Sequence[Event], judged: bool, now: float) -> Stage:
    """`now` in Unix seconds; `judged` where there is a verdict, whoever may see it."""
    kinds = {event.kind for event in events}
    if "recovered" in kinds:
        return "recovered"
    if "completed" not in kinds:
        return "live"
    soon = now < events[-1].at + SOON
    return "processing" if soon and not judged else "completed"
