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

from interview.errors import BadIdentifier, BadInput, Damaged, NoSuchSession, Transient

Place = Path | UPath
"""A path here, or below a URL."""

_SESSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_KIND = re.compile(r"[a-z][a-z0-9_]{0,63}")
_LONGEST_NAME = 200
_FOLDER = "session="


def place(root: str | os.PathLike[str] | UPath) -> Place:
    here = UPath(root)
    return Path(here.path) if here.protocol in ("", "file", "local") else here


def local(here: Place) -> Path:
    """`here` as a path of this machine, which locks, appended lines and renames need."""
    if isinstance(here, Path):
        return here
    raise BadInput(f"{here} is not on a file system: record and import there, then copy the folder")


def session_folder(root: Place, session: str) -> Place:
    if not _SESSION.fullmatch(session):
        raise BadIdentifier(
            f"{session!r} cannot name a session: use up to 64 letters, digits, '.', '_' and '-', "
            "a letter or digit first"
        )
    return root / f"{_FOLDER}{session}"


def sessions(root: Place) -> list[str]:
    names = (folder.name for folder in entries(root))
    return sorted(name.removeprefix(_FOLDER) for name in names if name.startswith(_FOLDER))


def no_session(session: str) -> NoSuchSession:
    return NoSuchSession(f"there is no session {session}: 'workbench sessions' lists all")


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


def entries(folder: Place) -> list[Place]:
    """What is in a folder; nothing where there is no folder."""
    try:
        return list(folder.iterdir())
    except FileNotFoundError:
        return []


@contextmanager
def expected(path: Place) -> Iterator[None]:
    """Say what a file means that is not there though it should be."""
    try:
        yield
    except FileNotFoundError as error:
        folder = next(up for up in (path, *path.parents) if up.name.startswith(_FOLDER))
        if folder.exists():
            raise Damaged(f"{path} is missing: restore it from a backup") from error
        raise no_session(folder.name.removeprefix(_FOLDER)) from error


def read(path: Place) -> bytes:
    with expected(path):
        return path.read_bytes()


def put(path: Place, data: bytes) -> None:
    """Write a whole file: at any moment, also after a crash, it is the old one or the new one."""
    if not isinstance(path, Path):
        path.write_bytes(data)  # an object store shows an object when all of it is there
        return
    unfinished = path.with_name(f".{uuid4().hex}.tmp")
    with expected(path):
        try:
            _write(unfinished, data)
            unfinished.replace(path)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)


def replace(path: Path, data: bytes) -> None:
    """As `put`, for what is not worth a wait for the disk; after a crash it may be gone."""
    unfinished = path.with_name(f".{path.name}.tmp")
    unfinished.write_bytes(data)
    unfinished.replace(path)


def _write(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def append(path: Path, data: bytes, *, at: int) -> None:
    """Add to a file for good, in place of what follows its first `at` bytes."""
    new = not path.exists()
    with expected(path), path.open("ab") as file:
        file.truncate(at)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if new:
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def locked(folder: Path, name: str = ".lock", *, wait: bool = True) -> Iterator[None]:
    """Keep others who lock this out, in this process and others."""
    with (folder / name).open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError as error:
            raise Transient(f"{folder} is being written: wait until that is done") from error
        yield


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
