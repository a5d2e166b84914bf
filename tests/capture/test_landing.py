"""Packets reach the disk away from the event loop; what goes wrong there is told and made up."""

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from capture_server.landing import Landing
from interview.store import Store
from interview.store.journal import SUFFIX
from interview.store.recording import record, recover, track_folder
from tests.capture.streams import AUDIO, SESSION, VIDEO, session, shown, spoken
from workbench.bench.clip import find_chirps

TIMES = [0.5, 2.3, 3.3, 4.6, 5.9]
TALK = spoken(6.5, TIMES)


class Disk:
    """A landing, and what it tells."""

    def __init__(self, root: Path) -> None:
        self.store = session(root)
        self.told: list[str | None] = []
        self.landing = Landing(self.store, SESSION, self.told.append)

    @property
    def folder(self) -> Path:
        return track_folder(self.store, SESSION, AUDIO)

    def put(self, first: int, last: int) -> None:
        for packet in TALK[first:last]:
            self.landing.put(AUDIO, packet)

    def until(self, done: Callable[[], bool]) -> None:
        for _ in range(500):
            if done():
                return
            time.sleep(0.02)
        raise TimeoutError


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    return Disk(tmp_path)


@contextmanager
def full() -> Iterator[None]:
    """No file may grow beyond a few bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_tracks_land_beside_each_other(disk: Disk) -> None:
    for packet in sorted([*TALK, *shown(150)], key=lambda packet: packet.arrival):
        disk.landing.put(AUDIO if packet in TALK else VIDEO, packet)
    disk.landing.close()
    assert disk.landing.lag(100.0) == 0.0
    assert disk.told == []
    assert disk.store.tracks(SESSION) == [AUDIO, VIDEO]
    assert disk.store.gaps(SESSION) == []
    assert find_chirps(disk.store.samples(SESSION, AUDIO)) == pytest.approx(
        [time + 0.0065 for time in TIMES], abs=0.0003
    )


def test_a_full_disk_is_told_and_what_had_landed_stays(disk: Disk) -> None:
    disk.put(0, 120)
    disk.until(lambda: disk.landing.lag(1.0) == 0.0 and bool(disk.store.tracks(SESSION)))
    landed = disk.store.media_digest(SESSION)
    with full():
        disk.put(120, 150)
        disk.until(lambda: bool(disk.told))
        time.sleep(0.2)
        assert disk.store.media_digest(SESSION) == landed
    disk.put(150, len(TALK))
    disk.landing.close()
    assert disk.told[0] is not None
    assert "too large" in disk.told[0]
    assert disk.told[-1] is None
    assert disk.store.duration(SESSION) == pytest.approx(6.5, abs=0.03)
    gaps = disk.store.gaps(SESSION)
    assert sum(gap.span.duration for gap in gaps) == pytest.approx(30 * 0.02, abs=0.03)


def test_a_segment_that_cannot_land_is_tried_again(disk: Disk) -> None:
    disk.folder.mkdir(parents=True)
    obstacle = disk.folder / "000000.flac"
    obstacle.mkdir()
    disk.put(0, 250)
    disk.until(lambda: bool(disk.told))
    assert disk.store.tracks(SESSION) == []
    obstacle.rmdir()
    disk.until(lambda: disk.told[-1] is None)
    disk.put(250, len(TALK))
    disk.landing.close()
    assert disk.store.gaps(SESSION) == []
    assert len(find_chirps(disk.store.samples(SESSION, AUDIO))) == len(TIMES)


def test_what_cannot_land_to_the_end_waits_for_a_recovery(disk: Disk) -> None:
    disk.folder.mkdir(parents=True)
    obstacle = disk.folder / "000000.flac"
    obstacle.mkdir()
    disk.put(0, len(TALK))
    disk.landing.close()
    assert len(list(disk.folder.glob(f"*{SUFFIX}"))) == 4
    obstacle.rmdir()
    assert recover(disk.store, SESSION, AUDIO)
    assert disk.store.gaps(SESSION) == []
    assert len(find_chirps(disk.store.samples(SESSION, AUDIO))) == len(TIMES)


def test_another_process_that_records_is_told_of(disk: Disk) -> None:
    other = Store(disk.store.root)
    with record(other, SESSION, AUDIO, lambda _: None):
        disk.put(0, 10)
        disk.until(lambda: bool(disk.told))
    assert "wait until that is done" in str(disk.told[0])
    disk.put(10, 60)
    disk.landing.close()
    assert disk.told[-1] is None
    assert disk.store.duration(SESSION) == pytest.approx(1.2, abs=0.03)


def test_an_erased_session_comes_not_back(disk: Disk) -> None:
    disk.put(0, 150)
    disk.until(lambda: bool(disk.store.tracks(SESSION)))
    disk.store.erase(SESSION)
    disk.put(150, len(TALK))
    disk.landing.close()
    assert disk.store.sessions() == []
    assert disk.told[-1] is not None
