"""Everything of `workbench up` on folders of its own, a replayed session, and what both cost."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from interview.errors import Transient
from workbench.bench.live_log import EventLog
from workbench.up.services import PORTS

PATIENCE = 300.0
"""Seconds for all servers to come up on a busy machine."""
_POLL = 0.2
_SAMPLE = 0.5
_NAMES = {
    "capture_server": "capture server",
    "capture_server.replay": "replay",
    "dagster_webserver": "web server",
    "dagster._daemon": "daemon",
    "dagster": "code server",
    "mlflow": "MLflow",
    "workbench.dashboard": "dashboard",
    "dagster_project.live": "foreman",
    "dagster_project.live.onlooker": "onlooker",
    "workbench": "up",
}


@dataclass(frozen=True, slots=True)
class Process:
    """`name` of what it is, or of what started it; CPU seconds since it began; memory in 10**6."""

    id: int
    name: str
    arguments: tuple[str, ...]
    cpu_s: float
    rss_mb: float


def processes(root: int, name: str = "up") -> Iterator[Process]:
    """A process and all that came from it; those that are gone meanwhile are left out."""
    folder = Path(f"/proc/{root}")
    try:
        arguments = tuple((folder / "cmdline").read_text().rstrip("\0").split("\0"))
        fields = (folder / "stat").read_text().rpartition(")")[2].split()
        pages = int((folder / "statm").read_text().split()[1])
        children = (folder / "task" / str(root) / "children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return
    name = _name(arguments) or name
    cpu_s = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    yield Process(root, name, arguments, cpu_s, pages * os.sysconf("SC_PAGESIZE") / 1e6)
    for child in _children(folder, children):
        yield from processes(child, name)


def _children(folder: Path, known: list[str]) -> Iterator[int]:
    """Those of all threads: a thread may start a process."""
    numbers = {int(number) for number in known}
    for path in folder.glob("task/*/children"):
        try:
            numbers |= {int(number) for number in path.read_text().split()}
        except (FileNotFoundError, ProcessLookupError):
            continue
    yield from sorted(numbers)


def _name(arguments: tuple[str, ...]) -> str | None:
    """Workers are called as the foreman is, and with something to do."""
    module = dict(pairwise(arguments)).get("-m", "")
    name = _NAMES.get(module)
    return "workers" if name == "foreman" and arguments[-1] != module else name


class Meter:
    """Samples the processes below some roots in a thread, so that what ends is counted too."""

    def __init__(self, *roots: int) -> None:
        self._roots = roots
        self._cpu: dict[int, tuple[str, float]] = {}
        self._before: dict[int, float] = {}
        self.peak_mb: dict[str, float] = defaultdict(float)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="meter")

    def __enter__(self) -> "Meter":
        self.sample()
        self._before = {process: cpu for process, (_, cpu) in self._cpu.items()}
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(_SAMPLE):
            self.sample()

    def sample(self) -> None:
        now: dict[str, float] = defaultdict(float)
        for root in self._roots:
            for process in processes(root):
                self._cpu[process.id] = process.name, process.cpu_s
                now[process.name] += process.rss_mb
        for name, megabytes in now.items():
            self.peak_mb[name] = max(self.peak_mb[name], megabytes)

    def cores(self, seconds: float) -> dict[str, float]:
        """CPU seconds of each kind of process since the meter was entered, by a time's seconds."""
        spent: dict[str, float] = defaultdict(float)
        for process, (name, cpu_s) in self._cpu.items():
            spent[name] += cpu_s - self._before.get(process, 0.0)
        return {name: cpu_s / seconds for name, cpu_s in spent.items()}


class Stack:
    """`workbench up`, until `stop`."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.root = folder / "data"
        home = folder / "dagster"
        self.log = EventLog(home)
        self.environment = {
            **os.environ,
            "DAGSTER_HOME": str(home),
            "MLFLOW_TRACKING_URI": f"sqlite:///{folder}/mlflow.db",
            "MLFLOW_DEFAULT_ARTIFACT_ROOT": str(folder / "artifacts"),
            "INTERVIEW_DATA": str(self.root),
            **environment,
        }
        self.said = folder / "up.log"
        ports = [f"--port={name}=0" for name in PORTS]
        with self.said.open("wb") as out:
            self._child = subprocess.Popen(  # noqa: S603  # ours
                [sys.executable, "-m", "workbench", "up", *ports],
                env=self.environment, stdout=out, stderr=out,
            )  # fmt: skip
        self._wait_until_up()

    @property
    def process(self) -> int:
        return self._child.pid

    def _wait_until_up(self) -> None:
        end = time.monotonic() + PATIENCE
        while "Everything is up" not in self.said.read_text(errors="replace"):
            if self._child.poll() is not None or time.monotonic() > end:
                self.stop()
                last = self.said.read_text(errors="replace").splitlines()[-3:]
                raise Transient(f"'workbench up' does not come up: {' | '.join(last)}")
            time.sleep(_POLL)

    @property
    def dashboard(self) -> str:
        """Its address."""
        told = re.search(r"(http://localhost:\d+)/sign-in", self.said.read_text(errors="replace"))
        if told is None:
            raise Transient("'workbench up' does not say where the dashboard is")
        return told[1]

    def find(self, name: str) -> int:
        """The first process of that name; Transient where there is none."""
        for process in processes(self.process):
            if process.name == name:
                return process.id
        raise Transient(f"there is no {name} below 'workbench up'")

    def worker(self, session: str) -> int | None:
        """The process that follows a session, by what the foreman says; None when it is gone."""
        told = re.findall(
            rf"session {session} has worker (\d+)", self.said.read_text(errors="replace")
        )
        alive = {process.id for process in processes(self.process)}
        return int(told[-1]) if told and int(told[-1]) in alive else None

    def kill(self, process: int) -> float:
        """As the system does when memory runs out; the time, in Unix seconds."""
        os.kill(process, signal.SIGKILL)
        return time.time()

    def stop(self) -> None:
        self._child.terminate()
        try:
            self._child.wait(60)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()


class Replay:
    """`capture_server.replay` in a process, started once its session is there."""

    def __init__(self, stack: Stack, source: Path, session: str, *options: str) -> None:
        module = [sys.executable, "-m", "capture_server.replay"]
        where = ["--data", str(stack.root), "--from-data", str(source), "--from", "recorded"]
        self._command = [*module, *where, "--session", session, *options]
        self._environment = stack.environment
        self.session = session
        self.start()

    def start(self) -> None:
        """Begin, or go on after it was killed."""
        self._child = subprocess.Popen(  # noqa: S603  # ours
            self._command,
            env=self._environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        if self._child.stdout is None or not self._child.stdout.readline():
            raise Transient(f"the replay of session {self.session} does not begin")

    @property
    def process(self) -> int:
        return self._child.pid

    @property
    def over(self) -> bool:
        return self._child.poll() is not None

    def kill(self) -> float:
        """The time, in Unix seconds."""
        self._child.kill()
        killed = time.time()
        self._child.wait()
        return killed

    def wait(self) -> None:
        self._child.wait()
