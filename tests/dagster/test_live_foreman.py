"""A worker for each live session, whatever happens to it; the workers are real processes."""

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest

from dagster_project.live.foreman import ASLEEP, LATEST, QUIET, Foreman
from interview.model import SessionMeta
from interview.store import Store

WORKER = "import sys; session = sys.stdin.readline().strip(); sys.stdin.read()"
BROKEN = "import sys; sys.stdin.readline(); sys.exit(3)"


@dataclass
class Yard:
    """A foreman, its workers in the order in which they were started, and its clock."""

    store: Store
    program: str = WORKER
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    later: float = 0.0

    def __post_init__(self) -> None:
        self.foreman = Foreman(self.store, self.start, lambda: time.time() + self.later)

    def start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", self.program]
        self.workers.append(subprocess.Popen(command, stdin=subprocess.PIPE))
        return self.workers[-1]

    def session(self, name: str) -> None:
        self.store.create(SessionMeta(name, 1.7e9, "research", "off"), at=1.7e9, who="test")

    def look(self, after: float = 0.0) -> None:
        self.later += after
        self.foreman.look()

    def alive(self) -> list[int]:
        return [k for k, worker in enumerate(self.workers) if worker.poll() is None]


@pytest.fixture
def yard(tmp_path: Path) -> Iterator[Yard]:
    made = Yard(Store(tmp_path))
    yield made
    made.foreman.stop()
    for worker in made.workers:
        assert worker.wait() is not None
        if worker.stdin is not None:
            worker.stdin.close()


def ended(worker: subprocess.Popen[bytes]) -> None:
    worker.wait(20)


def test_the_next_worker_is_loaded_before_it_is_needed(yard: Yard) -> None:
    yard.look()
    assert yard.alive() == [0]
    yard.session("a")
    yard.look()
    assert yard.alive() == [0]
    yard.look(QUIET)
    assert yard.alive() == [0, 1]


def test_each_live_session_has_one(yard: Yard) -> None:
    yard.session("a")
    yard.session("b")
    for _ in range(4):
        yard.look()
    assert set(yard.foreman.workers) == {"a", "b"}


def test_a_killed_worker_has_a_successor_at_once(yard: Yard) -> None:
    yard.session("a")
    yard.look()
    yard.look(QUIET)
    yard.workers[0].kill()
    ended(yard.workers[0])
    yard.look(1.0)
    yard.look(QUIET)
    assert yard.foreman.workers == {"a": yard.workers[1]}


def test_one_that_dies_again_and_again_is_started_ever_more_rarely(yard: Yard) -> None:
    yard.program = BROKEN
    yard.session("a")
    starts: list[float] = []
    while len(starts) < 8:
        yard.look(0.5)
        if "a" in yard.foreman.workers:
            starts.append(yard.later)
            ended(yard.foreman.workers["a"])
    pauses = [after - before for before, after in pairwise(starts)]
    assert pauses == sorted(pauses)
    assert 4 * pauses[0] < pauses[-1] <= LATEST + 1.0


def test_a_session_that_is_over_has_none(yard: Yard) -> None:
    yard.session("a")
    yard.store.append("a", "completed", at=1.7e9, who="interviewer", body={})
    yard.look()
    yard.look(QUIET)
    assert yard.alive() == [0]
    assert not yard.foreman.workers


def test_a_session_in_which_nothing_happens_has_none(yard: Yard) -> None:
    yard.session("a")
    yard.look()
    yard.look(ASLEEP + 1.0)
    ended(yard.workers[0])
    yard.look()
    assert not yard.foreman.workers


def test_a_session_that_is_erased_has_none(yard: Yard) -> None:
    yard.session("a")
    yard.look()
    yard.store.erase("a")
    yard.look()
    ended(yard.workers[0])
    yard.look()
    assert not yard.foreman.workers


def test_a_session_that_is_to_be_erased_gets_none(yard: Yard) -> None:
    yard.session("a")
    yard.store.append("a", "erase", at=1.7e9, who="test", body={})
    yard.look()
    assert not yard.foreman.workers
