"""What each person agreed to: their last `consent` event counts."""

from collections.abc import Mapping
from typing import Any

from interview.errors import Refused
from interview.model import SPEAKERS, Speaker, Track
from interview.store import Store
from interview.store.live import follow

SCOPES = ("recording", "transcription", "behaviour")
"""To be recorded; that what they say is made into text; that their face is described."""


def agreed(scopes: Mapping[str, Any]) -> dict[str, bool]:
    """Every scope; what was not agreed to in so many words was not agreed to.

    Without a recording there is nothing to agree to besides.
    """
    recorded = scopes.get("recording") is True
    return {scope: recorded and scopes.get(scope) is True for scope in SCOPES}


def consents(store: Store, session: str) -> dict[Speaker, dict[str, bool]]:
    """By person; who was never asked is not in it."""
    known: dict[Speaker, dict[str, bool]] = {}
    for event in store.events(session):
        for role in SPEAKERS:
            if event.kind == "consent" and event.who == role:
                scopes: Any = event.body["scopes"]
                known[role] = agreed(scopes)
    return known


class Consent:
    """Whether a track may be made into text, asked again and again while a session goes on."""

    def __init__(self, store: Store, session: str, track: Track) -> None:
        self._events, self._session = follow(store, session), session
        self._role = next(role for role in SPEAKERS if track.startswith(role))
        self._given = False

    def check(self) -> None:
        """Refused where its person did not agree to that, or does no more."""
        for event in self._events():
            if event.kind == "consent" and event.who == self._role:
                scopes: Any = event.body["scopes"]
                self._given = agreed(scopes)["transcription"]
        if not self._given:
            raise Refused(
                f"the {self._role} of session {self._session} did not agree to be transcribed"
            )
