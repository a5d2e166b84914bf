"""What Dagster has in its databases, read beside it: its tables, not its library."""

import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

_ANSWER, _DIGEST = "interview/answer", "interview/digest"
_PARTITION = "dagster/partition"
_RUNS = """
SELECT run_id, pipeline_name, status, create_timestamp, start_time, end_time FROM runs
WHERE run_id IN (SELECT run_id FROM run_tags WHERE key = ? AND value = ?) ORDER BY id
"""
_MADE = """
SELECT run_id, timestamp FROM event_logs
WHERE dagster_event_type = 'ASSET_MATERIALIZATION' AND asset_key = ? AND partition = ? ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class Run:
    """Times in Unix seconds, None where it has not come so far; `revision`: answer and digest."""

    id: str
    job: str
    status: str
    created: float
    started: float | None
    ended: float | None
    revision: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Size:
    rows: int
    bytes: int


class EventLog:
    """The SQLite storage below a DAGSTER_HOME."""

    def __init__(self, home: Path) -> None:
        self._runs = home / "history" / "runs.db"
        self._events = home / "history" / "runs"

    def runs(self, session: str) -> list[Run]:
        """Of a session, the oldest first."""
        with closing(_opened(self._runs)) as database:
            tags = dict[str, dict[str, str]]()
            for run, name, value in database.execute("SELECT run_id, key, value FROM run_tags"):
                tags.setdefault(run, {})[name] = value
            rows = database.execute(_RUNS, (_PARTITION, session)).fetchall()
        return [
            Run(name, job, status, _unix(made), start, end, _revision(tags[name]))
            for name, job, status, made, start, end in rows
        ]

    def made(self, session: str, asset: str) -> list[tuple[str, float]]:
        """The run and time (Unix seconds) of each time that an asset was materialised."""
        with closing(_opened(self._events / "index.db")) as database:
            rows = database.execute(_MADE, (f'["{asset}"]', session)).fetchall()
        return [(run, _unix(at)) for run, at in rows]

    def size(self, run: str | None = None) -> Size:
        """Of all, or of what a run (the empty name: none) has besides the index of assets."""
        files = [self._events / f"{run}.db"] if run is not None else self._events.glob("*.db")
        sizes = [_size(path) for path in files]
        return Size(sum(size.rows for size in sizes), sum(size.bytes for size in sizes))

    def indexed(self, runs: list[str]) -> int:
        """Rows of the index of assets that belong to these runs."""
        with closing(_opened(self._events / "index.db")) as database:
            rows = database.execute("SELECT run_id, count(*) FROM event_logs GROUP BY run_id")
            counted = dict(rows.fetchall())
        return sum(int(counted.get(run, 0)) for run in runs)

    def heartbeat(self, daemon: str) -> float:
        """When a daemon was last alive, in Unix seconds; 0 if never."""
        with closing(_opened(self._runs)) as database:
            row = database.execute(
                "SELECT timestamp FROM daemon_heartbeats WHERE daemon_type = ?", (daemon,)
            ).fetchone()
        return _unix(row[0]) if row else 0.0


def runs_twice(runs: list[Run]) -> int:
    """Successful runs beyond one for a revision of an answer."""
    done = Counter(run.revision for run in runs if run.status == "SUCCESS" and run.revision)
    return sum(count - 1 for count in done.values())


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30)


def _revision(tags: dict[str, str]) -> tuple[str, str] | None:
    return (tags[_ANSWER], tags[_DIGEST]) if _DIGEST in tags else None


def _size(path: Path) -> Size:
    """Its pages, whether they are in the file or still in the write-ahead log beside it."""
    with closing(_opened(path)) as database:
        (rows,) = database.execute("SELECT count(*) FROM event_logs").fetchone()
        (pages,) = database.execute("PRAGMA page_count").fetchone()
        (length,) = database.execute("PRAGMA page_size").fetchone()
    return Size(rows, pages * length)


def _unix(timestamp: str) -> float:
    return datetime.fromisoformat(timestamp).replace(tzinfo=UTC).timestamp()
