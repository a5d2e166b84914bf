"""Every interview that somebody is in now."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Protocol

from capture_server.plans import Plans
from capture_server.room import Room, profiled
from capture_server.tokens import Invite
from interview.errors import Refused
from interview.store import Store
from interview.store.changes import events_changed
from interview.store.consent import consents

_STATUS_EVERY, _TIDY_EVERY = 0.5, 3_600.0


class Guest(Protocol):
    def tell(self, message: Mapping[str, object]) -> None: ...


class Rooms:
    """Rooms open with the first guest and land what has come when the last one goes."""

    def __init__(self, store: Store, plans: Plans, clock: Callable[[], float]) -> None:
        self.store, self.plans, self.clock = store, plans, clock
        self._rooms: dict[str, Room] = {}
        self._guests: dict[str, set[Guest]] = defaultdict(set)
        self._changed: dict[str, float] = {}
        self._doors: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def enter(self, session: str, guest: Guest) -> Room:
        """The session's room; the session begins with its first guest."""
        async with self._doors[session]:  # wait for what lands: tracks have one writer
            if session not in self._rooms:
                self.plans.begin(session, self.clock())
                self._rooms[session] = Room(session, self.store, self.clock)
            self._guests[session].add(guest)
            return self._rooms[session]

    async def leave(self, session: str, guest: Guest) -> None:
        async with self._doors[session]:
            self._guests[session].discard(guest)
            if not self._guests[session]:
                del self._guests[session]
                self._changed.pop(session, None)
                await self._rooms.pop(session).close()

    async def close(self) -> None:
        for room in self._rooms.values():
            await room.close()

    @asynccontextmanager
    async def shut(self, session: str) -> AsyncIterator[None]:
        """Nobody comes in meanwhile; Refused where somebody is in."""
        async with self._doors[session]:
            if session in self._rooms:
                raise Refused("somebody is in the call still: wait until both of you have left")
            yield

    def agreed(self, invite: Invite) -> bool:
        """Whether the invited person agreed to the recording before."""
        if not self.store.exists(invite.session):
            return False
        return consents(self.store, invite.session).get(invite.role, {}).get("recording", False)

    def ended(self, session: str) -> bool:
        if not self.store.exists(session):
            return False
        return any(event.kind in ("completed", "erase") for event in self.store.events(session))

    def profiling(self, session: str) -> bool:
        return profiled(self.store.events(session))

    @asynccontextmanager
    async def telling(self) -> AsyncIterator[None]:
        """Tell all guests how things are, again and again."""
        tasks = [asyncio.create_task(self._tell_status()), asyncio.create_task(self._tidy())]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self.close()

    async def _tidy(self) -> None:
        while True:
            self.plans.remove_expired(self.clock())
            await asyncio.sleep(_TIDY_EVERY)

    async def _notice(self, session: str, room: Room) -> None:
        """What somebody else did, in the dashboard."""
        changed = events_changed(self.store, session)
        if changed == self._changed.get(session) or room.recorder.ended:
            return
        self._changed[session] = changed
        if self.ended(session):
            await room.stop()
        elif changed:
            room.follow(self.store.events(session))

    async def _tell_status(self) -> None:
        while True:
            await asyncio.sleep(_STATUS_EVERY)
            for session, room in list(self._rooms.items()):
                await self._notice(session, room)
                status = {"type": "status", **room.status()}
                for guest in list(self._guests.get(session, ())):
                    guest.tell(status)
