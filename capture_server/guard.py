"""What every request passes first: whose page it comes from, how big it is, how often it fails."""

from collections import defaultdict, deque
from collections.abc import Callable, Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from interview.errors import Refused
from interview.posting.files import LARGEST

LONGEST_BODY = 1_000_000
_LONGER = {"/api/job/file": LARGEST}
_FAILURES, _WINDOW = 10, 60.0


class Guard:
    """Answers to its own hosts and pages alone, and says what pages may load.

    `hosts` as in the header of that name, with the port.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str], secure: bool) -> None:
        self._app, self._hosts, self._secure = app, frozenset(hosts), secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        wrong = self._wrong(scope, Headers(scope=scope))
        if wrong is None:
            await self._app(scope, receive, self._with_headers(scope, send))
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": wrong[1]})
        else:
            await JSONResponse({"error": wrong[1]}, wrong[0])(scope, receive, send)

    def _wrong(self, scope: Scope, headers: Headers) -> tuple[int, str] | None:
        host = headers.get("host", "")
        if host not in self._hosts:
            return 421, "this server does not go by that name: use an address that it printed"
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            return None
        if headers.get("origin") != f"{'https' if self._secure else 'http'}://{host}":
            return 403, "this does not come from a page of this server"
        return None if scope["type"] == "websocket" else _too_big(scope["path"], headers)

    def _with_headers(self, scope: Scope, send: Send) -> Send:
        host = Headers(scope=scope)["host"]

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_headers(host, self._secure))
            await send(message)

        return with_headers


def _too_big(path: str, headers: Headers) -> tuple[int, str] | None:
    longest = _LONGER.get(path, LONGEST_BODY)
    length = headers.get("content-length", "" if "transfer-encoding" in headers else "0")
    if not length.isdecimal():
        return 411, "a request tells its length"
    if int(length) > longest:
        return 413, f"this is too big: send at most {longest // 1000} kB"
    return None


def _headers(host: str, secure: bool) -> dict[str, str]:
    socket = f"{'wss' if secure else 'ws'}://{host}"  # Safari does not count it to 'self'
    return {
        "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
        f"img-src 'self' data:; media-src 'self' blob: mediastream:; connect-src 'self' {socket}; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        "Permissions-Policy": "camera=(self), microphone=(self), geolocation=()",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-store",
    }


class Attempts:
    """Counts failures by address; `clock` in seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._failed: dict[str, deque[float]] = defaultdict(deque)

    def check(self, address: str) -> None:
        """Refused where too much failed lately."""
        now = self._clock()
        for known, times in list(self._failed.items()):
            while times and times[0] < now - _WINDOW:
                times.popleft()
            if not times:
                del self._failed[known]
        if address in self._failed and len(self._failed[address]) >= _FAILURES:
            raise Refused("too many wrong links from here: wait a minute, then try again")

    def failed(self, address: str) -> None:
        self._failed[address].append(self._clock())
