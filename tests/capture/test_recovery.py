"""What a crash or a full disk leaves of a live track, and what is heard of it live."""

import resource
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interview.errors import Refused, Transient
from interview.model import GapCause, Span
from interview.ports import Samples
from interview.store import Store
from interview.store.journal import SUFFIX, Closed, Packet, pack, packets
from interview.store.recording import record, recover
from interview.store.tail import Tail
from tests.capture.streams import (
    AUDIO,
    SECONDS,
    SESSION,
    TALK,
    TIMES,
    VIDEO,
    allow,
    chirps_of,
    die,
    folder,
    land,
    land_closed,
    session,
    shown,
    spans,
    spoken,
)

CAUSES = st.sampled_from([None, *get_args(GapCause)])


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
    assert recover(store, SESSION, AUDIO)
    assert not recover(store, SESSION, AUDIO)
    assert store.duration(SESSION) >= stop * 0.02 - 0.02 * (1 + torn // 60) - 0.001
    assert not list(folder(store).glob(f"*{SUFFIX}"))


@pytest.mark.parametrize("unheard", [range(0), range(60, 80), range(20, 230)])
@pytest.mark.parametrize("landing_too", [True, False])
def test_what_a_crash_left_lands_as_it_would_have(
    tmp_path: Path, unheard: range, landing_too: bool
) -> None:
    whole, crashed = session(tmp_path / "whole"), session(tmp_path / "crashed")
    said = spoken(SECONDS, TIMES, unheard=unheard)
    land(whole, AUDIO, said)
    die(crashed, AUDIO, said, landing=landing_too)
    recover(crashed, SESSION, AUDIO)
    assert crashed.media_digest(SESSION) == whole.media_digest(SESSION)


def test_a_crash_between_landing_and_tidying_up_doubles_nothing(store: Store) -> None:
    for track, stream in ((AUDIO, TALK), (VIDEO, shown(200))):
        die(store, track, stream, landing=False)
        copy = folder(store, track).with_name("copy")
        shutil.copytree(folder(store, track), copy)
        recover(store, SESSION, track)
        landed = spans(folder(store, track))
        for left in copy.glob(f"*{SUFFIX}"):
            shutil.move(left, folder(store, track))
        shutil.rmtree(copy)
        recover(store, SESSION, track)
        assert spans(folder(store, track)) == landed


def test_a_track_goes_on_after_a_crash(store: Store) -> None:
    die(store, AUDIO, TALK[:150])
    land(store, AUDIO, spoken(3.0, [1.0], start=20.0, holes={0: (0.0, "recovered")}))
    (gap,) = store.gaps(SESSION)
    assert gap.cause == "recovered"
    assert (gap.span.start, gap.span.end) == pytest.approx((3.0, 20.0), abs=0.001)
    assert chirps_of(store)[-1] == pytest.approx(21.0, abs=0.0003)


@given(st.binary(max_size=300), st.integers(0, 400), st.lists(CAUSES, min_size=4, max_size=4))
@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_only_whole_packets_are_read(
    tmp_path: Path, data: bytes, cut: int, causes: list[GapCause | None]
) -> None:
    sent = [
        Packet(k / 50, data + bytes([k]), k / 50, 1, k, k * 960, cause=cause, heard=k % 2 == 0)
        for k, cause in enumerate(causes)
    ]
    file = b"".join(map(pack, sent))
    (tmp_path / "0.journal").write_bytes(file[: max(0, len(file) - cut)])
    read = packets(tmp_path / "0.journal")
    assert read == sent[: len(read)]
    assert len(read) >= 4 - 1 - cut // len(pack(sent[0])) - (1 if cut == 0 else 0)
    (tmp_path / "0.journal").write_bytes(file + data)
    assert packets(tmp_path / "0.journal")[:4] == sent


def test_nobody_else_records_the_track_meanwhile(store: Store) -> None:
    with (
        record(store, SESSION, AUDIO, lambda _: None),
        pytest.raises(Transient),
        record(store, SESSION, AUDIO, lambda _: None),
    ):
        pass


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
    with record(store, SESSION, AUDIO, closed.append) as recording:
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
    with record(store, SESSION, AUDIO, closed.append) as recording:
        for packet in TALK:
            recording.write([packet])
        with no_file_beyond(100), pytest.raises(OSError, match="File too large"):
            recording.land(closed[0])
        recording.close()
        land_closed(recording, closed)
    assert chirps_of(store) == pytest.approx(TIMES, abs=0.0003)
    assert store.gaps(SESSION) == []


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
    heard = np.concatenate([*Tail(live, SESSION, AUDIO).read(), np.zeros(0, np.float32)])
    kept = whole.samples(SESSION, AUDIO, Span(0.0, len(heard) / 16_000))
    assert np.array_equal(heard, kept)
    assert len(heard) / 16_000 >= min(sent[:stop][-1].at - 0.08, SECONDS) - 2.0 * bool(lost)


def test_what_was_said_with_consent_is_heard_live_and_then_no_more(store: Store) -> None:
    die(store, AUDIO, spoken(SECONDS, TIMES, unheard=range(50, 90))[:90])
    allow(store, transcription=False)
    parts: list[Samples] = []
    with pytest.raises(Refused, match="did not agree"):
        parts.extend(Tail(store, SESSION, AUDIO).read())
    heard = np.concatenate(parts)
    assert heard[:16_000].any()
    assert not heard[16_000:].any()
    assert len(heard) / 16_000 == pytest.approx(1.78, abs=0.03)


def test_nobody_listens_live_without_consent(store: Store) -> None:
    die(store, AUDIO, spoken(1.0, TIMES[:1], unheard=range(50)))
    allow(store, transcription=False)
    tail = Tail(store, SESSION, AUDIO)
    with pytest.raises(Refused, match="did not agree"):
        assert not any(samples.any() for samples in tail.read())


def test_what_cannot_become_a_segment_is_set_aside(store: Store) -> None:
    folder(store, VIDEO).mkdir(parents=True)
    broken = folder(store, VIDEO) / f"0000000000{SUFFIX}"
    broken.write_bytes(pack(Packet(0.0, b"\x11", 0.1, 1, 0, 0)))
    assert recover(store, SESSION, VIDEO)
    assert [path.name for path in folder(store, VIDEO).glob("0*")] == ["0000000000.unusable"]
    land(store, VIDEO, shown(60, start=3.0))
    assert len(spans(folder(store, VIDEO))) == 1
