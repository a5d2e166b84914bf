"""The web application: pages, the host's and the invited people's requests, signalling."""

import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse
from fastapi.staticfiles import StaticFiles

from capture_server import hooks
from capture_server.clock import steady_clock
from capture_server.doors import Doors
from capture_server.guard import Guard
from capture_server.host import Desk, host_routes
from capture_server.invited import invited_routes
from capture_server.landing import in_words
from capture_server.plans import Plans
from capture_server.recorder import recover_all
from capture_server.rooms import Rooms
from capture_server.tokens import Tokens, kept_secret
from capture_server.transports import Transports, signalling_routes
from capture_server.withdrawal import withdrawal_routes
from interview.errors import InterviewError, Refused
from interview.store import Store

log = logging.getLogger(__name__)

STATIC = Path(__file__).parent / "static"
_PAGES = {"/": "host.html", "/candidate": "call.html", "/interviewer": "call.html"}


@dataclass(frozen=True, slots=True)
class Settings:
    """`names` are this machine's; the last one is put into links. `folder` keeps secrets."""

    folder: Path
    names: Sequence[str] = ("localhost",)
    port: int = 8443
    secure: bool = True
    link_days: float = 7.0
    clock: Callable[[], float] = field(default_factory=steady_clock)

    @property
    def addresses(self) -> list[str]:
        scheme = "https" if self.secure else "http"
        return [f"{scheme}://{host}" for host in self.hosts]

    @property
    def hosts(self) -> list[str]:
        standard = self.port == (443 if self.secure else 80)
        return [name if standard else f"{name}:{self.port}" for name in self.names]

    @property
    def tokens(self) -> Tokens:
        return Tokens(kept_secret(self.folder / "secret"), self.clock)


@dataclass(frozen=True, slots=True)
class Site:
    """The application, and the desk at which interviews are planned."""

    app: FastAPI
    desk: Desk


def create_app(store: Store, settings: Settings) -> FastAPI:
    """The application over one store, of which it is the only one to record into."""
    return create_site(store, settings).app


def create_site(store: Store, settings: Settings) -> Site:
    hooks.install()
    rooms = Rooms(store, Plans(settings.folder / "planned", store), settings.clock)
    doors = Doors(settings.tokens, settings.clock)
    transports = Transports(rooms, doors)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        for session in recover_all(store, settings.clock):
            log.warning("[RECOVERED] session=%s", session)
        async with rooms.telling():
            yield
        await transports.closed()

    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(Guard, hosts=settings.hosts, secure=settings.secure)
    desk = Desk(rooms, settings.tokens, settings.addresses[-1], settings.link_days)
    app.include_router(host_routes(desk, doors))
    app.include_router(invited_routes(rooms, doors))
    app.include_router(withdrawal_routes(rooms, doors))
    app.include_router(signalling_routes(transports))
    _serve_pages(app)
    app.add_exception_handler(InterviewError, _refused)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(OSError, _failed)
    return Site(app, desk)


def _serve_pages(app: FastAPI) -> None:
    for address, name in _PAGES.items():
        _serve(app, address, STATIC / name)
    app.mount("/static", StaticFiles(directory=STATIC))


def _serve(app: FastAPI, address: str, path: Path) -> None:
    @app.get(address)
    async def page() -> FileResponse:
        return FileResponse(path)


async def _refused(_: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"error": str(error)}, 403 if isinstance(error, Refused) else 400)


async def _unreadable(_: Request, error: Exception) -> JSONResponse:
    told = error.errors()[0] if isinstance(error, RequestValidationError) else {}
    place = ".".join(str(part) for part in told.get("loc", ())[1:])
    return JSONResponse({"error": f"{place}: {told.get('msg', 'this cannot be read')}"}, 422)


async def _failed(_: Request, error: Exception) -> JSONResponse:
    log.error("[DISK] %s", error)
    return JSONResponse({"error": f"the server cannot write: {in_words(error)}"}, 507)
