"""All servers of several machines, on this one and in a folder of their own."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from dagster_project.origin import MODULE
from dagster_project.settings import LOCATION
from interview.errors import Transient
from workbench.bench.live_stack import processes
from workbench.up.ports import free_port

SETTINGS = Path(__file__).with_name("dagster.yaml")
CELERY = "dagster_project.celery_app"
PATIENCE = 120.0
WORKERS = ("answers1", "answers2")


class Servers:
    """What is started here is stopped here."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.started: dict[str, subprocess.Popen[bytes]] = {}
        self._killed: dict[str, float] = {}

    def start(self, name: str, command: Sequence[str]) -> int:
        """What it says goes to NAME.log."""
        with self.said(name).open("ab") as out:
            self.started[name] = subprocess.Popen(  # noqa: S603  # ours
                command, stdout=out, stderr=out, start_new_session=True
            )
        return self.started[name].pid

    def said(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def until_said(self, name: str, word: str) -> None:
        self.until(name, lambda: word in self.said(name).read_text(errors="replace"))

    def until(self, name: str, done: Callable[[], bool]) -> None:
        """Transient where it ended or takes too long."""
        end = time.monotonic() + PATIENCE
        while not done():
            if self.started[name].poll() is not None or time.monotonic() > end:
                raise Transient(f"{name} does not come up: see {self.said(name)}")
            time.sleep(0.2)

    def kill(self, name: str) -> float:
        """With all that came from it, as when a machine fails; the time, in Unix seconds."""
        self._killed[name] = _cpu_s(self.started[name].pid)
        os.killpg(self.started[name].pid, signal.SIGKILL)
        return time.time()

    def stop(self) -> None:
        """The last one first."""
        for process in reversed(self.started.values()):
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def cpu_s(self) -> dict[str, float]:
        """CPU seconds of each server so far, with what came from it."""
        now = {name: _cpu_s(process.pid) for name, process in self.started.items()}
        return {**now, **self._killed}

    def rss_mb(self) -> dict[str, float]:
        """In 10**6 bytes; shared pages count for each process that has them."""
        return {
            name: sum(each.rss_mb for each in processes(process.pid))
            for name, process in self.started.items()
        }


def _cpu_s(root: int) -> float:
    """Of those that live, and of the first one's children that are gone."""
    try:
        fields = Path(f"/proc/{root}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    gone = (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")
    return gone + sum(each.cpu_s for each in processes(root))


@contextmanager
def running(folder: Path) -> Iterator[Servers]:
    """Everything but people; the environment says where it is."""
    servers = Servers(folder)
    home = folder / "dagster"
    home.mkdir()
    shutil.copy2(SETTINGS, home / "dagster.yaml")
    redis, postgres = free_port(), free_port()
    os.environ.update(
        DAGSTER_HOME=str(home),
        INTERVIEW_DATA=str(folder / "data"),
        MLFLOW_TRACKING_URI=f"sqlite:///{folder}/mlflow.db",
        MLFLOW_DEFAULT_ARTIFACT_ROOT=str(folder / "artifacts"),
        INTERVIEW_BROKER=f"redis://127.0.0.1:{redis}/0",
        INTERVIEW_RESULTS=f"redis://127.0.0.1:{redis}/1",
        INTERVIEW_POSTGRES=f"postgresql+psycopg2://interview@127.0.0.1:{postgres}/postgres",
        PYTHONUNBUFFERED="1",
        PYTHONWARNINGS="ignore",
    )
    try:
        _start_databases(servers, redis, postgres)
        _start_dagster(servers)
        yield servers
    finally:
        servers.stop()


def _start_databases(servers: Servers, redis: int, postgres: int) -> None:
    where = ["--port", str(redis), "--bind", "127.0.0.1", "--dir", str(servers.folder)]
    servers.start("redis", ["redis-server", *where, "--save", ""])
    servers.until_said("redis", "Ready to accept connections")
    programs = max(Path("/usr/lib/postgresql").glob("*/bin"))
    database = servers.folder / "postgres"
    database.mkdir()
    # Postgres does not work for root.
    user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    if user:
        servers.folder.chmod(0o755)
        shutil.chown(database, "postgres")
    made = [*user, str(programs / "initdb"), "-D", str(database), "-A", "trust", "-U", "interview"]
    subprocess.run(made, check=True, stdout=subprocess.DEVNULL, cwd="/")  # noqa: S603  # ours
    options = ["-p", str(postgres), "-c", "listen_addresses=127.0.0.1", "-k", str(database)]
    servers.start("postgres", [*user, str(programs / "postgres"), "-D", str(database), *options])
    servers.until_said("postgres", "ready to accept connections")


def _start_dagster(servers: Servers) -> None:
    python, folder = [sys.executable, "-m"], servers.folder
    code, workspace = folder / "code.sock", folder / "workspace.yaml"
    workspace.write_text(
        f"load_from: [grpc_server: {{socket: {code}, location_name: {LOCATION}}}]\n"
    )
    serve = ["api", "grpc", "--module-name", MODULE, "--socket", str(code)]
    servers.start("code", [*python, "dagster", *serve, "--location-name", LOCATION])
    servers.until_said("code", "Started Dagster code server")
    servers.start("daemon", [*python, "dagster._daemon", "run", "--workspace", str(workspace)])
    for name in WORKERS:
        own = ["--hostname", f"{name}@%h", "--queues", "dagster,finish", "--loglevel", "info"]
        servers.start(name, [*python, "celery", "--app", CELERY, "worker", *own])
        servers.until_said(name, "ready.")
    servers.start("live", [*python, "dagster_project.live"])
    servers.until_said("live", "watches")
