"""A folder of files of one session."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from interview.errors import BadInput, InterviewError, NotMade, Refused
from workbench.exports import Format, cues, eaf, media, nist, objects, textgrid
from workbench.session import Session
from workbench.tables import COLUMNS

Maker = Callable[[Session], bytes]

MAKERS: Mapping[Format, Mapping[str, Maker]] = {
    "json": objects.MAKERS,
    "webvtt": {"script.vtt": lambda session: cues.webvtt(session.turns).encode()},
    "srt": {"script.srt": lambda session: cues.srt(session.turns).encode()},
    "textgrid": {
        "script.TextGrid": lambda one: textgrid.textgrid(one.turns, one.duration).encode()
    },
    "eaf": {"script.eaf": lambda session: eaf.eaf(session.turns, session.meta.start_time).encode()},
    "rttm": {"script.rttm": lambda session: nist.rttm(session.turns, session.id).encode()},
    "ctm": {"script.ctm": lambda session: nist.ctm(session.turns, session.id).encode()},
    "parquet": {f"{name}.parquet": partial(objects.parquet, table=name) for name in COLUMNS},
    "media": {},
}
"""The files of each format besides session_meta.json and, for media, the tracks."""


@dataclass(slots=True)
class Exported:
    """The names of the files written, and why others were not."""

    files: list[str] = field(default_factory=list)
    left_out: dict[str, InterviewError] = field(default_factory=dict)


def export(session: Session, directory: Path, form: Format, *, force: bool = False) -> Exported:
    """Writes into `directory`, which must be new, empty or an earlier export of the session.

    Raises `BadInput` for any other folder unless forced, and the reason when all is left out.
    """
    if not force:
        _refuse_foreign(directory, session.id)
    contents, left_out = _make(session, form)
    if left_out and not contents:
        raise next(iter(left_out.values()))
    directory.mkdir(parents=True, exist_ok=True)
    contents = {objects.META: objects.session_meta(session), **contents}
    for name, content in contents.items():
        (directory / name).write_bytes(content)
    for name in left_out:
        (directory / name).unlink(missing_ok=True)
    tracks = media.write(session, directory) if form == "media" else []
    return Exported([*contents, *tracks], left_out)


def _make(session: Session, form: Format) -> tuple[dict[str, bytes], dict[str, InterviewError]]:
    contents: dict[str, bytes] = {}
    left_out: dict[str, InterviewError] = {}
    for name, maker in MAKERS[form].items():
        if name.startswith("behaviour.") and session.meta.behaviour == "off":
            continue
        try:
            contents[name] = maker(session)
        except (NotMade, Refused) as why:
            left_out[name] = why
    return contents, left_out


def _refuse_foreign(directory: Path, session: str) -> None:
    if directory.exists() and not directory.is_dir():
        raise BadInput(f"{directory} is a file: name a folder")
    occupied = directory.is_dir() and any(directory.iterdir())
    if occupied and objects.session_of(directory) != session:
        raise BadInput(
            f"{directory} is not empty and no earlier export of {session}: "
            "name another folder or add --force"
        )
