"""A capture server without pages in a process of its own, to be killed: offers in, answers out.

Run with a data folder; it prints `ready`, then an answer (JSON) for each line `{"role", "sdp"}`.
A line `{"role", "transcription"}` changes a consent; the answer is when.
"""

import asyncio
import json
import sys

from capture_server import hooks
from capture_server.clock import steady_clock
from capture_server.recorder import recover_all
from capture_server.room import Room
from interview.model import SessionMeta
from interview.store import Store
from tests.capture.calls import EVERYTHING, SESSION


async def main() -> None:
    hooks.install()
    hooks.loopback_only()
    store, clock = Store(sys.argv[1]), steady_clock()
    recovered = recover_all(store, clock)
    if not store.sessions():
        meta = SessionMeta(SESSION, clock(), "research", "off")
        store.create(meta, at=meta.start_time, who="test")
    room = Room(SESSION, store, clock)
    say({"ready": True, "recovered": recovered, "start": store.meta(SESSION).start_time})
    while line := await asyncio.to_thread(sys.stdin.readline):
        message = json.loads(line)
        if message.get("end"):
            await room.end()
            break
        if "transcription" in message:
            scopes = EVERYTHING | {"transcription": message["transcription"]}
            room.recorder.consent(message["role"], scopes, "v1")
            say({"time": room.recorder.now})
            continue
        seat = await room.join(message["role"], lambda _: None)
        seat.consent(EVERYTHING, "v1")
        for _ in range(20):
            now = clock()
            seat.ping(now * 1000, now, now, now * 1000, 0.0)
        say({"answer": await seat.offer(message["sdp"])})


def say(message: object) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main())
