"""What a candidate takes back through the invitation, before or after the call.

Nothing is removed here: it is written down, nobody may use it from then on, and whoever has the
duty to erase finds it.
"""

from dataclasses import asdict, dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from capture_server.doors import Doors
from capture_server.plans import GONE
from capture_server.rooms import Rooms
from capture_server.tokens import Invite
from interview.errors import Refused
from interview.store import Store
from interview.store.consent import agreed, consents
from interview.store.kept import EVERYTHING, WITHDRAWAL

FACE = "behaviour"
WHEN = "within about a minute, or as soon as the host's computer runs again"


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
        f"recording and the text stay. It is done {WHEN}.",
    ),
    EVERYTHING: Choice(
        EVERYTHING,
        "Everything",
        "The whole interview is erased: both voices, your picture, the text, and all that was "
        "found in it. An answer cannot be taken out and the rest be kept, so that the recording "
        f"and the transcript go together. It is done {WHEN}, and nobody can bring it back. What "
        "was copied before to other places, the person who invited you has to remove.",
    ),
}


class Withdrawal(BaseModel):
    scope: Literal["behaviour", "everything"]


def open_choices(rooms: Rooms, invite: Invite) -> list[dict[str, str]]:
    """What a person can still take back."""
    if invite.role != "candidate" or not rooms.store.exists(invite.session):
        return []
    events = rooms.store.events(invite.session)
    taken = {event.body["scope"] for event in events if event.kind == WITHDRAWAL}
    left = [] if EVERYTHING in taken else [EVERYTHING]
    if left and _scopes(rooms.store, invite.session)[FACE]:
        left.insert(0, FACE)
    return [asdict(CHOICES[scope]) for scope in left]


def withdraw(rooms: Rooms, invite: Invite, scope: str) -> None:
    """Write it down. Refused in a call, where consent is taken back for what is to come."""
    store, session, now = rooms.store, invite.session, rooms.clock()
    if not store.exists(session):
        raise Refused(GONE)
    if rooms.is_open(session):
        raise Refused("somebody is in the call still: wait until both of you have left")
    kept = _scopes(store, session) | {FACE: False} if scope == FACE else {}
    told = {"scopes": agreed(kept), "text_version": WITHDRAWAL}
    store.append(session, "consent", at=now, who=invite.role, body=told)
    store.append(session, WITHDRAWAL, at=now, who=invite.role, body={"scope": scope})
    if scope == EVERYTHING and not rooms.ended(session):
        store.append(session, "completed", at=now, who=invite.role, body={})


def _scopes(store: Store, session: str) -> dict[str, bool]:
    """What the candidate agrees to now."""
    return agreed(consents(store, session).get("candidate", {}))


def withdrawal_routes(rooms: Rooms, doors: Doors) -> APIRouter:
    router = APIRouter(prefix="/api")

    @router.post("/withdrawal")
    async def take_back(
        invite: Annotated[Invite, Depends(doors.invited)], asked: Withdrawal
    ) -> list[dict[str, str]]:
        if invite.role != "candidate":
            raise Refused("only the candidate may do this: ask the host to erase the interview")
        withdraw(rooms, invite, asked.scope)
        return open_choices(rooms, invite)

    return router
