"""What every request passes first: whose page it comes from, how big it is, who asks."""

from collections import deque
from collections.abc import Callable, Collection
from contextvars import ContextVar

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from interview.errors import Refused
from workbench.covering import User
from workbench.dashboard.access import Access
from workbench.dashboard.problems import problem

LONGEST_BODY = 64_000
OPEN = ("/sign-in", "/dashboard/static/")
"""Where one comes without having signed in."""
_FAILURES, _WINDOW = 10, 60.0

asking: ContextVar[User] = ContextVar("asking")
"""The person whose request is being answered."""


class Attempts:
    """Refuses keys for a while where too many were wrong; `clock` in seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._failed: deque[float] = deque(maxlen=_FAILURES)

    def check(self) -> None:
        if len(self._failed) == _FAILURES and self._failed[0] > self._clock() - _WINDOW:
            raise Refused("too many wrong keys: wait a minute, then try again")

    def failed(self) -> None:
        self._failed.append(self._clock())


class Guard:
    """Answers to its own hosts, to its own pages and to people who have signed in alone.

    `hosts` as in the header of that name, with the port.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str], access: Access) -> None:
        self._app, self._hosts, self._access = app, frozenset(hosts), access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        send = _with_headers(connection, send)
        refused = self._wrong(scope, connection.headers) or self._admit(connection)
        if refused is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": "sign in first"})
        else:
            await refused(scope, receive, send)

    def _wrong(self, scope: Scope, headers: Headers) -> Response | None:
        host = headers.get("host", "")
        if host not in self._hosts:
            return problem(421, "this server does not go by that name: use one that it printed")
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD", "OPTIONS"):
            return None
        if not self._from_here(scope, headers):
            return problem(403, "this does not come from a page of this server")
        return None if scope["type"] == "websocket" else _too_big(headers)

    def _from_here(self, scope: Scope, headers: Headers) -> bool:
        """Programs that send a key have no origin; the cookie, which browsers add, needs one."""
        origin = headers.get("origin")
        program = scope["type"] == "http" and "authorization" in headers and origin is None
        return program or origin == f"http://{headers['host']}"

    def _admit(self, connection: HTTPConnection) -> Response | None:
        path = connection.scope["path"]
        try:
            user = self._user(connection)
        except Refused as error:
            return problem(401, str(error), {"WWW-Authenticate": "Bearer"})
        if user is not None:
            connection.scope["user"] = user
            asking.set(user)
            return None
        if path.startswith(OPEN):
            return None
        if path.startswith("/dashboard") and connection.scope["type"] == "http":
            return RedirectResponse(f"/sign-in?next={connection.url.path}", 303)
        return problem(
            401, "sign in, or send Authorization: Bearer KEY", {"WWW-Authenticate": "Bearer"}
        )

    def _user(self, connection: HTTPConnection) -> User | None:
        if "authorization" in connection.headers:
            return self._access.bearer(connection.headers)
        return self._access.signed_in(connection.cookies)


def _too_big(headers: Headers) -> Response | None:
    length = headers.get("content-length", "" if "transfer-encoding" in headers else "0")
    if not length.isdecimal():
        return problem(411, "a request tells its length")
    if int(length) > LONGEST_BODY:
        return problem(413, f"this is too big: send at most {LONGEST_BODY // 1000} kB")
    return None


def _with_headers(connection: HTTPConnection, send: Send) -> Send:
    library = connection.scope["path"].startswith("/static/")
    wanted = {
        **_headers(connection.headers.get("host", "")),
        "Cache-Control": "private, max-age=86400" if library else "no-store",
    }

    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in wanted.items():
                headers.setdefault(name, value)
        await send(message)

    return with_headers


def _headers(host: str) -> dict[str, str]:
    """BokehJS needs inline scripts and `eval`; whatever runs, nothing can leave for elsewhere."""
    return {
        "Content-Security-Policy": "default-src 'self'; "
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' blob:; "
        f"connect-src 'self' ws://{host} data: blob:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
