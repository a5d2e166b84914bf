"""Calls on loopback, each in a room of its own, and what can be told of them afterwards."""

import asyncio
import io
import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import av

from capture_server.clock import steady_clock
from capture_server.room import Room, Seat
from interview.model import Event, SessionMeta, Speaker, Track
from interview.store import Store, landing
from interview.store.recording import track_folder
from tests.capture.people import Person
from workbench.bench.clip import chirps, find_chirps, number_shown, opus

SESSION = "call"
EVERYTHING = {"recording": True, "transcription": True, "behaviour": False}
CHIRPS = (0.25, 0.91, 1.43)
SOUND = opus(chirps(2.0, list(CHIRPS)))


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
        self.people: list[Person] = []
        self.status: dict[str, Any] = {}

    async def seat(self, role: Speaker) -> Seat:
        seat = await self.room.join(role, self.told[role].append)
        seat.consent(EVERYTHING, "v1")
        for _ in range(20):
            now = self.clock()
            seat.ping(now * 1000, now, now, now * 1000, 0.0)
        return seat

    async def person(self, role: Speaker, *, stamped: bool = True) -> Person:
        return await self.calls(Person(role, SOUND, stamped=stamped))

    async def calls(self, person: Person, seat: Seat | None = None) -> Person:
        self.people.append(person)
        await person.call((seat or await self.seat(person.role)).offer)
        return person

    async def end(self) -> "Call":
        self.status = self.room.status()
        await self.room.end()
        await asyncio.gather(*(person.leave() for person in self.people))
        return self

    def events(self) -> list[Event]:
        return self.store.events(SESSION)

    def gaps(self, track: Track) -> list[tuple[str, float]]:
        """Causes and lengths."""
        gaps = self.store.gaps(SESSION)
        return [(gap.cause, gap.span.duration) for gap in gaps if gap.track == track]

    def segments(self, track: Track) -> list[landing.Segment]:
        return landing.segments(track_folder(self.store, SESSION, track))

    def audio_errors(self, *people: Person) -> list[float]:
        """How far each chirp that was recorded lies from when one was said."""
        role = people[0].role
        track: Track = "candidate_audio" if role == "candidate" else "interviewer_audio"
        truth = [time for person in people for time in self._said(person)]
        found = find_chirps(self.store.samples(SESSION, track))
        return [min((time - true for true in truth), key=abs) for time in found]

    def _said(self, person: Person) -> list[float]:
        begun = {int(chirp * 50): chirp - int(chirp * 50) / 50 for chirp in CHIRPS}
        truth = person.audio.truth
        return [at + begun[place] - self.start for place, at in truth if place in begun]

    def picture_errors(self, person: Person) -> list[float]:
        """How far each recorded picture lies from when it was taken."""
        truth = [(number, at - self.start) for number, at in person.video.truth]
        return [
            min((time - at for number, at in truth if number == shown), key=abs)
            for time, shown in self._pictures()
        ]

    def pictures_lost(self, person: Person) -> float:
        """Share of those that were taken between the first and the last that landed."""
        landed = [time for time, _ in self._pictures()]
        taken = [at - self.start for _, at in person.video.truth]
        between = [at for at in taken if landed[0] - 0.01 < at < landed[-1] + 0.01]
        return 1 - len(landed) / len(between)

    def _pictures(self) -> list[tuple[float, int]]:
        folder = track_folder(self.store, SESSION, "candidate_video")
        shown: list[tuple[float, int]] = []
        for segment in landing.segments(folder):
            if segment.file:
                data = landing.read_segment(folder, segment)
                with av.open(io.BytesIO(data), "r") as container:
                    shown += [
                        (segment.start + (frame.time or 0.0), number_shown(frame))
                        for frame in container.decode(video=0)
                    ]
        return shown


async def until(done: Callable[[], bool], seconds: float = 30.0) -> None:
    async with asyncio.timeout(seconds):
        while not done():
            await asyncio.sleep(0.02)


async def plain(folder: Path) -> Call:
    """Two people for eight seconds."""
    call = Call(folder)
    candidate, interviewer = await call.person("candidate"), await call.person("interviewer")
    await until(lambda: len(interviewer.seen) > 200 and len(candidate.heard) > 300)
    return await call.end()


async def rejoined(folder: Path) -> Call:
    """The candidate is gone and comes back; the interviewer does nothing."""
    call = Call(folder)
    first, interviewer = await call.person("candidate"), await call.person("interviewer")
    await until(lambda: len(interviewer.seen) > 60)
    await first.leave()
    await asyncio.sleep(1.5)
    seen = len(interviewer.seen)
    second = await call.person("candidate")
    await until(lambda: len(interviewer.seen) > seen + 60 and len(second.heard) > 60)
    return await call.end()


async def muted(folder: Path) -> Call:
    """The candidate's microphone is off for six seconds, which RTP times do not show."""
    call = Call(folder)
    candidate, seat = Person("candidate", SOUND), await call.seat("candidate")
    await call.calls(candidate, seat)
    await until(lambda: len(candidate.audio.truth) > 130)
    seat.muted("audio", True)
    candidate.audio.running.clear()
    await asyncio.sleep(6.0)
    seat.muted("audio", False)
    candidate.audio.running.set()
    sent = len(candidate.audio.truth)
    await until(lambda: len(candidate.audio.truth) > sent + 120)
    return await call.end()


async def lossy(folder: Path) -> Call:
    """3 % of the candidate's packets are lost."""
    call = Call(folder)
    candidate, chance = Person("candidate", SOUND), random.Random(3)  # noqa: S311
    candidate.lose(lambda: chance.random() < 0.03)
    await call.person("interviewer")
    await call.calls(candidate)
    await until(lambda: len(candidate.audio.truth) > 600)
    return await call.end()


async def unstamped(folder: Path) -> Call:
    """A browser that does not tell capture times."""
    call = Call(folder)
    candidate = await call.person("candidate", stamped=False)
    await until(lambda: len(candidate.audio.truth) > 250)
    return await call.end()
