"""Sound and picture of a session, of which browsers ask for the stretch that they play."""

import re
from hashlib import sha256

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, Response, StreamingResponse

from interview.model import SAMPLE_RATE
from interview.store import Store
from workbench.dashboard.pictures import Pictures
from workbench.dashboard.problems import problem
from workbench.dashboard.wav import Sound, sound

AT_ONCE = 4 * 2 * SAMPLE_RATE
"""Bytes that a player gets which asks for all up to the end: it asks on by itself, and who clicks
elsewhere would have had minutes decoded that nobody hears."""
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def media_routes(store: Store) -> APIRouter:
    routes = APIRouter(prefix="/media", include_in_schema=False)
    pictures = Pictures(store)
    reading = ["GET", "HEAD"]

    @routes.api_route("/{session}/candidate_video.mp4", methods=reading)
    def video(session: str) -> FileResponse:
        picture = pictures.of(session)
        return FileResponse(picture.path, media_type=picture.type)

    @routes.api_route("/{session}/candidate_audio.wav", methods=reading)
    def candidate(session: str, request: Request) -> Response:
        return _part(request, sound(store, session, "candidate_audio"))

    @routes.api_route("/{session}/interviewer_audio.wav", methods=reading)
    def interviewer(session: str, request: Request) -> Response:
        return _part(request, sound(store, session, "interviewer_audio"))

    return routes


def _part(request: Request, heard: Sound) -> Response:
    """The stretch that is asked for (RFC 9110, section 14), or all of it."""
    size, etag = heard.size, _etag(heard)
    asked = _RANGE.fullmatch(request.headers.get("range", ""))
    most = AT_ONCE if request.headers.get("sec-fetch-dest") == "audio" else size
    whole = request.headers.get("if-range", etag) != etag
    stretch = (0, size) if asked is None or whole else _stretch(asked, size, most)
    if stretch is None:
        unsatisfied = {"Content-Range": f"bytes */{size}"}
        return problem(416, f"there are {size} bytes", unsatisfied)
    first, last = stretch
    partial = asked is not None and not whole
    headers = {"Accept-Ranges": "bytes", "ETag": etag, "Content-Length": str(last - first)}
    if partial:
        headers["Content-Range"] = f"bytes {first}-{last - 1}/{size}"
    content = iter(()) if request.method == "HEAD" else heard.read(first, last)
    return StreamingResponse(content, 206 if partial else 200, headers, "audio/wav")


def _stretch(asked: re.Match[str], size: int, most: int) -> tuple[int, int] | None:
    """First byte and the one after the last; None where there is none of it.

    `most` is how much is given where no end was asked for.
    """
    begin, end = asked.groups()
    if begin:
        first, last = int(begin), int(end) + 1 if end else int(begin) + most
    elif end:
        first, last = max(0, size - int(end)), size
    else:
        first, last = 0, size
    return (first, min(last, size)) if first < min(last, size) else None


def _etag(heard: Sound) -> str:
    return f'"{sha256(repr(heard.mark).encode()).hexdigest()[:32]}"'
