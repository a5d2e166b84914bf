"""A recorded session is repeated by way of the live landing, and lies where it lay."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from capture_server.clock import steady_clock
from capture_server.replay import Replay, Tempo, create, recorded
from interview import media
from interview.model import SessionMeta, Span, Sync, Track
from interview.ports import Samples
from interview.store import Store
from interview.store.consent import consents
from tests import recordings
from tests.recordings import lag, tones

SECONDS = 4.0
TRACKS: tuple[Track, ...] = ("candidate_audio", "interviewer_audio")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Two people whose tracks differ, a mute, a switch and a posting."""
    store = Store(tmp_path / "recorded")
    store.create(SessionMeta("said", 1.7e9, "research", "off", "A talk"), at=1.7e9, who="test")
    for offset, track in enumerate(TRACKS):
        with store.land_audio("said", track, Sync("import", None)) as writer:
            sound = tones(SECONDS + offset)[offset * 16_000 :]
            writer.write(sound[:32_000], 0.0)
            writer.gap(Span(2.0, 3.0), "mute")
            writer.write(sound[48_000:], 3.0)
    store.write_job("said", "We look for somebody.")
    body = {"on": False, "time": 1.5}
    store.append("said", "profiling", at=1.7e9 + 1.5, who="interviewer", body=body)
    return store


@pytest.fixture
def live(tmp_path: Path) -> Store:
    return Store(tmp_path / "live")


def replay(store: Store, live: Store, speed: float, lead: float = 0.0) -> None:
    create(live, "again", (store, "said"), steady_clock()())
    asyncio.run(Replay(live, "again", recorded(store, "said"), Tempo(speed, lead)).run())


@pytest.mark.parametrize("speed", [2.0, 8.0])
def test_what_was_said_lies_where_it_lay(store: Store, live: Store, speed: float) -> None:
    replay(store, live, speed)
    for track in TRACKS:
        said, heard = (s.samples(name, track) for s, name in ((store, "said"), (live, "again")))
        assert abs(lag(heard, said)) <= 1
        assert _correlation(heard, said) > 0.85
        assert abs(live.duration("again") - SECONDS) < 0.04
        (gap,) = [gap for gap in live.gaps("again") if gap.track == track]
        assert gap.cause == "mute"
        assert abs(gap.span.start - 2.0) < 0.04
        assert abs(gap.span.end - 3.0) < 0.04


def _correlation(one: Samples, other: Samples) -> float:
    length = min(len(one), len(other))
    return float(np.corrcoef(one[:length], other[:length])[0, 1])


def test_a_repeated_session_is_a_live_one_until_it_ends(store: Store, live: Store) -> None:
    replay(store, live, 8.0)
    events = {event.kind: event for event in live.events("again")}
    assert live.status("again") == "completed"
    assert events["profiling"].body["on"] is False
    assert float(str(events["profiling"].body["time"])) >= 1.5
    assert all(live_scopes["transcription"] for live_scopes in consents(live, "again").values())
    assert live.job("again") == "We look for somebody."
    assert live.meta("again").title == "A talk"
    assert {sync.method for sync in live.sync("again").values()} == {"abs-capture-time"}


def test_people_may_be_silent_at_first(store: Store, live: Store) -> None:
    replay(store, live, 8.0, lead=2.0)
    said, heard = store.samples("said", TRACKS[0]), live.samples("again", TRACKS[0])
    assert abs(lag(heard, said) - 32_000) <= 1


def test_pictures_come_back_unchanged(store: Store, live: Store, tmp_path: Path) -> None:
    film = recordings.pictures(tmp_path / "film.webm", "libvpx", SECONDS)
    with store.land_video("said", "candidate_video", Sync("import", None)) as writer:
        for data, span in media.video_segments(film, 2.0):
            writer.write(data, span)
    replay(store, live, 4.0)
    live.write_video("again", "candidate_video", tmp_path / "again.mkv")
    before, after = recordings.frames(film), recordings.frames(tmp_path / "again.mkv")
    assert [picture for _, picture in after] == [picture for _, picture in before]
    assert max(abs(a - b) for (a, _), (b, _) in zip(after, before, strict=True)) < 0.01


@pytest.mark.services
def test_a_killed_replay_goes_on_with_what_is_said_by_then(store: Store, live: Store) -> None:
    command = [
        sys.executable, "-m", "capture_server.replay", "--data", str(live.root),
        "--from", "said", "--from-data", str(store.root), "--session", "again",
        "--speed", "0.25",
    ]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "again\n"
        _wait_for_media(live)
        os.kill(first.pid, signal.SIGKILL)
    subprocess.run(command, check=True, timeout=60)
    events = [event.kind for event in live.events("again")]
    assert events.count("consent") == 2
    assert "recovered" in events
    assert events[-1] == "completed"
    assert "recovered" in {gap.cause for gap in live.gaps("again")}


def _wait_for_media(live: Store) -> None:
    journal = Path(str(live.root)) / "session=again" / "media" / "candidate_audio"
    for _ in range(200):
        if any(path.stat().st_size for path in journal.glob("*.journal")):
            return
        asyncio.run(asyncio.sleep(0.05))
    pytest.fail("nothing lands")


def test_what_is_not_there_is_told_in_a_line(live: Store) -> None:
    command = [sys.executable, "-m", "capture_server.replay"]
    done = subprocess.run(
        [*command, "--data", str(live.root), "--from", "nothing"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("replay: ")
