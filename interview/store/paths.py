"""Where things lie: names that cannot leave the root, whole files, appended lines, locks."""

import fcntl
import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, unquote
from uuid import uuid4

from upath import UPath

from interview.errors import BadIdentifier, BadInput, Transient

Place = Path | UPath
"""A path here, or below a URL."""

_SESSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_KIND = re.compile(r"[a-z][a-z0-9_]{0,63}")
_LONGEST_NAME = 200


def place(root: str | os.PathLike[str]) -> Place:
    here = UPath(root)
    return Path(here.path) if here.protocol in ("", "file", "local") else here


def local(here: Place) -> Path:
    """`here` as a path of this machine, which locks, appended lines and renames need."""
    if isinstance(here, Path):
        return here
    raise BadInput(f"{here} is not on a file system: record and import there, then copy the folder")


def session_name(session: str) -> str:
    if not _SESSION.fullmatch(session):
        raise BadIdentifier(
            f"{session!r} cannot name a session: use up to 64 letters, digits, '.', '_' and '-', "
            "a letter or digit first"
        )
    return f"session={session}"


def kind_name(kind: str) -> str:
    if not _KIND.fullmatch(kind) or kind == "media":
        raise BadIdentifier(
            f"{kind!r} cannot name a kind: use up to 64 small letters, digits and '_'"
        )
    return kind


def file_name(name: str) -> str:
    """A file name for a version or key; `name_of` gives it back. It is never hidden."""
    try:
        quoted = quote(name, safe="@+=,")
    except UnicodeEncodeError as error:
        raise BadIdentifier(f"{name!r} cannot be a name: it is not valid text") from error
    if quoted.startswith("."):
        quoted = "%2E" + quoted[1:]
    if not 0 < len(quoted) <= _LONGEST_NAME:
        raise BadIdentifier(f"{name!r} cannot be a name: it is empty or too long")
    return quoted


def name_of(file: str) -> str:
    return unquote(file)


def put(path: Place, data: bytes) -> None:
    """Write a whole file: at any moment, also after a crash, it is the old one or the new one."""
    if not isinstance(path, Path):
        path.write_bytes(data)  # an object store shows an object when all of it is there
        return
    unfinished = path.with_name(f".{uuid4().hex}.tmp")
    try:
        with unfinished.open("xb") as file:
            file.write(data)
            _to_disk(file.fileno())
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        _to_disk(handle)
    finally:
        os.close(handle)


def _to_disk(handle: int) -> None:
    os.fsync(handle)


def lines(path: Place) -> list[bytes]:
    """The lines of a file without their ends; what a crash left of a last line is not one."""
    return path.read_bytes().split(b"\n")[:-1] if path.exists() else []


def append_line(path: Path, line: bytes) -> None:
    """Add a line for good; what a crash left of a line before it is removed."""
    with path.open("a+b") as file:
        file.truncate(_end_of_lines(path))
        file.write(line + b"\n")
        file.flush()
        _to_disk(file.fileno())


def _end_of_lines(path: Path) -> int:
    return path.read_bytes().rfind(b"\n") + 1


@contextmanager
def locked(folder: Path, name: str = ".lock", *, wait: bool = True) -> Iterator[None]:
    """Keep other writers out, in this process and others."""
    with (folder / name).open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError as error:
            raise Transient(f"{folder} is being written by another process: wait for it") from error
        yield


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
