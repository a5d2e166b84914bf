"""Files of which every line seals itself and the lines before it.

A line is a JSON object whose last field `hash` is the sha256 of the line without it; `previous` is
the hash of the line before. Taking whole lines off the end is the one change that does not show.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from interview.errors import BadInput, Damaged
from interview.store.paths import Place, append, read, sha256

_FIRST = "0" * 64
_TAIL = len(b',"hash":""}') + 64


def canonical(value: object) -> bytes:
    """The one JSON text of a value."""
    try:
        text = json.dumps(
            value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
        )
        return text.encode()
    except ValueError as error:  # not a number, or text that is not Unicode
        raise BadInput(f"this cannot be stored: {error}") from error


Link = Mapping[str, Any]


def links(path: Place) -> tuple[Link, ...]:
    """The lines; Damaged names the first that does not verify. What a crash left is no line."""
    return _verified(read(path), str(path))


class Chain:
    """Adds lines to a file, which may not be there yet; the caller keeps other writers out."""

    def __init__(self, path: Path) -> None:
        data = read(path) if path.exists() else b""
        self.links = _verified(data, str(path))
        self._path = path
        self._previous = self.links[-1]["hash"] if self.links else _FIRST
        self._end = data.rfind(b"\n") + 1  # what follows is what a crash left of a line

    def append(self, fields: Mapping[str, object]) -> Link:
        """Add a line for good."""
        line = _sealed(canonical({**fields, "previous": self._previous}))
        append(self._path, line + b"\n", at=self._end)
        link: Link = json.loads(line)
        self._end += len(line) + 1
        self._previous = link["hash"]
        return link


class Reader:
    """Reads the lines of a file while another process adds some; the file may not be there yet."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._previous = _FIRST
        self._end = self._number = 0

    def read(self) -> list[Link]:
        """What was added since the last call; Damaged names a line that does not verify."""
        if not self._path.exists():
            return []
        with self._path.open("rb") as file:
            file.seek(self._end)
            *lines, _ = file.read().split(b"\n")
        return [self._add(line) for line in lines]

    def _add(self, line: bytes) -> Link:
        self._number += 1
        link: Link = json.loads(line) if _is_whole(line) else {}
        if link.get("previous") != self._previous:
            raise _damaged(self._number, str(self._path))
        self._previous, self._end = link["hash"], self._end + len(line) + 1
        return link


@lru_cache(maxsize=8)
def _verified(data: bytes, path: str) -> tuple[Link, ...]:
    *lines, torn = data.split(b"\n")
    if _is_whole(torn[:-1]):  # a crash leaves less than a line, never more
        raise _damaged(len(lines) + 1, path)
    found: list[Link] = []
    for number, line in enumerate(lines, 1):
        link = json.loads(line) if _is_whole(line) else {}
        if link.get("previous") != (found[-1]["hash"] if found else _FIRST):
            raise _damaged(number, path)
        found.append(link)
    return tuple(found)


def _sealed(fields: bytes) -> bytes:
    return b'%b,"hash":"%b"}' % (fields[:-1], sha256(fields).encode())


def _is_whole(line: bytes) -> bool:
    return line == _sealed(line[:-_TAIL] + b"}")


def _damaged(number: int, path: str) -> Damaged:
    return Damaged(f"line {number} of {path} is not what was written: restore it from a backup")
