"""`workbench up`: small programs in the place of servers, then all the real ones."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from interview.errors import BadInput
from workbench.up.ports import free_port, require_free
from workbench.up.probes import answers
from workbench.up.services import PORTS, Service
from workbench.up.stack import chosen, only_one
from workbench.up.watch import NotStarted, Watched

ROOT = Path(__file__).parents[2]
PATIENCE = 240.0
SERVER = """
import http.server, sys
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), http.server.SimpleHTTPRequestHandler).serve_forever()
"""  # noqa: E501
FAMILY = """
import signal, subprocess, sys, time
child = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
print("child", subprocess.Popen([sys.executable, "-c", child]).pid, flush=True)
time.sleep(600)
"""


class Log:
    def __init__(self) -> None:
        self.lines: list[str] = []

    def __call__(self, name: str, text: str) -> None:
        self.lines.append(f"{name}: {text}")

    async def until(self, pattern: str, times: int = 1) -> re.Match[str]:
        async with asyncio.timeout(30):
            while True:
                found = [m for line in self.lines if (m := re.search(pattern, line))]
                if len(found) >= times:
                    return found[-1]
                await asyncio.sleep(0.05)


def python(program: str, *arguments: str, **known: str) -> Service:
    return Service("thing", [sys.executable, "-c", program, *arguments], **known)  # type: ignore[arg-type]  # words


async def watched(service: Service, log: Log, look: Callable[[Watched], object]) -> None:
    """Run it until `look`, a coroutine function, is done with it."""
    thing = Watched(service, log)
    task = asyncio.create_task(thing.run())
    try:
        await look(thing)  # type: ignore[misc]  # a coroutine
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def test_what_dies_starts_again() -> None:
    log = Log()

    async def look(_: Watched) -> None:
        await log.until("thing: ready", times=2)

    service = python(
        "print('ready', flush=True); import time; time.sleep(0.2); exit(3)", word="ready"
    )
    asyncio.run(watched(service, log, look))
    assert "thing: ended with exit code 3: starts again in 1 s" in log.lines


def test_it_is_ready_when_it_answers() -> None:
    port, log = free_port(), Log()

    async def look(thing: Watched) -> None:
        async with asyncio.timeout(30):
            await thing.ready.wait()
        assert answers(f"http://127.0.0.1:{port}/")()

    probe = answers(f"http://127.0.0.1:{port}/")
    assert not probe()
    service = Service("thing", [sys.executable, "-c", SERVER, str(port)], probe)
    asyncio.run(watched(service, log, look))
    assert not probe()


def test_what_cannot_start_ends_all_with_what_it_said() -> None:
    service = python("print('no weights'); exit(1)", word="ready")
    with pytest.raises(NotStarted, match=r"thing ended with exit code 1 .*: no weights"):
        asyncio.run(Watched(service, Log()).run())


def test_children_of_children_are_stopped_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.up.watch._GRACE", 1.0)
    log = Log()
    found: list[int] = []

    async def look(_: Watched) -> None:
        found.append(int((await log.until(r"child (\d+)"))[1]))

    asyncio.run(watched(python(FAMILY), log, look))
    assert _ends(found[0])


def _ends(process: int) -> bool:
    """Whether it is gone, or dead and waits for whoever adopted it."""
    for _ in range(50):
        try:
            state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.1)
    return False


def test_a_port_that_is_taken_is_named_with_its_user() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        with pytest.raises(BadInput, match=rf"port {port} for mlflow .*process {os.getpid()} \("):
            require_free("mlflow", port)
    require_free("mlflow", port)


def test_ports_are_the_usual_ones_unless_others_are_wanted() -> None:
    assert chosen({}) == PORTS
    ports = chosen({"dagster": 0, "mlflow": 5055})
    assert ports["mlflow"] == 5055
    assert ports["capture"] == PORTS["capture"]
    assert ports["dagster"] not in (0, PORTS["dagster"])
    with pytest.raises(BadInput, match="capture, dagster, dashboard, mlflow"):
        chosen({"postgres": 1})


def test_a_folder_has_one_at_a_time(tmp_path: Path) -> None:
    with only_one(tmp_path), pytest.raises(BadInput, match=f"process {os.getpid()}: stop that"):
        only_one(tmp_path).__enter__()
    with only_one(tmp_path):
        pass


class Up:
    """The command with all the real servers, on ports that are free."""

    def __init__(self, root: Path) -> None:
        self.root = root
        home = str(root / ".dagster")
        tracking = f"sqlite:///{root}/mlflow.db"
        environment = {**os.environ, "DAGSTER_HOME": home, "MLFLOW_TRACKING_URI": tracking}
        self.process = subprocess.Popen(
            self.command(), cwd=ROOT, env=environment,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        os.set_blocking(self.process.stdout.fileno(), False)  # type: ignore[union-attr]  # a pipe
        self.said = ""

    def command(self) -> list[str]:
        command = [sys.executable, "-m", "workbench", "--data", str(self.root), "up"]
        return [*command, *(f"--port={name}=0" for name in PORTS)]

    def until(self, pattern: str) -> re.Match[str]:
        assert self.process.stdout is not None
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with suppress(BlockingIOError):
                self.said += os.read(self.process.stdout.fileno(), 100_000).decode()
            found = re.search(pattern, self.said, re.DOTALL)
            if found:
                return found
            assert self.process.poll() is None, self.said
            time.sleep(0.2)
        raise TimeoutError(self.said)

    def children(self) -> list[int]:
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(number) for number in path.read_text().split()]


@pytest.fixture
def up(tmp_path: Path) -> Iterator[Up]:
    started = Up(tmp_path / "data")
    yield started
    started.process.send_signal(signal.SIGTERM)
    try:
        started.process.communicate(timeout=60)
    finally:
        started.process.kill()


@pytest.mark.services
def test_everything_comes_up_lives_and_goes(up: Up) -> None:
    page = up.until(r"Everything is up.*dagster +(http://\S+)")[1]
    up.until(r"For the candidate .*/candidate#\S+.*For the interviewer .*/interviewer#\S+")
    up.until("Browsers warn")
    assert answers(f"{page}/server_info")()

    again = subprocess.run(up.command(), cwd=ROOT, capture_output=True, text=True, check=False)
    assert again.returncode == 2
    assert f"runs already on {up.root}, as process {up.process.pid}" in again.stderr

    children = up.children()
    os.kill(children[0], signal.SIGKILL)
    up.until(r"capture +\| ended with exit code -9: starts again in 1 s.*The capture server is at")

    children = up.children()
    up.process.send_signal(signal.SIGINT)
    up.process.wait(60)
    assert up.process.returncode == 0
    assert all(_ends(child) for child in children)
    assert not answers(f"{page}/server_info")()
