"""What each person agreed to: their last `consent` event counts."""

from collections.abc import Mapping
from typing import Any

from interview.model import SPEAKERS, Speaker
from interview.store import Store

SCOPES = ("recording", "transcription", "behaviour")
"""To be recorded; that what they say is made into text; that their face is described."""


def agreed(scopes: Mapping[str, Any]) -> dict[str, bool]:
    """Every scope; what was not agreed to in so many words was not agreed to."""
    return {scope: scopes.get(scope) is True for scope in SCOPES}


def consents(store: Store, session: str) -> dict[Speaker, dict[str, bool]]:
    """By person; who was never asked is not in it."""
    known: dict[Speaker, dict[str, bool]] = {}
    for event in store.events(session):
        for role in SPEAKERS:
            if event.kind == "consent" and event.who == role:
                scopes: Any = event.body["scopes"]
                known[role] = agreed(scopes)
    return known
