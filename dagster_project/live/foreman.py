"""Keeps a worker for each session that is live, and one that is loaded for the next."""

import logging
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from dagster_project.settings import data_root
from interview.errors import InterviewError
from interview.store import Store
from interview.store.kept import ERASE
from interview.store.live import last_change
from registry import resolved, settings

FRESH = 600.0
"""Seconds for which nobody need ask again which models are in use: a restart must be quick."""
LOOK = 0.5
"""Seconds between two looks at the store."""
ASLEEP = 1800.0
"""Seconds after which a session in which nothing happens has no worker until something does."""
SOONEST, LATEST = 0.5, 30.0
"""Seconds before a worker that died has a successor; they double with each early death."""
HEALTHY = 60.0
"""Seconds of life after which a death is not early."""
OVER = ("completed", ERASE)
"""Events after which a session needs no worker any more."""
QUIET = 10.0
"""Seconds after a worker went to work before the next one is loaded, which takes a whole core."""

log = logging.getLogger(__name__)
Process = subprocess.Popen[bytes]


@dataclass
class Kept:
    """A session that is live."""

    process: Process | None = None
    started: float = 0.0
    due: float = 0.0
    pause: float = SOONEST
    over: bool = False


class Foreman:
    """`start` makes a worker that waits for its session; `clock` gives Unix seconds."""

    def __init__(
        self, store: Store, start: Callable[[], Process], clock: Callable[[], float]
    ) -> None:
        self._store, self._start, self._clock = store, start, clock
        self._kept: dict[str, Kept] = {}
        self._spare: Process | None = None
        self._load_at = 0.0

    def look(self) -> None:
        """Starts what is due and misses what is gone."""
        sessions = self._store.sessions()
        for gone in self._kept.keys() - set(sessions):
            self._let_go(gone, self._kept[gone].process)
        for session in sessions:
            self._keep(session, self._kept.setdefault(session, Kept()))
        if self._spare is not None and self._spare.poll() is not None:
            self._spare, self._load_at = None, self._clock() + QUIET
        if self._spare is None and self._load_at <= self._clock():
            self._spare = self._start()

    @property
    def workers(self) -> dict[str, Process]:
        """Those that are at work, by session."""
        return {
            session: kept.process
            for session, kept in self._kept.items()
            if kept.process is not None
        }

    def stop(self) -> None:
        """Ends all workers and waits for them."""
        workers = [*self.workers.values(), *([self._spare] if self._spare else [])]
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.wait()

    def _let_go(self, session: str, worker: Process | None) -> None:
        """Of a session that was erased."""
        if worker is not None and worker.poll() is None:
            worker.terminate()
        else:
            del self._kept[session]

    def _keep(self, session: str, kept: Kept) -> None:
        if kept.process is not None and kept.process.poll() is not None:
            self._miss(session, kept, kept.process.returncode)
        if kept.over or kept.due > self._clock():
            return
        awake = self._is_awake(session)
        if kept.process is not None and not awake:
            kept.process.terminate()
        elif kept.process is None and awake:
            kept.over = self._is_over(session)
            if not kept.over:
                kept.process, kept.started = self._sent(session), self._clock()
                log.info("session %s has worker %d", session, kept.process.pid)

    def _miss(self, session: str, kept: Kept, status: int) -> None:
        kept.process = None
        early = self._clock() - kept.started < HEALTHY
        kept.pause = min(2 * kept.pause, LATEST) if early else SOONEST
        kept.due = kept.started + kept.pause
        log.info("the worker of session %s ended with %d", session, status)

    def _is_awake(self, session: str) -> bool:
        try:
            return self._clock() - last_change(self._store, session) < ASLEEP
        except InterviewError:  # it was erased
            return False

    def _is_over(self, session: str) -> bool:
        try:
            return any(event.kind in OVER for event in self._store.events(session))
        except InterviewError as error:
            log.warning("session %s: %s", session, error)
            return True

    def _sent(self, session: str) -> Process:
        worker, self._spare = self._spare or self._start(), None
        self._load_at = self._clock() + QUIET
        with suppress(BrokenPipeError):  # it died meanwhile, which is noticed soon
            if worker.stdin is not None:
                worker.stdin.write(f"{session}\n".encode())
                worker.stdin.flush()
        return worker


def run() -> int:
    """Until the process is told to stop."""
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    foreman = Foreman(Store(data_root()), _start, time.time)
    log.info("watches %s", data_root())
    resolved.freshen(settings.wanted(), FRESH, time.time())
    try:
        while not stop.wait(LOOK):
            foreman.look()
    finally:
        foreman.stop()
    return 0


def _start() -> Process:
    command = [sys.executable, "-m", "dagster_project.live", "-"]
    return subprocess.Popen(command, stdin=subprocess.PIPE)  # noqa: S603
