"""REST: what is known of a session, and what a person may add to it. No call edits a score."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from http import HTTPStatus
from typing import Annotated, Any, Literal
from zipfile import ZIP_DEFLATED, ZipFile

import fastapi
from fastapi import APIRouter, Header, Query, Response, Security
from fastapi.security import HTTPBearer

from interview import shapes
from interview.model import Event
from interview.store import Store
from interview.store.changes import marks
from interview.store.copies import copy_of
from workbench.covering import JUDGED
from workbench.dashboard import doings, schemas
from workbench.dashboard.guard import asking
from workbench.dashboard.listing import Condition, Row
from workbench.dashboard.problems import MEDIA_TYPE, problem
from workbench.dashboard.viewing import Viewing
from workbench.exports import folder as exports
from workbench.exports import objects
from workbench.session import Session

SessionId = Annotated[str, fastapi.Path(description="As `GET /api/sessions` lists it.")]

Form = Literal["json", "webvtt", "srt", "textgrid", "eaf", "rttm", "ctm", "parquet"]
"""All formats of an export but media, which are at `/media`."""

_TEXT = {"schema": {"type": "string"}}


@dataclass(frozen=True, slots=True)
class Kind:
    """Something that is known of a session: how it is made into JSON, and what that looks like."""

    make: Callable[[Session], bytes]
    schema: Any
    what: str


KINDS: Mapping[str, Kind] = {
    "meta": Kind(objects.session_meta, schemas.Meta, "Tracks, times, status, gaps, versions"),
    "transcript": Kind(objects.MAKERS["transcript.json"], list[schemas.Spoken], "Words by speaker"),
    "script": Kind(objects.MAKERS["script.json"], list[schemas.Turn], "Who said what when"),
    "qa": Kind(objects.MAKERS["qa.json"], list[schemas.Pair], "Questions and their answers"),
    "jd": Kind(objects.MAKERS["jd.json"], schemas.Job, "What the posting asks for"),
    "behaviour": Kind(
        objects.MAKERS["behaviour.json"], list[schemas.Behaviour], "What the face showed"
    ),
    "profile": Kind(
        objects.MAKERS["profile.json"], list[schemas.Snapshot], "What is believed after each answer"
    ),
    "evidence": Kind(
        objects.MAKERS["evidence.json"], list[schemas.Evidence], "What it rests on, with quotes"
    ),
    "verdict": Kind(objects.MAKERS["verdict.json"], schemas.Verdict, "The distribution"),
}


def api_routes(nobody: Viewing) -> APIRouter:
    """`nobody` as the pages are given it."""
    key = HTTPBearer(auto_error=False, description="A key that the server printed")
    routes = APIRouter(
        prefix="/api",
        dependencies=[Security(key)],  # for the description: the guard has seen to it
        responses=_problems(401, 403, 404, 500, 503),
    )
    tags = Tags(nobody.store)
    for name, kind in KINDS.items():
        _add_reading(routes, nobody, tags, name, kind)
    _add_list(routes, nobody)
    _add_doings(routes, nobody)
    _add_export(routes, nobody)
    return routes


def _add_list(routes: APIRouter, nobody: Viewing) -> None:
    told: dict[int | str, dict[str, Any]] = {
        200: {"headers": {"Link": _TEXT, "X-Total-Count": {"schema": {"type": "integer"}}}},
        **_problems(422),
    }

    @routes.get("/sessions", summary="All sessions, the latest first", responses=told)
    def sessions(
        response: Response,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
        offset: Annotated[int, Query(ge=0, le=10**9)] = 0,
        status: Condition | None = None,
    ) -> list[schemas.Listed]:
        rows = nobody.listing.rows(asking.get())
        found = [row for row in rows if status in (None, row.status)]
        address = f"/api/sessions?limit={limit}" + (f"&status={status}" if status else "")
        response.headers["Link"] = _links(address, limit, offset, len(found))
        response.headers["X-Total-Count"] = str(len(found))
        return [_listed(row) for row in found[offset : offset + limit]]


def _links(address: str, limit: int, offset: int, rows: int) -> str:
    """RFC 8288."""
    pages = {"first": 0}
    if offset:
        pages["prev"] = max(0, offset - limit)
    if offset + limit < rows:
        pages["next"] = offset + limit
    return ", ".join(f'<{address}&offset={at}>; rel="{rel}"' for rel, at in pages.items())


def _listed(row: Row) -> schemas.Listed:
    return schemas.Listed(
        session_id=row.meta.session_id,
        title=row.meta.title,
        candidate=row.candidate,
        start_time=row.meta.start_time,
        duration=shapes.seconds(row.duration),
        purpose=row.meta.purpose,
        behaviour=row.meta.behaviour,
        status=row.status,
        covered=row.covered,
        verdict=schemas.Outlook.model_validate(shapes.outlook(row.outlook))
        if row.outlook
        else None,
        state=row.state,
    )


class Tags:
    """The ETag of what was made last of each kind, as long as nothing was written since."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[tuple[str, str], tuple[str, str]] = {}

    def mark(self, session: str) -> str:
        """Read it first and make then: what comes meanwhile is made again, never missed."""
        return _digest(repr(sorted(marks(self._store, session).items())).encode())

    def known(self, session: str, name: str, mark: str) -> str | None:
        before, etag = self._known.get((session, name), ("", ""))
        return etag if before == mark else None

    def of(self, session: str, name: str, mark: str, content: bytes) -> str:
        etag = f'"{_digest(content)}"'
        self._known[session, name] = mark, etag
        return etag


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()[:32]


def _add_reading(routes: APIRouter, nobody: Viewing, tags: Tags, name: str, kind: Kind) -> None:
    told: dict[int | str, dict[str, Any]] = {
        200: {"model": kind.schema, "headers": {"ETag": _TEXT}},
        304: {"description": "It is still what If-None-Match tells"},
        **_problems(422),
    }

    @routes.get(f"/session/{{session}}/{name}", summary=kind.what, name=name, responses=told)
    def read(session: SessionId, if_none_match: Annotated[str, Header()] = "") -> Response:
        viewing = _asked(nobody, session)
        if name in JUDGED and viewing.covered:
            return problem(403, f"the {name} of {session} is covered until rated", title="covered")
        mark = tags.mark(session)
        etag, content = tags.known(session, name, mark), b""
        if etag is None or not _has(if_none_match, etag):
            content = kind.make(viewing.session_view())
            etag = tags.of(session, name, mark, content)
        if _has(if_none_match, etag):
            return Response(status_code=304, headers={"ETag": etag})
        return Response(content, headers={"ETag": etag}, media_type="application/json")


def _has(if_none_match: str, etag: str) -> bool:
    """RFC 9110, section 13.1.2, with weak comparison."""
    told = (one.strip().removeprefix("W/") for one in if_none_match.split(","))
    return any(one in ("*", etag) for one in told)


def _add_doings(routes: APIRouter, nobody: Viewing) -> None:
    told = _problems(409, 411, 413, 422)

    def doing(name: str, summary: str) -> Callable[[Callable[..., Event]], Callable[..., Event]]:
        return routes.post(
            f"/session/{{session}}/{name}",
            status_code=201,
            summary=summary,
            name=name,
            response_model=schemas.Event,
            responses=told,
        )

    @doing("profiling", "Whether answers count from now on")
    def profiling(session: SessionId, given: schemas.Profiling) -> Event:
        return doings.switch_profiling(_asked(nobody, session), given.on)

    @doing("complete", "The interview is over")
    def complete(session: SessionId) -> Event:
        return doings.complete(_asked(nobody, session))

    @doing("comment", "Say something about the interview")
    def comment(session: SessionId, given: schemas.Comment) -> Event:
        return doings.comment(_asked(nobody, session), given.text)

    @doing("rating", "Rate the candidate, which uncovers the verdict")
    def rating(session: SessionId, given: schemas.Rating) -> Event:
        return doings.rate(_asked(nobody, session), given.value, given.reason)


def _add_export(routes: APIRouter, nobody: Viewing) -> None:
    told: dict[int | str, dict[str, Any]] = {
        200: {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}},
        **_problems(422),
    }

    @routes.get(
        "/session/{session}/export",
        summary="The files of `workbench export`, as far as they may be seen",
        responses=told,
        response_class=Response,
    )
    def export(session: SessionId, format: Form = "json") -> Response:
        viewed = _asked(nobody, session).session_view()
        with copy_of(session) as folder:
            files = exports.export(viewed, folder, format).files
            content = io.BytesIO()
            with ZipFile(content, "w", ZIP_DEFLATED) as archive:
                for name in files:
                    archive.write(folder / name, name)
        named = {"Content-Disposition": f'attachment; filename="{session}-{format}.zip"'}
        return Response(content.getvalue(), headers=named, media_type="application/zip")


def _asked(nobody: Viewing, session: str) -> Viewing:
    """As the person who asks sees it; NoSuchSession."""
    nobody.store.meta(session)
    return replace(nobody, user=asking.get(), session=session)


def _problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    schema = schemas.Problem.model_json_schema()
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": schema}},
        }
        for status in statuses
    }
