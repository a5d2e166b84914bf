"""Capture times follow the sender's clock through drift, holes, wrap-around and silence of it."""

import random
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capture_server.clock import OPUS_LOOK_AHEAD, BrowserClock, CaptureClock, ntp_seconds

START = 1_700_000_000.0
RATE = 48_000
FRAME = 0.02


def ntp(seconds: float) -> int:
    return int((seconds + 2_208_988_800) * 2**32)


@dataclass
class Sender:
    """A browser that captures frames of 20 ms, with holes that its RTP times do not show."""

    rtp0: int = 0
    offset: float = 0.0
    skew_ppm: float = 0.0
    holes: dict[int, float] = field(default_factory=dict)
    noise: random.Random = field(default_factory=lambda: random.Random(1))  # noqa: S311

    def frames(self, count: int) -> list[tuple[int, float]]:
        """RTP time and true capture time on the server's clock."""
        at, frames = START, []
        for k in range(count):
            at += self.holes.get(k, 0.0)
            frames.append(((self.rtp0 + k * 960) % 2**32, at))
            at += FRAME * (1 + self.skew_ppm * 1e-6)
        return frames

    def ping(self, clock: BrowserClock) -> None:
        there, back = 0.004 + 0.01 * self.noise.random(), 0.004 + 0.01 * self.noise.random()
        clock.ping(
            START - self.offset, START + there, START + there, START + there + back - self.offset
        )

    def arrival(self, captured: float) -> float:
        return captured + 0.03 + 0.02 * self.noise.random()


def anchored(sender: Sender, count: int) -> list[tuple[float, float]]:
    """Mapped and true times, with a mark every second and at each hole."""
    browser = BrowserClock()
    for _ in range(100):
        sender.ping(browser)
    clock, times = CaptureClock(RATE, browser), []
    for k, (rtp, true) in enumerate(sender.frames(count)):
        if k % 50 == 0 or k in sender.holes:
            error = sender.noise.uniform(-0.0006, 0.0006)
            clock.anchor(rtp, ntp(true - sender.offset + error), sender.arrival(true))
        times.append((clock.at(rtp, sender.arrival(true)).at, true))
    return times


SENDERS = st.builds(
    Sender,
    rtp0=st.integers(0, 2**32 - 1) | st.integers(2**32 - 400_000, 2**32 - 1),
    offset=st.floats(-1e6, 1e6),
    skew_ppm=st.floats(-200, 200),
    holes=st.dictionaries(st.integers(1, 499), st.floats(0.01, 30), max_size=3),
    noise=st.integers(0, 100).map(random.Random),
)


@settings(max_examples=40)
@given(SENDERS)
def test_the_error_stays_small(sender: Sender) -> None:
    times = anchored(sender, 500)
    assert max(abs(mapped - true) for mapped, true in times) < 0.0045  # 2 ms are the pings'


@settings(max_examples=40)
@given(SENDERS)
def test_within_a_run_times_go_up_as_rtp_does(sender: Sender) -> None:
    times = [mapped for mapped, _ in anchored(sender, 500)]
    for k, (before, after) in enumerate(pairwise(times), 1):
        if k not in sender.holes:
            assert after - before == pytest.approx(FRAME, rel=0.011)


@given(
    st.integers(0, 2**32 - 1),
    st.lists(
        st.tuples(
            st.integers(-100_000, 500_000),
            st.floats(0, 5),
            st.none() | st.floats(-20, 20),
            st.booleans(),
        ),
        max_size=60,
    ),
)
def test_times_never_go_back_whatever_a_sender_says(
    rtp: int, steps: list[tuple[int, float, float | None, bool]]
) -> None:
    clock, arrival, last = CaptureClock(RATE, BrowserClock()), START, 0.0
    for step, later, mark, is_report in steps:
        rtp, arrival = (rtp + step) % 2**32, arrival + later
        if mark is not None:
            tell = clock.report if is_report else clock.anchor
            tell(rtp, ntp(arrival + mark), arrival)
        now = clock.at(rtp, arrival).at
        assert now >= last
        last = now


def test_sender_reports_serve_where_there_is_nothing_better() -> None:
    sender, browser = Sender(rtp0=2**32 - 48_000, offset=50.0), BrowserClock()
    for _ in range(100):
        sender.ping(browser)
    clock = CaptureClock(RATE, browser)
    mapped = []
    for k, (rtp, true) in enumerate(sender.frames(1_000)):
        if k % 50 == 7:
            clock.report(rtp, ntp(true - 50), sender.arrival(true))
        mapped.append((clock.at(rtp, sender.arrival(true)), true))
    assert {captured.method for captured, _ in mapped[:7]} == {"arrival"}
    assert {captured.method for captured, _ in mapped[7:]} == {"sender-report"}
    assert max(abs(captured.at - true) for captured, true in mapped[500:]) < 0.003


def test_a_mute_that_rtp_does_not_show_is_seen_by_every_method() -> None:
    sender = Sender(holes={250: 6.0})
    for tell in ("anchor", "report", None):
        clock, browser = None, BrowserClock()
        sender.ping(browser)
        clock, mapped = CaptureClock(RATE, browser), []
        for k, (rtp, true) in enumerate(sender.frames(500)):
            if tell and (k % 50 == 0 or k == 251):
                getattr(clock, tell)(rtp, ntp(true), sender.arrival(true))
            mapped.append(clock.at(rtp, sender.arrival(true)).at)
        assert mapped[252] - mapped[248] == pytest.approx(6.08, abs=0.05), tell


def test_without_pings_the_fastest_packet_tells_the_offset() -> None:
    sender, clock = Sender(offset=-1234.5), CaptureClock(RATE, BrowserClock())
    for k, (rtp, true) in enumerate(sender.frames(500)):
        if k % 50 == 0:
            clock.anchor(rtp, ntp(true + 1234.5), sender.arrival(true))
        captured = clock.at(rtp, sender.arrival(true))
        assert 0 < captured.at - true < 0.06
        assert captured.method == "abs-capture-time"


def test_pings_with_the_shortest_way_tell_the_offset() -> None:
    clock = BrowserClock()
    for k in range(50):
        late = 0.3 if k % 2 else 0.0  # one way only: wrong by half of it
        clock.ping(10.0 + k, 110.001 + k + late, 110.001 + k + late, 10.002 + k + late)
    assert clock.offset == pytest.approx(100.0, abs=1e-6)
    assert clock.spread == pytest.approx(0.0, abs=1e-6)


def test_a_clock_that_drifts_away_is_followed() -> None:
    clock = BrowserClock()
    for k in range(1_000):
        browser, server = k / 2, k / 2 * (1 + 50e-6) + 7
        clock.ping(browser, server, server, browser)
    assert clock.offset == pytest.approx(7 + 500 * 50e-6, abs=0.003)


def test_decoded_opus_lies_its_look_ahead_earlier() -> None:
    plain = CaptureClock(RATE, BrowserClock()).at(0, START)
    opus = CaptureClock(RATE, BrowserClock(), OPUS_LOOK_AHEAD).at(0, START)
    assert plain.at - opus.at == pytest.approx(0.0065)
    assert plain.method == "arrival"
    assert plain.error is None


def test_the_error_covers_marks_and_pings() -> None:
    sender, browser = Sender(), BrowserClock()
    for _ in range(100):
        sender.ping(browser)
    clock = CaptureClock(RATE, browser)
    clock.anchor(0, ntp(START), START)
    first = clock.at(0, START)
    clock.anchor(960, ntp(START + FRAME + 0.004), START)
    second = clock.at(960, START)
    assert first.error == browser.spread
    assert second.error == pytest.approx(browser.spread + 0.0038, abs=2e-5)


def test_ntp_counts_from_1900() -> None:
    assert ntp_seconds(0x83AA7E80 << 32) == 0.0
    assert ntp_seconds((0x83AA7E80 << 32) + 2**31) == 0.5


def test_what_was_captured_before_a_long_pause_and_sent_after_it_is_no_step() -> None:
    """As Chromium does: half of the packet is from before, and the next tells of the pause."""
    sender = Sender(holes={51: 12.0})
    browser = BrowserClock()
    sender.ping(browser)
    clock = CaptureClock(RATE, browser)
    for k, (rtp, true) in enumerate(sender.frames(100)):
        arrival = sender.arrival(true) + (12.0 if k == 50 else 0.0)
        if k in (0, 50, 51):
            clock.anchor(rtp, ntp(true), arrival)
        captured = clock.at(rtp, arrival)
        assert captured.at == pytest.approx(true + (browser.offset or 0.0), abs=1e-6)
        assert captured.method == "abs-capture-time"
