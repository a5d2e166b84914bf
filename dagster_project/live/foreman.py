"""Keeps a worker for each session that is live."""

import logging
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from dagster_project.settings import data_root
from interview.errors import InterviewError
from interview.store import Store
from interview.store.live import last_change

LOOK = 1.0
"""Seconds between two looks at the store."""
ASLEEP = 1800.0
"""Seconds after which a session in which nothing happens has no worker until something does."""
SOONEST, LATEST = 0.5, 30.0
"""Seconds before a worker that died is started again; they double with each death."""
HEALTHY = 60.0
"""Seconds of life after which a death is the first one again."""

log = logging.getLogger(__name__)


@dataclass
class Kept:
    """A session's worker, or when it is due again."""

    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    due: float = 0.0
    pause: float = SOONEST
    over: bool = field(default=False)


class Foreman:
    """`start` makes the process of a session's worker; `clock` gives Unix seconds."""

    def __init__(
        self,
        store: Store,
        start: Callable[[str], subprocess.Popen[bytes]],
        clock: Callable[[], float],
    ) -> None:
        self._store, self._start, self._clock = store, start, clock
        self._kept: dict[str, Kept] = {}

    def look(self) -> None:
        """Starts what is due and misses what is gone."""
        for session in self._store.sessions():
            self._keep(session, self._kept.setdefault(session, Kept()))

    def stop(self) -> None:
        """Ends all workers and waits for them."""
        processes = [kept.process for kept in self._kept.values() if kept.process]
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait()

    def _keep(self, session: str, kept: Kept) -> None:
        if kept.over:
            return
        if kept.process is not None:
            self._miss(session, kept)
        elif kept.due <= self._clock() and self._is_live(session, kept):
            kept.process, kept.started = self._start(session), self._clock()
            log.info("session %s has worker %d", session, kept.process.pid)

    def _miss(self, session: str, kept: Kept) -> None:
        if kept.process is None or kept.process.poll() is None:
            return
        status, kept.process = kept.process.returncode, None
        lived = self._clock() - kept.started
        kept.pause = SOONEST if lived > HEALTHY else min(2 * kept.pause, LATEST)
        kept.due = self._clock() + (kept.pause if status else SOONEST)
        log.info("worker of session %s ended with %d", session, status)

    def _is_live(self, session: str, kept: Kept) -> bool:
        try:
            changed = last_change(self._store, session)
            kept.over = any(e.kind == "completed" for e in self._store.events(session))
        except InterviewError as error:
            log.warning("session %s: %s", session, error)
            return False
        return not kept.over and self._clock() - changed < ASLEEP


def run() -> int:
    """Until the process is told to stop."""
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    log.info("watches %s", data_root())
    foreman = Foreman(Store(data_root()), _start, time.time)
    try:
        while not stop.wait(LOOK):
            foreman.look()
    finally:
        foreman.stop()
    return 0


def _start(session: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "dagster_project.live", session])  # noqa: S603
