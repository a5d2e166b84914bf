"""The Panel pages at their addresses, each made for the person who asks for it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import panel as pn
import panel.io.fastapi  # teaches bokeh-fastapi what Panel's pages need
from bokeh.models import CustomJS
from bokeh.server.connection import ServerConnection
from bokeh_fastapi import BokehFastAPI  # type: ignore[import-untyped]
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute
from panel.io.application import build_applications
from panel.io.resources import Resources
from starlette.types import ASGIApp, Receive, Scope, Send

from interview.errors import InterviewError
from workbench.dashboard.frame import framed
from workbench.dashboard.guard import asking
from workbench.dashboard.viewing import Viewing
from workbench.dashboard.views import compare, profile, qa, script, sessions, verdict
from workbench.dashboard.views.html import Piece, render
from workbench.dashboard.views.printing import document

STATIC = Path(__file__).parent / "static"
TITLE = "Interview workbench"
VIEWS: Mapping[str, ModuleType] = {
    "/dashboard/sessions": sessions,
    "/dashboard/compare": compare,
    "/dashboard/session/{session}/script": script,
    "/dashboard/session/{session}/qa": qa,
    "/dashboard/session/{session}/profile": profile,
    "/dashboard/session/{session}/verdict": verdict,
}
"""By address; a page's WebSocket is at its address and `/ws`."""
_COMPONENTS = ["bokeh", "bokeh-widgets", "bokeh-tables"]
"""Without mathematics and WebGL, which take browsers longer to read than all the rest."""
_COME_BACK = (STATIC / "come-back.js").read_text()


def mount(app: FastAPI, viewing: Viewing, secret: bytes) -> None:
    """Adds the pages to `app`; `viewing` as it would be for nobody and no session."""
    pn.extension()
    shown = {at: _page(at.rpartition("/")[2], view, viewing) for at, view in VIEWS.items()}
    pages = _Pages(
        build_applications(shown, title=TITLE),
        app,
        secret_key=secret,
        sign_sessions=True,
        include_headers=[],  # a page carries them, readable for its scripts
        include_cookies=["theme"],
    )
    _add_print(app, viewing)
    for route in app.routes:
        if isinstance(route, APIRoute) and route.path in VIEWS:
            route.include_in_schema = False
    app.add_middleware(_LetGo, pages=pages)


def _add_print(app: FastAPI, nobody: Viewing) -> None:
    @app.get("/dashboard/session/{session}/print", include_in_schema=False)
    def printed(session: str) -> HTMLResponse:
        return HTMLResponse(document(replace(nobody, user=asking.get(), session=session)))


def _page(name: str, view: ModuleType, nobody: Viewing) -> Callable[[], Any]:
    def page() -> Any:  # noqa: ANN401  # whatever Panel can show
        viewing = _as_asked(nobody)
        pn.state.curdoc.js_on_event("connection_lost", CustomJS(code=_COME_BACK))
        try:
            body = view.page(viewing)
        except InterviewError as error:
            body = Piece(render("gone", told=str(error)))
        return framed(viewing, name, body)

    return page


def _as_asked(nobody: Viewing) -> Viewing:
    given = pn.state.session_args.items()
    arguments = {name: values[0].decode(errors="replace") for name, values in given}
    return replace(
        nobody,
        user=asking.get(),
        session=pn.state.route_params.get("session", ""),
        theme="dark" if pn.state.cookies.get("theme") == "dark" else "light",
        arguments=arguments,
    )


class _Pages(BokehFastAPI):  # type: ignore[misc]  # it has no types
    """Knows Panel's own files, and a page's connection with the request that opened it."""

    def resources(self, absolute_url: str | None = None) -> Resources:
        return Resources.from_bokeh(super().resources(absolute_url), absolute=True).clone(
            components=_COMPONENTS
        )

    def new_connection(self, *arguments: Any) -> ServerConnection:  # noqa: ANN401  # as they come
        connection = super().new_connection(*arguments)
        arguments[1]._socket.scope[_LetGo.NAME].append(connection)
        return connection


class _LetGo:
    """Lets go of connections that have ended, which bokeh-fastapi 0.1.8 keeps for ever."""

    NAME = "interview.pages"

    def __init__(self, app: ASGIApp, pages: BokehFastAPI) -> None:
        self._app, self._pages = app, pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        opened: list[ServerConnection] = []
        try:
            await self._app({**scope, self.NAME: opened}, receive, send)
        finally:
            for connection in opened:
                self._pages.client_lost(connection)
