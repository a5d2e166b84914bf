"""`workbench run`: Dagster works in a process of its own and tells what it makes, line by line."""

import json
import os
import subprocess
import sys
from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass
from tempfile import TemporaryFile
from types import MappingProxyType
from typing import IO

from rich.console import Console, RenderableType
from rich.live import Live
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from interview.errors import BadInput, InterviewError

WRONG_USE = 2


class RunFailed(InterviewError):
    """Dagster did not make all that was asked for."""


@dataclass(frozen=True, slots=True)
class Step:
    """What is known of one asset; `seconds` of wall time once it is over.

    `cpu_seconds` are those of the whole process up to now.
    """

    asset: str
    state: str
    seconds: float | None = None
    note: str = ""
    cpu_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Cost:
    """Of a whole process: user and system time, and the most memory it held, in 2**20 bytes."""

    cpu_seconds: float
    peak_rss_mb: float


def run(
    session: str,
    root: str,
    select: str | None = None,
    *,
    rescore: str | None = None,
    debug: bool = False,
    environment: Mapping[str, str] = MappingProxyType({}),
) -> Generator[Step, None, Cost]:
    """Materialises the session's partition; raises `RunFailed` unless all of it succeeds.

    `rescore` is another scoring model as NAME@VERSION, by which alone it is scored then.
    What the process says on stderr is kept back, unless `debug`.
    """
    command = [sys.executable, "-m", "dagster_project.run", session]
    command += ["--select", select] if select else []
    command += ["--rescore", rescore] if rescore else []
    with TemporaryFile("w+") as said:
        environment = {**os.environ, **environment, "INTERVIEW_DATA": root}
        stderr = None if debug else said
        with subprocess.Popen(  # noqa: S603  # our own module under our own interpreter
            command, stdout=subprocess.PIPE, stderr=stderr, env=environment, text=True
        ) as child:
            error = yield from _steps(child.stdout or ())
            cost = _wait(child)
        if child.returncode == WRONG_USE:
            raise BadInput(error or _last_line(said))
        if child.returncode:
            raise RunFailed(error or f"the run broke off: {_last_line(said)} (--debug shows all)")
        return cost


def _wait(child: "subprocess.Popen[str]") -> Cost:
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def _steps(lines: Iterable[str]) -> Generator[Step, None, str]:
    """Returns the error that the last line tells, if any."""
    error = ""
    for line in lines:
        if not line.startswith("{"):
            continue  # what some library prints
        told = json.loads(line)
        if "error" in told:
            error = str(told["error"])
        else:
            yield Step(**told)
    return error


def _last_line(file: IO[str]) -> str:
    file.seek(0)
    lines = file.read().split("\n")
    return next((line for line in reversed(lines) if line.strip()), "it said nothing")


def follow(steps: Iterable[Step], console: Console) -> None:
    """Shows each asset as it is made: a table that moves on a terminal, else a line each."""
    if console.is_terminal:
        _watch(steps, console)
        return
    for step in steps:
        if step.state != "started":
            line = " ".join(str(cell) for cell in _cells(step)).rstrip()
            console.print(Text(line), soft_wrap=True)


def _watch(steps: Iterable[Step], console: Console) -> None:
    known: dict[str, Step] = {}
    with Live(Spinner("dots", "Dagster starts"), console=console, refresh_per_second=8) as live:
        for step in steps:
            known[step.asset] = step
            live.update(_table(known.values()))


def _table(steps: Iterable[Step]) -> Table:
    table = Table.grid(padding=(0, 1))
    for step in steps:
        table.add_row(*_cells(step))
    return table


def _cells(step: Step) -> tuple[RenderableType, str, str, Text]:
    marks: dict[str, RenderableType] = {
        "started": Spinner("dots"),
        "done": Text("✓", style="green"),
        "skipped": Text("-", style="dim"),
        "failed": Text("✗", style="red"),
    }
    took = f"{step.seconds:7.1f} s" if step.seconds is not None else ""
    return marks[step.state], step.asset.ljust(16), took.rjust(9), Text(step.note)
