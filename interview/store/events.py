"""The audit chain: a line an event, each with the hash of the one before and its own.

Taking whole events off the end is the one change that the chain itself cannot show.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from interview.errors import BadInput, Damaged
from interview.model import Event
from interview.store.paths import Place, append_line, lines, sha256

_FIRST = "0" * 64
_FIELDS = ("at", "body", "hash", "kind", "previous", "who")


def canonical(value: object) -> bytes:
    """The one JSON text of a value."""
    try:
        text = json.dumps(
            value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
        )
        return text.encode()
    except ValueError as error:  # not a number, or text that is not Unicode
        raise BadInput(f"cannot be stored: {error}") from error


def extend(path: Path, kind: str, at: float, who: str, body: Mapping[str, object]) -> Event:
    """The caller holds the session's lock."""
    known = lines(path)
    previous = _link(known[-1], len(known), path).hash if known else _FIRST
    fields = {"kind": kind, "at": at, "who": who, "body": dict(body), "previous": previous}
    line = canonical({**fields, "hash": sha256(canonical(fields))})
    append_line(path, line)
    return _event(json.loads(line))


def chain(path: Place) -> list[Event]:
    events: list[Event] = []
    for number, line in enumerate(lines(path), 1):
        event = _link(line, number, path)
        if event.previous != (events[-1].hash if events else _FIRST):
            raise _damaged(number, path)
        events.append(event)
    return events


def _link(line: bytes, number: int, path: Place) -> Event:
    try:
        fields: dict[str, Any] = json.loads(line)
        if tuple(fields) != _FIELDS or canonical(fields) != line:
            raise _damaged(number, path)
    except (ValueError, TypeError) as error:
        raise _damaged(number, path) from error
    hashed = {name: value for name, value in fields.items() if name != "hash"}
    if sha256(canonical(hashed)) != fields["hash"]:
        raise _damaged(number, path)
    return _event(fields)


def _event(fields: dict[str, Any]) -> Event:
    return Event(**fields)


def _damaged(number: int, path: Place) -> Damaged:
    return Damaged(f"line {number} of {path} is not what was written: restore it from a backup")
