"""The JSON objects of `interview.shapes` and the flat tables of `workbench.tables` as bytes."""

import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path

from interview import shapes
from workbench import tables
from workbench.session import Session
from workbench.tables import TableName

META = "session_meta.json"
"""In every export: it tells whose export a folder is."""


def session_meta(session: Session) -> bytes:
    return as_json(
        shapes.session_meta(
            session.meta,
            status=session.status,
            duration=session.duration,
            sync=session.sync,
            gaps=session.gaps,
            versions=session.versions,
        )
    )


def session_of(directory: Path) -> str | None:
    """The session that `directory` is an export of."""
    try:
        meta = json.loads((directory / META).read_bytes())
    except (OSError, ValueError):
        return None
    return str(meta.get("session_id")) if isinstance(meta, dict) else None


def as_json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def parquet(session: Session, table: TableName) -> bytes:
    import pyarrow.parquet

    buffer = io.BytesIO()
    pyarrow.parquet.write_table(tables.arrow(table, session.rows(table)), buffer)
    return buffer.getvalue()


MAKERS: Mapping[str, Callable[[Session], bytes]] = {
    "transcript.json": lambda session: as_json(shapes.transcript(session.words)),
    "script.json": lambda session: as_json(shapes.script(session.turns)),
    "script.txt": lambda session: shapes.script_text(session.turns).encode(),
    "qa.json": lambda session: as_json(shapes.qa(session.pairs)),
    "jd.json": lambda session: as_json(shapes.jd(session.job)),
    "behaviour.json": lambda session: as_json(shapes.behaviour(session.behaviour, session.affect)),
    "evidence.json": lambda session: as_json(shapes.evidence(session.evidence)),
    "profile.json": lambda session: as_json(shapes.profile(session.profile)),
    "verdict.json": lambda session: as_json(shapes.verdict(session.verdict)),
}
