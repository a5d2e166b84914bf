"""Signalling over a WebSocket, or over requests where a browser refuses that one."""

import asyncio
import secrets
from typing import Any

from fastapi import APIRouter, Request, WebSocket, WebSocketDisconnect
from starlette.requests import HTTPConnection

from capture_server.connection import Connection
from capture_server.doors import Doors
from capture_server.rooms import Rooms
from interview.errors import Refused

_TIME_TO_JOIN = 10.0
_MOST_UNJOINED = 10
_LISTEN = 20.0
_SILENCE = 30.0


class Transports:
    """All connections that are open."""

    def __init__(self, rooms: Rooms, doors: Doors) -> None:
        self._rooms, self._doors = rooms, doors
        self._open: dict[Connection, str] = {}
        self._by_request: dict[str, tuple[Connection, asyncio.TimerHandle]] = {}
        self._closing: set[asyncio.Task[None]] = set()

    def connect(self, asking: HTTPConnection) -> Connection:
        """Refused while too many from one address do not say who they are."""
        address = asking.client.host if asking.client else ""
        silent = [one for one, known in self._open.items() if known == address and not one.joined]
        if len(silent) >= _MOST_UNJOINED:
            raise Refused("too many are joining from here now: try again in a minute")
        connection = Connection(self._rooms, self._doors.reader(asking))
        self._open[connection] = address
        asyncio.get_running_loop().call_later(_TIME_TO_JOIN, _shut_unless_joined, connection)
        return connection

    def close(self, connection: Connection) -> asyncio.Task[None]:
        """Goes on to its end where the caller is cancelled: sockets would stay open."""
        self._open.pop(connection, None)
        closing = asyncio.get_running_loop().create_task(connection.close())
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)
        return closing

    async def closed(self) -> None:
        """Wait for those that are closing."""
        await asyncio.gather(*self._closing)

    async def serve(self, socket: WebSocket) -> None:
        try:
            connection = self.connect(socket)
        except Refused as refused:
            await socket.close(1013, str(refused))
            return
        await socket.accept()
        sending = asyncio.create_task(_send(socket, connection))
        try:
            while (message := await socket.receive())["type"] == "websocket.receive":
                await connection.receive(message.get("text") or "")
        finally:
            sending.cancel()
            await asyncio.shield(self.close(connection))
            await asyncio.gather(sending, return_exceptions=True)

    def open_by_request(self, request: Request) -> str:
        key = secrets.token_urlsafe(16)
        self._heard_of(key, self.connect(request))
        return key

    def by_request(self, key: str) -> Connection | None:
        if key not in self._by_request:
            return None
        connection, timer = self._by_request[key]
        timer.cancel()
        self._heard_of(key, connection)
        return connection

    def _heard_of(self, key: str, connection: Connection) -> None:
        timer = asyncio.get_running_loop().call_later(_SILENCE, self._forget, key)
        self._by_request[key] = connection, timer

    def _forget(self, key: str) -> None:
        connection, _ = self._by_request.pop(key)
        self.close(connection)


def _shut_unless_joined(connection: Connection) -> None:
    if not connection.joined:
        connection.shut()


async def _send(socket: WebSocket, connection: Connection) -> None:
    try:
        while (text := await connection.outbox.get()) is not None:
            await socket.send_text(text)
        await socket.close()
    except (WebSocketDisconnect, RuntimeError):  # it has gone; the reader hears of it
        return


def signalling_routes(transports: Transports) -> APIRouter:
    router = APIRouter()

    @router.websocket("/ws")
    async def websocket(socket: WebSocket) -> None:
        await transports.serve(socket)

    @router.post("/api/signal")
    async def connect(request: Request) -> dict[str, str]:
        return {"connection": transports.open_by_request(request)}

    @router.post("/api/signal/{key}")
    async def say(key: str, request: Request) -> dict[str, Any]:
        connection = transports.by_request(key)
        if connection is None:
            return _GONE
        await connection.receive((await request.body()).decode(errors="replace"))
        return _unread(connection)

    @router.get("/api/signal/{key}")
    async def listen(key: str) -> dict[str, Any]:
        connection = transports.by_request(key)
        return _GONE if connection is None else await _listen(connection)

    return router


_GONE: dict[str, Any] = {"messages": [], "open": False}


async def _listen(connection: Connection) -> dict[str, Any]:
    """What there is to hear, after waiting for it for a while."""
    try:
        first = await asyncio.wait_for(connection.outbox.get(), _LISTEN)
    except TimeoutError:
        return {"messages": [], "open": True}
    return _unread(connection, [first])


def _unread(connection: Connection, texts: list[str | None] | None = None) -> dict[str, Any]:
    texts = texts or []
    while not connection.outbox.empty():
        texts.append(connection.outbox.get_nowait())
    return {"messages": [text for text in texts if text is not None], "open": None not in texts}
