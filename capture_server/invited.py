"""What an invited person may see and change before the call."""

import asyncio
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field

from capture_server import posting_file
from capture_server.consent import consent_text
from capture_server.doors import Doors
from capture_server.plans import Plans
from capture_server.rooms import Rooms
from capture_server.tokens import Invite
from capture_server.withdrawal import open_choices
from interview.ports import Concept
from interview.posting import LONGEST, describe, reweighted

_MOST_READING = 2
"""Files that are read at once."""
_LONGEST_NAME, _MOST_WEIGHTS = 1000, 2000


class NoTaxonomy:
    """Names no skill: a preview needs none, and the one in use is too big for this process."""

    version = "none"

    def concept(self, phrase: str) -> Concept | None:  # noqa: ARG002
        return None


class Job(BaseModel):
    text: str = Field(max_length=LONGEST)


class Weights(BaseModel):
    """Of requirements, by name; those that are not named keep the weight that was read."""

    weights: dict[
        Annotated[str, Field(max_length=_LONGEST_NAME)],
        Annotated[float, Field(ge=0.0, le=1.0)],
    ] = Field(max_length=_MOST_WEIGHTS)


def invited_routes(rooms: Rooms, doors: Doors) -> APIRouter:
    router, plans = APIRouter(prefix="/api"), rooms.plans

    @router.get("/invite")
    async def invitation(invite: Annotated[Invite, Depends(doors.invited)]) -> dict[str, Any]:
        terms = plans.terms(invite.session)
        text = consent_text(terms, invite.role)
        return {
            "role": invite.role,
            **terms.model_dump(),
            "consent": {**asdict(text), "version": text.version},
            "agreed": rooms.agreed(invite),
            "ended": rooms.ended(invite.session),
            "expires": invite.expires,
            "withdrawal": open_choices(rooms.store, invite),
        }

    router.include_router(_job_routes(plans, doors))
    return router


def _job_routes(plans: Plans, doors: Doors) -> APIRouter:
    router, reading = APIRouter(), asyncio.Semaphore(_MOST_READING)

    @router.get("/job")
    async def job(invite: Annotated[Invite, Depends(doors.interviewer)]) -> dict[str, Any]:
        return await _preview(plans, invite.session)

    @router.put("/job")
    async def write_job(
        invite: Annotated[Invite, Depends(doors.interviewer)], job: Job
    ) -> dict[str, Any]:
        plans.write_job(invite.session, job.text)
        return await _preview(plans, invite.session)

    @router.put("/job/weights")
    async def write_weights(
        invite: Annotated[Invite, Depends(doors.interviewer)], given: Weights
    ) -> dict[str, Any]:
        plans.write_weights(invite.session, given.weights)
        return await _preview(plans, invite.session)

    @router.post("/job/file", dependencies=[Depends(doors.interviewer)])
    async def read_file(request: Request) -> dict[str, str]:
        async with reading:
            return {"text": await posting_file.read(await request.body())}

    return router


async def _preview(plans: Plans, session: str) -> dict[str, Any]:
    """The posting, and how it reads so far: the skills' names are looked up later."""
    text = plans.job(session) or ""
    read = await asyncio.to_thread(describe, text, NoTaxonomy())
    job = reweighted(read, plans.weights(session))
    return {
        "text": text,
        "editable": not plans.begun(session),
        "reweighted": job != read,
        "preview": asdict(job),
    }
