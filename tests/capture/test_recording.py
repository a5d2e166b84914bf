"""Live tracks land in short files on the session clock, whatever goes missing or breaks."""

import io
from pathlib import Path

import av
import numpy as np
import pytest

from interview.media.passthrough import Timed, hear
from interview.model import Gap, Span, Sync
from interview.store import Store, landing
from tests.capture.streams import (
    AUDIO,
    SECONDS,
    SESSION,
    TALK,
    TIMES,
    VIDEO,
    chirps_of,
    folder,
    land,
    session,
    shown,
    spans,
    spoken,
)
from workbench.bench.clip import RATE, number_shown

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
    assert _kept(store) == [packet.data for packet in TALK]


def _kept(store: Store) -> list[bytes]:
    kept = folder(store) / "original"
    data: list[bytes] = []
    for segment in landing.segments(kept):
        with av.open(io.BytesIO(landing.read_segment(kept, segment)), "r") as container:
            data += [bytes(packet) for packet in container.demux(audio=0) if packet.size]
    return data


def test_without_consent_nothing_is_heard(store: Store) -> None:
    land(store, AUDIO, spoken(SECONDS, TIMES, unheard=range(len(TALK))))
    assert store.tracks(SESSION) == []
    assert not list(folder(store).glob("*.flac"))
    assert len(landing.segments(folder(store) / "original")) == 4


def test_what_may_not_be_heard_is_a_mute_to_those_who_listen(store: Store, tmp_path: Path) -> None:
    times, unheard = [0.5, 1.4, 1.75, 3.3], range(60, 80)
    everything = session(tmp_path / "everything")
    land(store, AUDIO, spoken(4.0, times, unheard=unheard))
    land(everything, AUDIO, spoken(4.0, times))
    assert store.gaps(SESSION) == [Gap(AUDIO, Span(*_near(store, 1.2, 1.6)), "mute")]
    heard, said = store.samples(SESSION, AUDIO), everything.samples(SESSION, AUDIO)
    assert said[19_200:25_600].any()
    assert not heard[19_200:25_600].any()
    assert np.array_equal(heard[:19_100], said[:19_100])
    assert np.abs(heard - said)[27_000:].max() < 0.02
    assert chirps_of(store) == pytest.approx([0.5, 1.75, 3.3], abs=0.0003)
    assert _kept(store) == [packet.data for packet in spoken(4.0, times)]


@pytest.mark.parametrize("unheard", [range(60, 131), range(60, 240), range(105, 131)])
def test_a_hole_in_which_something_is_not_heard_is_a_mute(store: Store, unheard: range) -> None:
    lost = range(unheard.stop - 5, unheard.stop + 25)
    land(store, AUDIO, spoken(SECONDS, TIMES, unheard=unheard, lost=lost))
    hole = _near(store, unheard.start * 0.02, lost.stop * 0.02)
    assert store.gaps(SESSION) == [Gap(AUDIO, Span(*hole), "mute")]


def test_nothing_is_missing_before_what_is_heard_first(store: Store) -> None:
    land(store, AUDIO, spoken(SECONDS, TIMES, unheard=range(130)))
    assert store.gaps(SESSION) == []
    assert spans(folder(store))[0] == pytest.approx((2.6, 4.0))


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
