"""`workbench up`: everything for live use, until somebody stops it."""

import asyncio
import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import segno
from rich.text import Text

from interview.errors import BadInput, InterviewError
from interview.offline import keep_offline
from workbench.console import OUT, say
from workbench.up.hosting import Host, host_in
from workbench.up.ports import free_port, require_free
from workbench.up.services import PORTS, Service, services
from workbench.up.watch import Watched

_COLOURS = ("cyan", "green", "yellow", "magenta", "blue", "bright_cyan", "bright_green")
_TITLE = "Interview"
_PATIENCE = 60.0
"""Seconds after which it is told what is being waited for."""


def up(root: str, wanted: Mapping[str, int]) -> None:
    """Serve the sessions below `root`, a folder, on the usual ports or those `wanted`."""
    if "://" in root:
        raise BadInput(f"{root} is no folder: live interviews need one, name it with --data")
    folder = Path(root).absolute()
    ports = chosen(wanted)
    with only_one(folder), TemporaryDirectory(prefix="interview-up-") as private:
        for name, port in ports.items():
            require_free(name, port)
        prepare(folder)
        asyncio.run(_Stack(services(folder, ports, Path(private))).run())


def chosen(wanted: Mapping[str, int]) -> dict[str, int]:
    """All ports; 0 becomes one that is free."""
    unknown = wanted.keys() - PORTS.keys()
    if unknown:
        raise BadInput(f"there is no port {unknown.pop()}: name one of {', '.join(PORTS)}")
    return {name: port or free_port() for name, port in {**PORTS, **wanted}.items()}


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Keep a second one off the folder; BadInput names the process that has it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".up").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise BadInput(
                f"'workbench up' runs already on {folder}, as process {file.read()}: stop that, "
                "or use another folder with --data"
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def prepare(folder: Path) -> None:
    """What all services find in their environment."""
    keep_offline()
    os.environ.update(INTERVIEW_DATA=str(folder), PYTHONUNBUFFERED="1", PYTHONWARNINGS="ignore")
    instance = [sys.executable, "-m", "dagster_project.instance"]
    made = subprocess.run(instance, capture_output=True, text=True, check=False)  # noqa: S603  # ours
    if made.returncode:
        raise InterviewError(f"Dagster cannot be set up: {made.stderr.strip()}")
    os.environ["DAGSTER_HOME"] = made.stdout.strip()


class _Stack:
    def __init__(self, all_of_them: Sequence[Service]) -> None:
        self._watched = {service.name: Watched(service, self._line) for service in all_of_them}
        self._width = max(map(len, self._watched))
        self._colours = dict(zip(self._watched, _COLOURS, strict=False))
        self._host: Host | None = None

    async def run(self) -> None:
        """Until SIGINT or SIGTERM, or one does not start."""
        running = asyncio.create_task(self._run_all())
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, running.cancel)
        with suppress(asyncio.CancelledError):
            await running

    async def _run_all(self) -> None:
        tasks = {name: asyncio.create_task(self._start(name)) for name in self._watched}
        told = asyncio.create_task(self._tell())
        try:
            await asyncio.gather(*tasks.values(), told)
        finally:
            needed = {need for one in self._watched.values() for need in one.service.needs}
            for wave in (tasks.keys() - needed, needed):
                for name in wave:
                    tasks[name].cancel()
                await asyncio.gather(*(tasks[name] for name in wave), return_exceptions=True)
            told.cancel()

    async def _start(self, name: str) -> None:
        for need in self._watched[name].service.needs:
            await self._watched[need].ready.wait()
        await self._watched[name].run()

    async def _tell(self) -> None:
        for name, watched in self._watched.items():
            while not await _within(_PATIENCE, watched.ready):
                say(f"{name} does not answer yet")
        say("\nEverything is up. Ctrl-C stops it.")
        for watched in self._watched.values():
            if watched.service.page:
                say(f"  {watched.service.name:{self._width}} {watched.service.page}")
        if self._host is not None:
            links = await asyncio.to_thread(self._host.invite, _TITLE)
            _show(self._host, links)

    def _line(self, name: str, text: str) -> None:
        self._host = self._host or host_in(text)
        prefix = Text(f"{name:{self._width}} | ", style=self._colours[name])
        OUT.print(prefix + Text.from_ansi(text), soft_wrap=True)


async def _within(seconds: float, event: asyncio.Event) -> bool:
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)
    return event.is_set()


def _show(host: Host, links: Mapping[str, str]) -> None:
    say(f"\nThe host's page, which makes interviews (keep this link to yourself):\n  {host.link}")
    for role, link in links.items():
        say(f"For the {role} of an interview that begins when one of them joins:\n  {link}")
    say("The candidate's link for a telephone's camera:")
    segno.make_qr(links["candidate"], error="l").terminal(compact=True)
    say("Browsers warn of the certificate once: it is made here, accept it by hand.")
