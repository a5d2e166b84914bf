"""One page's connection, over a WebSocket or over requests."""

import asyncio
import json
import logging
from collections.abc import Callable, Mapping

from capture_server import signalling
from capture_server.consent import consent_text
from capture_server.landing import in_words
from capture_server.room import Room, Seat
from capture_server.rooms import Rooms
from capture_server.signalling import Close, Do, Effect, Enter, Message, Reply, Signalling
from capture_server.tokens import Invite
from interview.errors import InterviewError, Refused

log = logging.getLogger(__name__)

_MOST_UNREAD = 500
_LAST_WORDS = ("replaced", "ended")


class Connection:
    """Does what its page asks for; `outbox` holds JSON for the page, None at the end."""

    def __init__(self, rooms: Rooms, read: Callable[[str], Invite]) -> None:
        self.outbox: asyncio.Queue[str | None] = asyncio.Queue()
        self._rooms = rooms
        self._signalling = Signalling(read, rooms.agreed)
        self._invite: Invite | None = None
        self._room: Room | None = None
        self._seat: Seat | None = None
        self._text_version = ""
        self._shut = False

    @property
    def joined(self) -> bool:
        return self._seat is not None

    def tell(self, message: Mapping[str, object]) -> None:
        if self._shut:
            return
        self.outbox.put_nowait(json.dumps(message))
        if message["type"] in _LAST_WORDS or self.outbox.qsize() > _MOST_UNREAD:
            self.shut()

    def shut(self) -> None:
        """Send nothing more than what waits."""
        if not self._shut:
            self._shut = True
            self.outbox.put_nowait(None)

    async def receive(self, text: str) -> None:
        if self._shut:
            return
        arrived = self._rooms.clock()
        for effect in self._signalling.receive(text, arrived):
            try:
                await self._follow(effect, arrived)
            except InterviewError as refused:
                self.tell(signalling.error("refused", str(refused)).message)
            except OSError as failure:
                log.error("[DISK] %s", failure)
                self.tell(
                    signalling.error(
                        "disk", f"the server cannot write: {in_words(failure)}"
                    ).message
                )

    async def _follow(self, effect: Effect, arrived: float) -> None:
        match effect:
            case Reply(message):
                self.tell(message)
            case Close():
                self.shut()
            case Enter(invite):
                await self._enter(invite)
            case Do(message) if self._seat is not None and self._room is not None:
                await self._do(message, self._seat, self._room, arrived)

    async def _enter(self, invite: Invite) -> None:
        try:
            self._room = await self._rooms.enter(invite.session, self)
            self._invite = invite
            self._seat = await self._room.join(invite.role, self.tell)
        except InterviewError as refused:
            self.tell(signalling.error("refused", str(refused)).message)
            self.shut()
            return
        terms = self._rooms.plans.terms(invite.session)
        self._text_version = consent_text(terms, invite.role).version
        log.info("[JOIN] role=%s session=%s", invite.role, invite.session)
        agreed, profiling = self._rooms.agreed(invite), self._rooms.profiling(invite.session)
        self.tell({"type": "joined", "agreed": agreed, "profiling": profiling})

    async def _do(self, message: Message, seat: Seat, room: Room, arrived: float) -> None:
        match message:
            case signalling.Ping(t0=t0):
                self.tell({"type": "pong", "t0": t0, "t1": arrived, "t2": self._rooms.clock()})
            case signalling.Clock(t0=t0, t1=t1, t2=t2, t3=t3, time_origin=origin):
                seat.ping(t0, t1, t2, t3, origin)
            case signalling.Consent():
                self._consent(message, seat, room)
            case signalling.Offer(sdp=sdp):
                self.tell({"type": "answer", "sdp": await seat.offer(sdp)})
            case signalling.TrackMeta(kind=kind, track_id=track, timestamp=timestamp):
                seat.track_meta(kind, track, timestamp)
                log.info("[TRACK] %s_%s", seat.role, kind)
            case signalling.Muted(kind=kind, on=on):
                seat.muted(kind, on)
            case signalling.Leave():
                await self.close()
            case _:
                await self._lead(message, room)

    def _consent(self, message: signalling.Consent, seat: Seat, room: Room) -> None:
        if message.text_version != self._text_version:
            raise Refused("the text you agreed to is not the current one: reload the page")
        seat.consent(message.scopes.model_dump(), message.text_version)
        self.tell({"type": "consented", "scopes": room.recorder.consents(seat.role)})

    async def _lead(self, message: Message, room: Room) -> None:
        match message:
            case signalling.Profiling(on=on):
                room.profiling(on)
                self.tell({"type": "profiling", "on": on})
            case signalling.Mark(note=note):
                room.mark(note)
                self.tell({"type": "marked", "note": note})
            case signalling.End():
                await room.end()

    async def close(self) -> None:
        """The page is gone."""
        self.shut()
        seat, self._seat = self._seat, None
        if seat is not None:
            await seat.leave()
        invite, self._invite = self._invite, None
        if invite is not None:
            await self._rooms.leave(invite.session, self)
