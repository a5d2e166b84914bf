"""Two people talk over real connections on loopback: they hear and see, and all of it lands."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from capture_server.clock import steady_clock
from capture_server.room import Room, Seat
from interview.errors import Refused
from interview.model import SessionMeta, Speaker
from interview.store import Store
from tests.capture.clips import LOOK_AHEAD, RATE, chirps, find_chirps, opus
from tests.capture.people import Person

pytestmark = [pytest.mark.anyio, pytest.mark.services]

SESSION = "call"
ALL = {"recording": True, "transcription": True, "behaviour": False}
SOUND = opus(chirps(2.0, [0.25, 0.9, 1.4]))
CHIRPS = (0.25, 0.9, 1.4)


class Call:
    """A room with people in it."""

    def __init__(self, folder: Path) -> None:
        self.clock = steady_clock()
        self.store = Store(folder)
        self.start = self.clock() - 1.0
        meta = SessionMeta(SESSION, self.start, "research", "off")
        self.store.create(meta, at=self.start, who="test")
        self.room = Room(SESSION, self.store, self.clock)
        self.told: dict[Speaker, list[Mapping[str, object]]] = {"candidate": [], "interviewer": []}

    async def seat(self, role: Speaker) -> Seat:
        seat = await self.room.join(role, self.told[role].append)
        seat.consent(ALL, "v1")
        for _ in range(20):
            now = self.clock()
            seat.ping(now * 1000, now, now, now * 1000, 0.0)
        return seat

    async def person(self, role: Speaker, *, stamped: bool = True) -> Person:
        person = Person(role, SOUND, stamped=stamped)
        await person.call((await self.seat(role)).offer)
        return person


@pytest.fixture
def call(tmp_path: Path) -> Call:
    return Call(tmp_path / "data")


async def until(done: Callable[[], bool], seconds: float = 10.0) -> None:
    async with asyncio.timeout(seconds):
        while not done():
            await asyncio.sleep(0.02)


def said(person: Person, call: Call) -> list[float]:
    """Session times at which chirps began, in those loops of the sound that were sent."""
    starts = [at for place, at in person.audio.truth if place == 0]
    return [start + chirp - call.start for start in starts for chirp in CHIRPS]


def errors(call: Call, person: Person, track: str) -> list[float]:
    assert track in ("candidate_audio", "interviewer_audio")
    sound = call.store.samples(
        SESSION, "candidate_audio" if track[0] == "c" else "interviewer_audio"
    )
    truth = said(person, call)
    found = [time - LOOK_AHEAD / RATE + 0.0065 for time in find_chirps(sound)]
    return [min((time - true for true in truth), key=abs) for time in found]


async def test_they_hear_and_see_each_other_and_all_of_it_lands(call: Call) -> None:
    candidate = await call.person("candidate")
    interviewer = await call.person("interviewer")
    await until(lambda: len(interviewer.seen) > 120 and len(candidate.heard) > 150)
    status = call.room.status()
    await call.room.end()
    await asyncio.gather(candidate.leave(), interviewer.leave())
    sent = {frame for frame in SOUND}
    assert {frame.data for frame in candidate.heard} <= sent
    assert {frame.data for frame in interviewer.heard} <= sent
    assert status["recording"] == "recording"
    assert status["lag"] < 0.2
    assert status["quality"]["candidate"]["lost"] == 0.0
    assert status["quality"]["candidate"]["connection"] == "connected"
    assert call.store.status(SESSION) == "completed"
    assert call.store.gaps(SESSION) == []
    assert {sync.method for sync in call.store.sync(SESSION).values()} == {"abs-capture-time"}
    for person, track in ((candidate, "candidate_audio"), (interviewer, "interviewer_audio")):
        assert max(map(abs, errors(call, person, track))) < 0.003
    with pytest.raises(Refused):
        await call.room.join("candidate", lambda _: None)
