"""Copies of sessions, or of parts, in temporary folders: where erasing finds what was left there.

In such a folder each session's files lie in one called as in the store, `session=<id>`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

PREFIX = "interview-copy-"
"""Of the folders; nothing else in the folder for temporary files is touched."""


@contextmanager
def copy_of(session: str) -> Iterator[Path]:
    """An empty folder for files of a session, which goes at the end."""
    with TemporaryDirectory(prefix=PREFIX) as private:
        folder = Path(private) / f"session={session}"
        folder.mkdir()
        yield folder


def left(session: str) -> list[Path]:
    """What is there of a session, also of processes that died."""
    return list(Path(gettempdir()).glob(f"{PREFIX}*/session={session}"))
