"""Frames get a place in the session and a reason for what is missing before them."""

from itertools import pairwise

import pytest

from capture_server.clock import BrowserClock
from capture_server.hooks import Encoded, SenderReport
from capture_server.stamps import SILENT, Stamps
from interview.store.journal import Packet

START = 1_700_000_000.0


class Line:
    """A microphone whose packets arrive at once, and the time as it goes by."""

    def __init__(self, kind: str = "audio") -> None:
        self.time = START + 10.0
        self.sequence, self.rtp, self.ssrc = 65_530, 2**32 - 9_600, 7
        self.stamps = Stamps(kind, lambda: self.time, START, None)
        self.stamps.connect(1, BrowserClock())

    def send(self, count: int = 1, *, level: int = 30) -> list[Packet]:
        packets = []
        for _ in range(count):
            frame = Encoded(b"\xf8x", self.rtp, self.sequence % 65_536, self.ssrc, None, level)
            packets.append(self.stamps.stamp(frame, heard=True))
            self.lose()
        return [packet for packet in packets if packet is not None]

    def lose(self, count: int = 1) -> None:
        self.time += 0.02 * count
        self.rtp, self.sequence = self.rtp + 960 * count, self.sequence + count

    def rest(self, seconds: float) -> None:
        """Nothing is captured; RTP does not show it."""
        self.time += seconds


def test_packets_lie_one_after_the_other_and_before_they_arrived() -> None:
    packets = Line().send(100)
    steps = [later.at - earlier.at for earlier, later in pairwise(packets)]
    assert steps == pytest.approx([0.02] * 99)
    assert packets[0].at == pytest.approx(10.0 - 0.0065)
    assert packets[0].cause is None
    assert packets[0].method == "arrival"


def test_what_is_missing_has_its_cause() -> None:
    line = Line()
    line.send(10)
    line.lose(3)
    assert line.send()[0].cause == "loss"
    line.stamps.mute(False)  # it was never on
    line.rest(2.0)
    stalled = line.send()[0]
    assert stalled.cause == "stall"
    assert stalled.at == pytest.approx(10 + 14 * 0.02 + 2.0 - 0.0065, abs=0.001)
    line.stamps.mute(True)
    line.rest(3.0)
    line.stamps.mute(False)
    assert [packet.cause for packet in line.send(2)] == ["mute", "stall"]
    line.lose(6)
    assert line.send()[0].cause == "loss"


def test_silence_is_not_kept_while_muted_but_speech_is() -> None:
    line = Line()
    line.send(10)
    line.stamps.mute(True)
    assert line.send(50, level=SILENT) == []
    assert len(line.send(5, level=40)) == 5
    line.stamps.mute(False)
    assert len(line.send(5, level=SILENT)) == 5


def test_a_short_hole_is_not_taken_for_the_mute_that_is_over() -> None:
    line = Line()
    line.send(10)
    line.stamps.mute(True)
    assert line.send(2, level=SILENT) == []
    line.stamps.mute(False)
    assert line.send()[0].cause == "stall"
    line.rest(0.6)
    assert line.send()[0].cause == "mute"
    line.rest(0.6)
    assert line.send()[0].cause == "stall"


def test_another_connection_goes_on_where_the_first_was() -> None:
    line = Line()
    last = line.send(10)[-1]
    line.time -= 0.1  # what the first connection told is told again
    line.stamps.connect(2, BrowserClock())
    line.rtp, line.ssrc, line.sequence = 17, 8, 3
    packets = line.send(20)
    assert packets[0].at > last.at
    assert packets[0].cause == "rejoin"
    assert {packet.connection for packet in packets} == {2}
    assert len(packets) < 20


def test_a_crash_is_the_cause_of_what_it_cost() -> None:
    line = Line()
    line.stamps = Stamps("audio", lambda: line.time, START, "recovered")
    line.stamps.connect(2, BrowserClock())
    first, second = line.send(2)
    assert first.cause == "recovered"
    assert second.cause == "stall"


def test_reports_of_another_stream_are_not_taken() -> None:
    line = Line()
    line.send()
    line.stamps.report(SenderReport(99, 1 << 32, 5))
    assert line.send()[0].method == "arrival"
    ntp = int((line.time + 2_208_988_800) * 2**32)
    line.stamps.report(SenderReport(line.ssrc, ntp, line.rtp % 2**32))
    assert line.send()[0].method == "sender-report"


def test_a_browser_that_lies_about_its_clock_changes_little() -> None:
    line = Line()
    browser = BrowserClock()
    browser.ping(line.time, line.time, line.time, line.time)
    line.stamps.connect(2, browser)
    for ahead in (-1e6, 1e6, 3_600.0, 1.0):
        ntp = int((line.time + ahead + 2_208_988_800) * 2**32)
        line.stamps.report(SenderReport(line.ssrc, ntp, line.rtp % 2**32))
        for packet in line.send(10):
            assert packet.at == pytest.approx(packet.arrival, abs=0.06)
