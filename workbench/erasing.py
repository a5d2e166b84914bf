"""`workbench erase`: another process removes a session everywhere and gives a receipt."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal

from interview.errors import BadInput, InterviewError
from interview.store.chain import links
from interview.store.erasure import RECEIPTS

Role = Literal["operator", "examiner", "viewer"]
WRONG_USE = 2


class NotErased(InterviewError):
    """Something is left; the next try goes on where this one stopped."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is known of an erasure: nothing of the person, nor of the session's name.

    `number` is drawn by lot, `at` in Unix seconds. `removed` counts: files, bytes, dagster_runs,
    dagster_events, dagster_ticks, dagster_backfills, mlflow_runs, mlflow_files, mlflow_traces,
    mlflow_runs_to_collect, temporary. `models` were fitted to the session among others; their
    numbers stay. `hash` seals the receipt and those before it.
    """

    number: str
    at: float
    by: str
    why: str
    what: str
    removed: Mapping[str, int]
    models: tuple[str, ...]
    hash: str


def erase(root: str, session: str, *, who: str, at: float, role: Role = "examiner") -> Receipt:
    """Removes all of a session; takes some seconds. `at` in Unix seconds.

    `who` stands in the session's events until these are gone, `role` in the receipt. Raises
    BadInput where there is nothing of it or it is in use, NotErased where something is in the way.
    """
    (receipt,) = _erased(root, at, session, "--who", who, "--by", role)
    return receipt


def erase_due(root: str, *, at: float) -> list[Receipt]:
    """Erases what is to go by now: after its days, by a candidate's wish, or begun by somebody."""
    return list(_erased(root, at, "--due"))


def receipts(root: str) -> list[Receipt]:
    """All, the oldest first; Damaged names a line that is not what was written."""
    path = Path(root) / RECEIPTS
    return [_receipt(link) for link in links(path)] if path.exists() else []


def _erased(root: str, at: float, *arguments: str) -> Iterator[Receipt]:
    command = [sys.executable, "-m", "dagster_project.erase", *arguments, "--at", repr(at)]
    environment = {**os.environ, "INTERVIEW_DATA": root}
    done = subprocess.run(  # noqa: S603  # our own module under our own interpreter
        command, env=environment, capture_output=True, text=True, check=False
    )
    told = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    errors = [str(line["error"]) for line in told if "error" in line]
    yield from (_receipt(line) for line in told if "error" not in line)
    if done.returncode == WRONG_USE:
        raise BadInput(errors[0] if errors else done.stderr.strip())
    if done.returncode:
        raise NotErased(errors[0] if errors else f"erasing broke off: {done.stderr.strip()}")


def _receipt(line: Mapping[str, Any]) -> Receipt:
    known = {each.name: line[each.name] for each in fields(Receipt)}
    return Receipt(**{**known, "models": tuple(known["models"])})
