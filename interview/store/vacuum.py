"""SQLite files in which nothing stays of what was deleted.

A deleted row stays readable in free pages, in what is unused of others, and in the write-ahead log,
until all of these are written anew.
"""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from interview.errors import Transient

PATIENCE = 30.0
"""Seconds for which other programs may keep a file busy."""


def vacuum(files: Iterable[Path]) -> None:
    """Writes each file that is there anew; Transient where another program is in the way."""
    for path in files:
        if path.exists():
            _vacuum(path)


def _vacuum(path: Path) -> None:
    try:
        with closing(sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)) as connection:
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("VACUUM")
            busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError as error:
        raise Transient(f"{path} cannot be cleaned ({error}): try again") from error
    if busy:
        raise Transient(f"{path} is being read: try again when other programs are done")
