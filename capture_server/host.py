"""The host: makes sessions and hands out links."""

import secrets
from dataclasses import dataclass
from typing import Any

import segno
from fastapi import APIRouter, Depends

from capture_server.doors import Doors
from capture_server.plans import Plan, Terms
from capture_server.rooms import Rooms
from capture_server.tokens import Tokens
from interview.model import SPEAKERS

_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Desk:
    """`address` is where invited people find this server; links are good for `days`."""

    rooms: Rooms
    tokens: Tokens
    address: str
    days: float

    def plan(self, terms: Terms) -> str:
        session = secrets.token_hex(8)
        self.rooms.plans.add(Plan(session=session, terms=terms))
        return session

    def links(self, session: str) -> dict[str, Any]:
        """Both links, and the candidate's as a picture for a telephone's camera."""
        self.rooms.plans.terms(session)  # Refused where there is no such session
        expires = self.rooms.clock() + self.days * _DAY
        self.rooms.plans.invite(session, expires)
        links = {
            role: f"{self.address}/{role}#{self.tokens.invite(session, role, expires)}"
            for role in SPEAKERS
        }
        code = link_code(links["candidate"])
        picture = code.svg_data_uri(scale=4, border=4, dark="#000", light="#fff")
        return {"session": session, "links": links, "qr": picture, "expires": expires}

    def sessions(self) -> list[dict[str, Any]]:
        store = self.rooms.store
        self.rooms.plans.remove_expired(self.rooms.clock())
        waiting = [
            {"session": plan.session, "title": plan.terms.title, "status": "planned"}
            for plan in self.rooms.plans.waiting()
        ]
        begun = [
            {"session": name, "title": store.meta(name).title, "status": store.status(name)}
            for name in store.sessions()
        ]
        return [*waiting, *begun]


def link_code(link: str) -> segno.QRCode:
    return segno.make_qr(link, error="l")


def host_routes(desk: Desk, doors: Doors) -> APIRouter:
    router = APIRouter(prefix="/api/host", dependencies=[Depends(doors.host)])

    @router.post("/sessions")
    async def plan(terms: Terms) -> dict[str, Any]:
        return desk.links(desk.plan(terms))

    @router.get("/sessions")
    async def sessions() -> list[dict[str, Any]]:
        return desk.sessions()

    @router.delete("/sessions/{session}")
    async def remove(session: str) -> list[dict[str, Any]]:
        desk.rooms.plans.remove(session)
        return desk.sessions()

    @router.post("/sessions/{session}/links")
    async def links(session: str) -> dict[str, Any]:
        return desk.links(session)

    return router
