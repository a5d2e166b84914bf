"""Live tracks land in short files on the session clock, whatever goes missing or breaks."""

import io
import resource
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interview.errors import Refused, Transient
from interview.media.passthrough import Timed, hear
from interview.model import Gap, Span, Sync
from interview.store import Store, landing
from interview.store.journal import SUFFIX, Closed, Packet, pack, packets
from interview.store.recording import record, recover, track_folder
from interview.store.tail import tail
from tests.capture.streams import (
    AUDIO,
    SESSION,
    VIDEO,
    allow,
    die,
    land,
    land_closed,
    session,
    shown,
    spoken,
)
from workbench.bench.clip import LOOK_AHEAD, RATE, find_chirps, number_shown

TIMES = [0.5, 1.97, 3.3, 4.6, 5.9]
SECONDS = 6.5
TALK = spoken(SECONDS, TIMES)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return session(tmp_path / "data")


def folder(store: Store, track: str = AUDIO) -> Path:
    return track_folder(store, SESSION, AUDIO if track == AUDIO else VIDEO)


def chirps_of(store: Store) -> list[float]:
    return [time - LOOK_AHEAD / RATE for time in find_chirps(store.samples(SESSION, AUDIO))]


def spans(folder: Path) -> list[tuple[float, float]]:
    return [(segment.start, segment.end) for segment in landing.segments(folder)]


# audio


def test_audio_lies_where_it_was_said(store: Store) -> None:
    land(store, AUDIO, spoken(SECONDS, TIMES, start=7.3))
    assert chirps_of(store) == pytest.approx([7.3 + time for time in TIMES], abs=0.0003)
    assert spans(folder(store)) == [(7.3, 8.0), (8.0, 10.0), (10.0, 12.0), (12.0, 13.8)]
    assert store.gaps(SESSION) == []
    assert store.sync(SESSION) == {AUDIO: Sync("abs-capture-time", 0.5)}


def test_cuts_are_not_heard(store: Store) -> None:
    land(store, AUDIO, TALK)
    first, uncut = hear([Timed(round(packet.at * RATE), packet.data) for packet in TALK])
    cut = store.samples(SESSION, AUDIO)[first:]
    assert np.abs(cut - uncut).max() < 0.02 * np.abs(uncut).max()


def test_what_the_browser_sent_is_kept_as_it_was(store: Store) -> None:
    land(store, AUDIO, TALK)
    kept = folder(store) / "original"
    data: list[bytes] = []
    for segment in landing.segments(kept):
        with av.open(io.BytesIO(landing.read_segment(kept, segment)), "r") as container:
            data += [bytes(packet) for packet in container.demux(audio=0) if packet.size]
    assert data == [packet.data for packet in TALK]


def test_without_consent_nothing_is_heard(store: Store) -> None:
    land(store, AUDIO, TALK, heard=False)
    assert store.tracks(SESSION) == []
    assert not list(folder(store).glob("*.flac"))
    assert len(landing.segments(folder(store) / "original")) == 4


def test_lost_packets_are_gaps_of_silence(store: Store) -> None:
    lost = {10, 11, 55, 99, 100, 101, 230}
    land(store, AUDIO, spoken(SECONDS, TIMES, lost=lost))
    assert [
        (g.cause, round(g.span.start, 3), round(g.span.end, 3)) for g in store.gaps(SESSION)
    ] == [
        ("loss", 0.2, 0.24),
        ("loss", 1.1, 1.12),
        ("loss", 1.98, 2.04),
        ("loss", 4.6, 4.62),
    ]
    assert not store.samples(SESSION, AUDIO, Span(1.99, 2.03)).any()
    assert chirps_of(store)[0] == pytest.approx(TIMES[0], abs=0.0003)


@pytest.mark.parametrize("first", [99, 100, 101, 103, 150])
def test_a_mute_is_a_gap_and_what_follows_stays_in_place(store: Store, first: int) -> None:
    land(store, AUDIO, spoken(SECONDS, TIMES, holes={first: (6.0, "mute")}))
    muted = first * 0.02
    assert store.gaps(SESSION) == [Gap(AUDIO, Span(*_near(store, muted, muted + 6.0)), "mute")]
    expected = [time if time < muted else time + 6.0 for time in TIMES if abs(time - muted) > 0.08]
    assert all(any(abs(found - time) < 0.0004 for found in chirps_of(store)) for time in expected)
    assert (
        max(end - start for start, end in spans(folder(store))) <= 2.061
    )  # the end of a run is not cut off


def _near(store: Store, start: float, end: float) -> tuple[float, float]:
    span = store.gaps(SESSION)[0].span
    assert (span.start, span.end) == pytest.approx((start, end), abs=0.0002)
    return span.start, span.end


# pictures


def test_pictures_land_in_files_that_begin_with_a_key_frame(store: Store) -> None:
    land(store, VIDEO, shown(200, start=3.0))
    numbers: list[int] = []
    for segment in landing.segments(folder(store, VIDEO)):
        data = landing.read_segment(folder(store, VIDEO), segment)
        with av.open(io.BytesIO(data), "r") as container:
            frames = list(container.decode(video=0))
        assert frames[0].key_frame
        assert frames[0].time == 0.0
        assert segment.start + (frames[-1].time or 0) == pytest.approx(
            segment.end - 1 / 30, abs=0.002
        )
        numbers += [number_shown(frame) for frame in frames]
    assert numbers == list(range(200))
    assert spans(folder(store, VIDEO))[:2] == [(3.0, 5.0), (5.0, 7.0)]
    assert store.gaps(SESSION) == []


def test_pictures_of_a_new_connection_begin_with_a_key_frame(store: Store) -> None:
    again = shown(95, start=9.0, connection=2)
    moved = [again[0], *again[1:]]
    packets = [*shown(40), *moved[17:]]  # the new connection is first seen between key frames
    land(store, VIDEO, packets)
    assert spans(folder(store, VIDEO))[0] == pytest.approx((0.0, 40 / 30), abs=0.001)
    assert spans(folder(store, VIDEO))[1][0] == pytest.approx(10.0)
    assert [gap.track for gap in store.gaps(SESSION)] == [VIDEO]


def test_a_still_camera_is_a_gap(store: Store) -> None:
    packets = [packet for k, packet in enumerate(shown(120)) if not 40 <= k < 80]
    land(store, VIDEO, packets)
    (gap,) = store.gaps(SESSION)
    assert (gap.span.start, gap.span.end) == pytest.approx((39 / 30, 80 / 30))


# crashes


@settings(max_examples=8, deadline=None)
@given(stop=st.integers(20, len(TALK)), torn=st.integers(0, 200), landing_too=st.booleans())
def test_a_crash_costs_what_was_torn_off(
    tmp_path_factory: pytest.TempPathFactory, stop: int, torn: int, landing_too: bool
) -> None:
    store = session(tmp_path_factory.mktemp("crash"))
    die(store, AUDIO, TALK[:stop], landing=landing_too)
    last = max(folder(store).glob(f"*{SUFFIX}"))
    size = last.stat().st_size
    with last.open("r+b") as file:
        file.truncate(max(0, size - torn))
    assert recover(store, SESSION, AUDIO, heard=True)
    assert not recover(store, SESSION, AUDIO, heard=True)
    assert store.duration(SESSION) >= stop * 0.02 - 0.02 * (1 + torn // 60) - 0.001
    assert not list(folder(store).glob(f"*{SUFFIX}"))


def test_what_a_crash_left_lands_as_it_would_have(tmp_path: Path) -> None:
    whole, crashed = session(tmp_path / "whole"), session(tmp_path / "crashed")
    land(whole, AUDIO, TALK)
    die(crashed, AUDIO, TALK, landing=False)
    recover(crashed, SESSION, AUDIO, heard=True)
    assert crashed.media_digest(SESSION) == whole.media_digest(SESSION)


def test_a_crash_between_landing_and_tidying_up_doubles_nothing(store: Store) -> None:
    for track, stream in ((AUDIO, TALK), (VIDEO, shown(200))):
        die(store, track, stream, landing=False)
        copy = folder(store, track).with_name("copy")
        shutil.copytree(folder(store, track), copy)
        recover(store, SESSION, track, heard=True)
        landed = spans(folder(store, track))
        for left in copy.glob(f"*{SUFFIX}"):
            shutil.move(left, folder(store, track))
        shutil.rmtree(copy)
        recover(store, SESSION, track, heard=True)
        assert spans(folder(store, track)) == landed


def test_a_track_goes_on_after_a_crash(store: Store) -> None:
    die(store, AUDIO, TALK[:150])
    land(store, AUDIO, spoken(3.0, [1.0], start=20.0, holes={0: (0.0, "recovered")}))
    (gap,) = store.gaps(SESSION)
    assert gap.cause == "recovered"
    assert (gap.span.start, gap.span.end) == pytest.approx((3.0, 20.0), abs=0.001)
    assert chirps_of(store)[-1] == pytest.approx(21.0, abs=0.0003)


@given(st.binary(max_size=300), st.integers(0, 400))
@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_only_whole_packets_are_read(tmp_path: Path, data: bytes, cut: int) -> None:
    sent = [Packet(k / 50, data + bytes([k]), k / 50, 1, k, k * 960) for k in range(4)]
    file = b"".join(map(pack, sent))
    (tmp_path / "0.journal").write_bytes(file[: max(0, len(file) - cut)])
    read = packets(tmp_path / "0.journal")
    assert read == sent[: len(read)]
    assert len(read) >= 4 - 1 - cut // len(pack(sent[0])) - (1 if cut == 0 else 0)
    (tmp_path / "0.journal").write_bytes(file + data)
    assert packets(tmp_path / "0.journal")[:4] == sent


def test_nobody_else_records_the_track_meanwhile(store: Store) -> None:
    with (
        record(store, SESSION, AUDIO, lambda _: None, heard=True),
        pytest.raises(Transient),
        record(store, SESSION, AUDIO, lambda _: None, heard=True),
    ):
        pass


# a disk that is full


@contextmanager
def no_file_beyond(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_is_told_and_costs_only_what_it_did_not_take(store: Store) -> None:
    closed: list[Closed] = []
    failed = 0
    with record(store, SESSION, AUDIO, closed.append, heard=True) as recording:
        for number, packet in enumerate(TALK):
            with no_file_beyond(3_000 if 120 <= number < 170 else 2**40):
                try:
                    recording.write([packet])
                except OSError:
                    failed += 1
            land_closed(recording, closed)
        recording.close()
        land_closed(recording, closed)
    assert 20 < failed <= 50
    assert store.duration(SESSION) == pytest.approx(SECONDS, abs=0.03)
    assert sum(gap.span.duration for gap in store.gaps(SESSION)) == pytest.approx(
        failed * 0.02, abs=0.03
    )


def test_what_cannot_land_stays_in_the_journal(store: Store) -> None:
    closed: list[Closed] = []
    with record(store, SESSION, AUDIO, closed.append, heard=True) as recording:
        for packet in TALK:
            recording.write([packet])
        with no_file_beyond(100), pytest.raises(OSError, match="File too large"):
            recording.land(closed[0])
        recording.close()
        land_closed(recording, closed)
    assert chirps_of(store) == pytest.approx(TIMES, abs=0.0003)
    assert store.gaps(SESSION) == []


# live


@settings(max_examples=10, deadline=None)
@given(stop=st.integers(1, len(TALK)), landing_too=st.booleans(), lost=st.sets(st.integers(1, 324)))
def test_live_hears_what_will_be_kept(
    tmp_path_factory: pytest.TempPathFactory, stop: int, landing_too: bool, lost: set[int]
) -> None:
    root = tmp_path_factory.mktemp("live")
    live, whole = session(root / "live"), session(root / "whole")
    sent = [packet for k, packet in enumerate(TALK) if k not in lost]
    land(whole, AUDIO, sent)
    die(live, AUDIO, sent[:stop], landing=landing_too)
    begun, heard = tail(live, SESSION, AUDIO)
    kept = whole.samples(SESSION, AUDIO, Span(begun, begun + len(heard) / 16_000))
    assert np.abs(heard - kept).max(initial=0) <= 0.5 / 32_768 + 1e-7
    landed = live.duration(SESSION) if live.tracks(SESSION) else 0.0
    assert landed + len(heard) / 16_000 >= min(sent[:stop][-1].at - 0.08, SECONDS) - 2.0 * bool(
        lost
    )


def test_nobody_listens_live_without_consent(store: Store) -> None:
    die(store, AUDIO, TALK[:50])
    assert len(tail(store, SESSION, AUDIO)[1]) > 0
    allow(store, transcription=False)
    with pytest.raises(Refused):
        tail(store, SESSION, AUDIO)
