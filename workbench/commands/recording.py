"""The command that lands recorded media as a session."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from interview.model import BehaviourMode, Purpose, Track
from workbench.commands import settings, user
from workbench.console import ERR, remark, say

if TYPE_CHECKING:
    from workbench.importing import Progress, Recording

File = typer.Option(exists=True, dir_okay=False, metavar="F", help="Anything FFmpeg decodes.")


def import_(
    context: typer.Context,
    candidate: Annotated[Path | None, File] = None,
    interviewer: Annotated[Path | None, File] = None,
    video: Annotated[Path | None, File] = None,
    jd: Annotated[
        Path | None,
        typer.Option(
            exists=True, dir_okay=False, metavar="F", help="The posting: text, .pdf or .docx."
        ),
    ] = None,
    session: Annotated[
        str | None, typer.Option(metavar="ID", help="Its name; the day and a number otherwise.")
    ] = None,
    purpose: Annotated[Purpose, typer.Option(help="Never changes afterwards.")] = "research",
    behaviour: Annotated[BehaviourMode, typer.Option(help="What is read from the face.")] = "off",
    language: Annotated[
        str,
        typer.Option(
            envvar="INTERVIEW_LANGUAGE",
            metavar="CODE",
            help="What is spoken, for example en or es; auto hears the beginning.",
        ),
    ] = "en",
    keep: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=3650,
            metavar="DAYS",
            show_default="until somebody erases it",
            help="Erased by itself so long after the import.",
        ),
    ] = None,
    offset: Annotated[
        list[str] | None,
        typer.Option(metavar="TRACK=SECONDS", help="When the file of a track begins."),
    ] = None,
) -> None:
    """Land recorded media as a session and print its id."""
    from workbench.importing import Recording, session_id

    at = time.time()
    recording = Recording(
        session or session_id(at, token_hex(3)),
        start_time=at,
        candidate=candidate,
        interviewer=interviewer,
        video=video,
        job=jd,
        purpose=purpose,
        behaviour=behaviour,
        days=keep,
        language=language,
        offsets=dict(_offset(given) for given in offset or ()),
    )
    say(land(recording, settings(context).root, at))
    remark(f"next: workbench run {recording.session}")


def land(recording: "Recording", root: str, at: float) -> str:
    """Imports with a bar for each track where somebody watches; the session's id."""
    from interview.store import Store
    from workbench.importing import import_recording

    with _bars() as progress:
        return import_recording(Store(root), recording, progress, at=at, who=user())


def _offset(given: str) -> tuple[Track, float]:
    name, _, seconds = given.partition("=")
    tracks = {str(track): track for track in get_args(Track)}
    try:
        return tracks[name], float(seconds)
    except (KeyError, ValueError) as error:
        hint = f"{given!r} is not TRACK=SECONDS with a track of {', '.join(tracks)}"
        raise typer.BadParameter(hint, param_hint="--offset") from error


@contextmanager
def _bars() -> Iterator["Progress"]:
    from rich.progress import Progress, TaskID

    tasks: dict[Track, TaskID] = {}
    with Progress(console=ERR, transient=True, disable=not ERR.is_terminal) as bars:

        def told(track: Track, share: float | None) -> None:
            if track not in tasks:
                tasks[track] = bars.add_task(track.replace("_", " "))
            bars.update(tasks[track], completed=share or 0.0, total=None if share is None else 1.0)

        yield told
