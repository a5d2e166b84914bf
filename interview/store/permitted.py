"""What may be kept of a person's face, by the session's purpose and the person's last word.

The store asks here itself before it reads or writes, so that no caller can forget to. Emotions may
not be read from applicants: Regulation (EU) 2024/1689, Article 5(1)(f).
"""

from collections.abc import Iterable
from typing import Any

from interview.errors import Refused
from interview.model import Event, SessionMeta

FACES, AFFECT = "faces", "affect"
RESTRICTED = frozenset({FACES, AFFECT})
"""Kinds that need a permission: what single frames show, and what it may mean."""


def check_meta(meta: SessionMeta) -> None:
    if meta.behaviour == "affect" and meta.purpose != "research":
        raise Refused(
            f"affect is never read in a session of purpose {meta.purpose}: "
            "use behaviour observables or off"
        )


def check(kind: str, meta: SessionMeta, events: Iterable[Event]) -> None:
    """Refused where a restricted kind may not be made, nor read if it was."""
    if kind not in RESTRICTED:
        return
    check_meta(meta)
    if meta.behaviour == "off":
        raise Refused(f"nothing is read from the face in session {meta.session_id}: mode off")
    if kind == AFFECT and meta.behaviour != "affect":
        raise Refused(f"session {meta.session_id} describes the face only: mode {meta.behaviour}")
    if not agreed(events):
        raise Refused(f"the candidate of session {meta.session_id} did not agree to behaviour")


def agreed(events: Iterable[Event]) -> bool:
    """Whether the candidate agrees that the face is described: the last word counts.

    Who imports a recording declares it for the candidate.
    """
    given = False
    for event in events:
        scopes: Any = event.body.get("scopes")
        if event.kind == "consent" and scopes is None:
            given = event.body.get("behaviour") is True
        elif event.kind == "consent" and event.who == "candidate":
            given = scopes.get("recording") is True and scopes.get("behaviour") is True
    return given
