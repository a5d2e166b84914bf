"""A process that is started, watched and started again, until it is told to stop.

The process managers on PyPI do not suit: honcho stops everything when one ends, circus and
supervisor are daemons of their own with configuration files, and none waits until a web server
answers before it starts the next.
"""

import asyncio
import ctypes
import os
import signal
import sys
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from interview.errors import InterviewError
from workbench.up.services import Service

_POLL = 0.2
_GRACE = 15.0
"""Seconds to stop in; those of Dagster's processes are the longest."""
_BACK_OFF = (1.0, 2.0, 5.0, 10.0, 30.0)
_STEADY = 60.0
"""Seconds after which an end is no longer one of a row."""
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux
_LIBC = ctypes.CDLL(None)

Say = Callable[[str, str], None]
"""Told a service's name and a line."""


class NotStarted(InterviewError):
    """A service ended before it was ever ready."""


class Watched:
    """A service and whether it is ready. `line` hears all that it says."""

    def __init__(self, service: Service, line: Say) -> None:
        self.service, self._line = service, line
        self.ready = asyncio.Event()
        self._last: deque[str] = deque(maxlen=3)
        self._ends = 0

    async def run(self) -> None:
        """Keep it running until cancelled; NotStarted where it ends before it is ready."""
        name, loop = self.service.name, asyncio.get_running_loop()
        while True:
            began = loop.time()
            async with self._process() as process:
                code = await process.wait()
            if not self.ready.is_set():
                said = " | ".join(self._last) or "it said nothing"
                raise NotStarted(f"{name} ended with exit code {code} at its start: {said}")
            self._ends = 0 if loop.time() - began > _STEADY else self._ends
            wait = _BACK_OFF[min(self._ends, len(_BACK_OFF) - 1)]
            self._ends += 1
            self._line(name, f"ended with exit code {code}: starts again in {wait:.0f} s")
            await asyncio.sleep(wait)

    @asynccontextmanager
    async def _process(self) -> AsyncIterator[asyncio.subprocess.Process]:
        process = await asyncio.create_subprocess_exec(
            *self.service.command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env={**os.environ, **self.service.environment},
            start_new_session=True,
            preexec_fn=_die_with_parent,
            limit=2**20,
        )
        follow, probe = map(asyncio.create_task, (self._follow(process), self._probe()))
        try:
            yield process
        finally:
            await stop(process)
            await asyncio.wait([follow], timeout=_POLL)  # its last words, and the end of the pipe
            for task in (follow, probe):
                task.cancel()
            await asyncio.gather(follow, probe, return_exceptions=True)

    async def _follow(self, process: asyncio.subprocess.Process) -> None:
        while process.stdout and (line := await process.stdout.readline()):
            text = line.decode(errors="replace").rstrip()
            self._last.append(text)
            self._line(self.service.name, text)
            if self.service.word and self.service.word in text:
                self.ready.set()

    async def _probe(self) -> None:
        while self.service.ready and not await asyncio.to_thread(self.service.ready):
            await asyncio.sleep(_POLL)
        if self.service.ready:
            self.ready.set()


async def stop(process: asyncio.subprocess.Process) -> None:
    """End a process and all of its group: asked first, after a while by force."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    with suppress(TimeoutError):
        async with asyncio.timeout(_GRACE):
            await process.wait()
            while _alive(process.pid):
                await asyncio.sleep(_POLL)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()


def _alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def _die_with_parent() -> None:
    """Where `up` itself is killed nothing goes on without it."""
    if sys.platform == "linux":
        _LIBC.prctl(_DIE_WITH_PARENT, signal.SIGTERM)
