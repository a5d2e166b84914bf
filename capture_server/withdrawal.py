"""What a candidate takes back through the invitation, before or after the call.

It is gone from the store at once. Whoever has the duty to erase elsewhere finds the erasure begun.
"""

import asyncio
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from capture_server.doors import Doors
from capture_server.plans import GONE
from capture_server.rooms import Rooms
from capture_server.tokens import Invite
from interview.errors import Refused
from interview.store import Store, erasure
from interview.store.consent import agreed, consents
from interview.store.erasure import Erasures
from interview.store.kept import withdrawn_faces

FACE, EVERYTHING = "behaviour", "everything"
WHEN = (
    "It is removed at once, and what programs noted of it elsewhere within about a minute, or as "
    "soon as the host's computer runs again."
)


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to take back, as the page says it."""

    scope: str
    title: str
    text: str


CHOICES = {
    FACE: Choice(
        FACE,
        "Signals from my face",
        "What programs measured in your picture is erased, and all that was guessed from it. The "
        f"recording and the text stay. {WHEN}",
    ),
    EVERYTHING: Choice(
        EVERYTHING,
        "Everything",
        "The whole interview is erased: both voices, your picture, the text, and all that was "
        "found in it. An answer cannot be taken out and the rest be kept, so that the recording "
        f"and the transcript go together. {WHEN} Nobody can bring it back. What was copied to "
        "other places before, the person who invited you has to remove.",
    ),
}


class Withdrawal(BaseModel):
    scope: Literal["behaviour", "everything"]


def open_choices(store: Store, invite: Invite) -> list[dict[str, str]]:
    """What a person can still take back."""
    if invite.role != "candidate" or not store.exists(invite.session):
        return []
    shown = _agreed(store, invite.session)[FACE]
    return [asdict(CHOICES[scope]) for scope in ([FACE] if shown else []) + [EVERYTHING]]


def withdraw(store: Store, session: str, scope: str, now: float) -> None:
    """Refused where there is nothing; `now` in Unix seconds."""
    if not store.exists(session):
        raise Refused(GONE)
    kinds: list[str] = []
    if scope == FACE:
        told = {"scopes": _agreed(store, session) | {FACE: False}, "text_version": "withdrawal"}
        store.append(session, "consent", at=now, who="candidate", body=told)
        kinds = withdrawn_faces(store, session)
        if not kinds:
            return  # nothing was made, or the interview is not over: it goes then
    _begin(store, session, kinds)


def _begin(store: Store, session: str, kinds: list[str]) -> None:
    erasures = Erasures(Path(str(store.root)))
    begun = erasures.begin(session, "candidate", "withdrawal", kinds)
    begun = erasure.prepared(store, begun)
    erasures.keep(begun)
    erasure.empty_store(store, begun)


def _agreed(store: Store, session: str) -> dict[str, bool]:
    return agreed(consents(store, session).get("candidate", {}))


def withdrawal_routes(rooms: Rooms, doors: Doors) -> APIRouter:
    router = APIRouter(prefix="/api")

    @router.post("/withdrawal")
    async def take_back(
        invite: Annotated[Invite, Depends(doors.invited)], asked: Withdrawal
    ) -> list[dict[str, str]]:
        if invite.role != "candidate":
            raise Refused("only the candidate may do this: ask the host to erase the interview")
        async with rooms.shut(invite.session):
            told = (rooms.store, invite.session, asked.scope, rooms.clock())
            await asyncio.to_thread(withdraw, *told)
        return open_choices(rooms.store, invite)

    return router
