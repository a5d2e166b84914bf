"""The page at which one signs in, and what signs in and out."""

from pathlib import Path
from string import Template
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from interview.errors import Refused
from workbench.dashboard.access import COOKIE, HOURS, Access
from workbench.dashboard.guard import Attempts

HOME = "/dashboard/sessions"
_PAGE = Template((Path(__file__).parent / "static" / "sign-in.html").read_text())


def signing_routes(access: Access) -> APIRouter:
    attempts = Attempts(access.clock)
    routes = APIRouter(include_in_schema=False)

    @routes.get("/")
    def home() -> RedirectResponse:
        return RedirectResponse(HOME, 303)

    @routes.get("/sign-in")
    def sign_in_page() -> HTMLResponse:
        return HTMLResponse(_PAGE.substitute(wrong=""))

    @routes.post("/sign-in")
    async def sign_in(request: Request) -> Response:
        told = parse_qs((await request.body()).decode(errors="replace"))
        try:
            attempts.check()
            user = access.user(*(told.get(name, [""])[0] for name in ("key", "name")))
        except Refused as error:
            attempts.failed()
            return HTMLResponse(_PAGE.substitute(wrong=error), 403)
        answer = RedirectResponse(_inside(request.query_params.get("next", HOME)), 303)
        answer.set_cookie(
            COOKIE, access.cookie(user), int(HOURS * 3600), httponly=True, samesite="strict"
        )
        return answer

    @routes.post("/sign-out")
    def sign_out() -> RedirectResponse:
        answer = RedirectResponse("/sign-in", 303)
        answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
        return answer

    return routes


def _inside(address: str) -> str:
    """An address of the dashboard, whatever a link says."""
    return address if address.startswith("/dashboard/") else HOME
