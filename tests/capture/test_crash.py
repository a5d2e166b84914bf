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

import pytest

from interview.model import Track
from interview.store import Store, landing
from interview.store.journal import SUFFIX
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


def _reached(store: Store, track: Track) -> float:
    return landing.segments(track_folder(store, SESSION, track))[-1].end
