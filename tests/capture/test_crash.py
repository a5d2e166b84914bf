"""kill -9 of the server costs at most the last tenth of a second, and the call goes on after it."""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from capture_server.recorder import recover_all
from interview.model import Track
from interview.store import Store, landing
from interview.store.journal import SUFFIX, packets
from interview.store.recording import track_folder
from interview.store.tail import Tail
from tests.capture.calls import SESSION, SOUND, until
from tests.capture.people import Person

pytestmark = [pytest.mark.anyio, pytest.mark.services]

TRACKS: tuple[Track, ...] = ("candidate_audio", "interviewer_audio", "candidate_video")


@dataclass
class Server:
    process: asyncio.subprocess.Process
    told: dict[str, Any]

    async def offer(self, role: str, sdp: str) -> str:
        return str((await self.ask({"role": role, "sdp": sdp}))["answer"])

    async def ask(self, message: dict[str, object]) -> dict[str, Any]:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(message).encode() + b"\n")
        return await said(self.process)

    async def call(self, person: Person) -> Person:
        await person.call(lambda sdp: self.offer(person.role, sdp))
        return person


async def said(process: asyncio.subprocess.Process) -> dict[str, Any]:
    assert process.stdout is not None
    told: dict[str, Any] = json.loads(await asyncio.wait_for(process.stdout.readline(), 30))
    return told


@asynccontextmanager
async def server(folder: Path) -> AsyncIterator[Server]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.capture.server_child", str(folder),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=2**20,
    )  # fmt: skip
    try:
        yield Server(process, await said(process))
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def test_a_killed_server_loses_a_tenth_of_a_second_at_most(tmp_path: Path) -> None:
    store = Store(tmp_path)
    people = [Person("candidate", SOUND), Person("interviewer", SOUND)]
    async with server(tmp_path) as first:
        for person in people:
            await first.call(person)
        await until(lambda: all(len(person.audio.truth) > 160 for person in people))
        killed = time.time() - first.told["start"]
        os.kill(first.process.pid, signal.SIGKILL)
        await first.process.wait()
    left = {track: list(track_folder(store, SESSION, track).glob(f"*{SUFFIX}")) for track in TRACKS}
    heard = sum(map(len, Tail(store, SESSION, "candidate_audio").read()))
    async with server(tmp_path) as second:
        assert second.told["recovered"] == [SESSION]
        assert second.told["start"] == first.told["start"]
        reached = {track: _reached(store, track) for track in TRACKS}
        again = await second.call(Person("candidate", SOUND))
        await until(lambda: len(again.audio.truth) > 100)
        second.process.stdin.write(b'{"end": true}\n')  # type: ignore[union-attr]
        await second.process.wait()
    await asyncio.gather(*(person.leave() for person in (*people, again)))
    assert all(left.values())
    assert heard / 16_000 > killed - 0.25
    for track in TRACKS:
        assert killed - reached[track] < (0.15 if track == "candidate_video" else 0.1) + 0.03
        assert not list(track_folder(store, SESSION, track).glob(f"*{SUFFIX}"))
    assert store.status(SESSION) == "recovered"
    causes = {gap.track: gap.cause for gap in store.gaps(SESSION)}
    assert causes == {"candidate_audio": "recovered", "candidate_video": "recovered"}


async def test_after_a_kill_only_what_came_with_consent_is_heard(tmp_path: Path) -> None:
    store, person = Store(tmp_path), Person("candidate", SOUND)
    changes = []
    async with server(tmp_path) as first:
        await first.call(person)
        for number, transcription in ((150, False), (170, True)):
            await until(lambda number=number: len(person.audio.truth) > number)  # type: ignore[misc]
            told = await first.ask({"role": "candidate", "transcription": transcription})
            changes.append(told["time"])
        await until(lambda: len(person.audio.truth) > 200)
        os.kill(first.process.pid, signal.SIGKILL)
        await first.process.wait()
    await person.leave()
    folder = track_folder(store, SESSION, "candidate_audio")
    came = [packet for path in sorted(folder.glob(f"*{SUFFIX}")) for packet in packets(path)]
    live = np.concatenate(list(Tail(store, SESSION, "candidate_audio").read()))
    assert recover_all(store, time.time) == [SESSION]
    off, on = changes
    assert {p.heard for p in came if p.arrival < off or p.arrival > on} == {True}
    assert {p.heard for p in came if off < p.arrival < on} == {False}
    (gap,) = [gap for gap in store.gaps(SESSION) if gap.span.duration > 0.2]
    assert (gap.track, gap.cause) == ("candidate_audio", "mute")
    assert not store.samples(SESSION, "candidate_audio", gap.span).any()
    landed = store.samples(SESSION, "candidate_audio")[: len(live)]
    assert np.array_equal(live, landed)
    unheard = [p.at for p in came if not p.heard]
    assert (gap.span.start, gap.span.end) == pytest.approx(
        (unheard[0], unheard[-1] + 0.02), abs=1e-4
    )


def _reached(store: Store, track: Track) -> float:
    return landing.segments(track_folder(store, SESSION, track))[-1].end
