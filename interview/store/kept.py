"""For how long a session and signals from the face are kept, by the session's events."""

from collections.abc import Iterable, Sequence
from typing import Literal

from interview.model import Event
from interview.store import Store, paths
from interview.store.permitted import OF_THE_FACE, agreed

DAY = 86_400.0
RETENTION, ERASE, CLEARED = "retention", "erase", "cleared"
Why = Literal["asked", "retention"]


def removal(events: Iterable[Event]) -> float | None:
    """When it is to be erased, in Unix seconds; None where no day was set."""
    made = days = 0.0
    for event in events:
        if event.kind == "created":
            made = event.at
        elif event.kind == RETENTION:
            days = float(str(event.body["days"]))
    return made + days * DAY if days else None


def why_erase(events: Sequence[Event], now: float) -> Why | None:
    """Why all of a session is to go now; None where it may stay."""
    if any(event.kind == ERASE for event in events):
        return "asked"  # and not done yet
    end = removal(events)
    return "retention" if end is not None and now >= end else None


def withdrawn_faces(store: Store, session: str) -> list[str]:
    """Kinds that are there although the candidate takes back that the face is described.

    Of an interview that goes on there are none yet: nothing of them can be read meanwhile.
    """
    events = store.events(session)
    over = any(event.kind == "completed" for event in events)
    if not over or agreed(events):
        return []
    folder = paths.session_folder(store.root, session)
    return sorted(kind for kind in OF_THE_FACE if (folder / kind).exists())
