"""A capture server in a process of its own, and who visits it, as its pages do."""

import asyncio
import http.client
import json
import os
import select
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from aiortc.jitterbuffer import JitterFrame

from interview.model import SPEAKERS, Speaker
from workbench.bench.callers import Caller
from workbench.bench.clip import Clip

_TERMS = {"title": "Bench", "purpose": "research", "behaviour": "off", "retention_days": 1}
_SCOPES = {"recording": True, "transcription": True, "behaviour": False}
_PATIENCE = 30.0


class Process:
    """A child whose CPU seconds and memory are read from /proc."""

    def __init__(self, command: list[str]) -> None:
        self._child = subprocess.Popen(  # noqa: S603  # ours
            command,
            bufsize=0,  # `select` must see all that is not read
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._folder = Path(f"/proc/{self._child.pid}")

    @property
    def id(self) -> int:
        return self._child.pid

    def cpu_s(self) -> float:
        """User and system time, of all threads."""
        fields = (self._folder / "stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def rss_mb(self) -> float:
        pages = int((self._folder / "statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGESIZE") / 1e6

    def line(self, patience: float = _PATIENCE) -> str:
        """What it says next; TimeoutError if it says nothing."""
        out = self._child.stdout
        if out is None or not select.select([out], [], [], patience)[0]:
            raise TimeoutError(f"{self._child.args!r} says nothing")
        return out.readline().decode().strip()

    def say(self, line: str) -> None:
        if self._child.stdin is not None:
            self._child.stdin.write(line.encode() + b"\n")
            self._child.stdin.flush()

    def kill(self) -> None:
        self._child.kill()
        self._reap()

    def stop(self) -> None:
        self._child.terminate()
        self._reap()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._child.poll() is None:
            self.stop()

    def _reap(self) -> None:
        with self._child:  # waits, and closes its pipes
            pass


class Server(Process):
    """`python -m capture_server` on a folder, for this machine alone."""

    def __init__(self, data: Path) -> None:
        self.port = _free_port()
        module = [sys.executable, "-u", "-m", "capture_server"]
        super().__init__([*module, "--data", str(data), "--http", "--port", str(self.port)])
        while "#" not in (line := self.line()):
            pass
        self._host = line.partition("#")[2]
        _wait_for(self.port)

    def plan(self) -> dict[Speaker, str]:
        """A new session: the tokens of both people."""
        address = Address(self.port, self._host)
        links = address.request("POST", "/api/host/sessions", _TERMS)["links"]
        address.close()
        return {role: link.partition("#")[2] for role, link in links.items()}

    def link(self, role: Speaker, token: str) -> str:
        """Of a person's page."""
        return f"http://localhost:{self.port}/{role}#{token}"


class Address:
    """Asks the server for things, one after the other over one connection."""

    def __init__(self, port: int, bearer: str) -> None:
        self._connection = http.client.HTTPConnection("localhost", port, timeout=_PATIENCE)
        origin = f"http://localhost:{port}"
        self._headers = {"authorization": f"Bearer {bearer}", "origin": origin}

    def request(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401  # JSON
        data = b"" if body is None else json.dumps(body).encode()
        headers = {**self._headers, "content-type": "application/json"}
        self._connection.request(method, path, data, headers)
        return json.loads(self._connection.getresponse().read())

    def close(self) -> None:
        self._connection.close()


class Visit:
    """A person's page, from joining to leaving; signals over requests."""

    def __init__(self, server: Server, role: Speaker, token: str) -> None:
        self._address = Address(server.port, token)
        self._role, self._token = role, token
        self._key = ""
        self._lock = asyncio.Lock()

    async def enter(self) -> None:
        self._key = (await self._ask("POST", "/api/signal"))["connection"]
        version = (await self._ask("GET", "/api/invite"))["consent"]["version"]
        await self.say({"type": "join", "role": self._role, "token": self._token})
        await self.say({"type": "consent", "scopes": _SCOPES, "text_version": version})

    async def offer(self, sdp: str) -> str:
        messages = await self.say({"type": "offer", "sdp": sdp})
        return next(str(message["sdp"]) for message in messages if message["type"] == "answer")

    async def ping(self) -> None:
        """Compare the clocks, and be heard of."""
        t0 = time.time() * 1000
        messages = await self.say({"type": "ping", "t0": t0})
        t3 = time.time() * 1000
        pong = next(message for message in messages if message["type"] == "pong")
        times = {"t0": t0, "t1": pong["t1"], "t2": pong["t2"], "t3": t3, "time_origin": 0.0}
        await self.say({"type": "clock", **times})

    async def say(self, message: Mapping[str, object]) -> list[dict[str, Any]]:
        heard = await self._ask("POST", f"/api/signal/{self._key}", message)
        return [json.loads(text) for text in heard["messages"]]

    def close(self) -> None:
        self._address.close()

    async def _ask(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401
        async with self._lock:
            return await asyncio.to_thread(self._address.request, method, path, body)


class Guest(Caller):
    """A caller on a visit, who counts what comes back and pings all the time."""

    def __init__(
        self, visit: Visit, role: Speaker, sound: list[bytes], pictures: list[bytes]
    ) -> None:
        self.visit = visit
        self.came = {"audio": 0, "video": 0}
        self._pinging: asyncio.Task[None] | None = None
        super().__init__(role, sound, pictures, self._count)

    def _count(self, kind: str, _: JitterFrame) -> None:
        self.came[kind] += 1

    async def arrive(self) -> None:
        await self.visit.enter()
        for _ in range(10):
            await self.visit.ping()
        await self.ring()

    async def ring(self) -> None:
        """Call from a page that has joined."""
        await self.call(self.visit.offer)
        self._pinging = asyncio.create_task(self._ping_on())

    async def _ping_on(self) -> None:
        while True:
            await asyncio.sleep(0.5)
            await self.visit.ping()

    async def leave(self) -> None:
        if self._pinging is not None:
            self._pinging.cancel()
            await asyncio.gather(self._pinging, return_exceptions=True)
        await super().leave()
        self.visit.close()  # opens again if it is used again


async def meet(server: Server, clip: Clip) -> tuple[Guest, Guest]:
    """A candidate and an interviewer in a session of their own."""
    tokens = server.plan()
    candidate, interviewer = (
        Guest(Visit(server, role, tokens[role]), role, clip.sound, clip.pictures)
        for role in SPEAKERS
    )
    for guest in (candidate, interviewer):
        await guest.arrive()
    return candidate, interviewer


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nobody listens at port {port}")
