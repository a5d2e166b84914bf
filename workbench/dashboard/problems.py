"""Errors as problem details (RFC 9457): what went wrong, and what to do about it."""

import logging
from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from interview.errors import (
    BadIdentifier,
    BadInput,
    Completed,
    InterviewError,
    NoSuchSession,
    NotMade,
    Refused,
    Transient,
)

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
_STATUS: Mapping[type, int] = {
    NoSuchSession: 404,
    BadIdentifier: 404,
    NotMade: 404,
    Refused: 403,
    Completed: 409,
    BadInput: 422,
    Transient: 503,
}
"""By the nearest class."""


def problem(
    status: int, detail: str, headers: Mapping[str, str] | None = None, title: str = ""
) -> JSONResponse:
    body = {
        "type": "about:blank",
        "title": title or HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    return JSONResponse(body, status, dict(headers or {}), MEDIA_TYPE)


def explain(app: FastAPI) -> None:
    """Let every error of the application leave as a problem."""
    app.add_exception_handler(InterviewError, _interview)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(OSError, _failed)


def status_of(error: Exception) -> int:
    known = (_STATUS[each] for each in type(error).__mro__ if each in _STATUS)
    return next(known, 500)


async def _interview(_: Request, error: Exception) -> JSONResponse:
    return problem(status_of(error), str(error))


async def _unreadable(_: Request, error: Exception) -> JSONResponse:
    told = error.errors()[0] if isinstance(error, RequestValidationError) else {}
    place = ".".join(str(part) for part in told.get("loc", ())[1:])
    return problem(422, f"{place}: {told.get('msg', 'this cannot be read')}".removeprefix(": "))


async def _http(_: Request, error: Exception) -> JSONResponse:
    if isinstance(error, HTTPException):
        return problem(error.status_code, str(error.detail), error.headers)
    return problem(500, "the server failed")


async def _failed(_: Request, error: Exception) -> JSONResponse:
    log.error("[DISK] %s", error)
    return problem(507, "the server cannot read or write its folder: look at its disk")
