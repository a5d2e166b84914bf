"""When a frame was captured, on the server's clock.

A browser tells it in abs-capture-time: its clock's time of an RTP time, about once a second and at
once where its capture was interrupted. Sender reports tell the same of the moment of sending, and
arrival is what is left without either. Pings tell the browser's clock from the server's.
Times are in seconds, on the clock that the name says; RTP times may wrap around.
"""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from statistics import median

from interview.model import SyncMethod

OPUS_LOOK_AHEAD = 312 / 48_000
"""Seconds by which a decoded sample is older than its frame says (libopus, 48 kHz, VoIP)."""
_NTP_EPOCH = 2_208_988_800
_SHORTEST_SHARE = 0.2
_PINGS = 120
"""A minute of them, so that two machines whose clocks drift apart are followed."""
_RECENT = 60
_SLEW = 0.01
"""Seconds a second by which the mapping follows small errors, so that samples stay in a row."""
_HOLE: dict[SyncMethod, float] = {"abs-capture-time": 0.005, "sender-report": 0.06, "arrival": 0.5}
"""Seconds ahead from which on time was missed: above what each method errs by from packet to
packet (the first: at most 1.4 ms measured; the second: 40 ms on a loaded machine)."""
_BACK = 0.1
"""Seconds behind from which on the mapping was wrong and is dropped."""
_EARLY, _LATE = 0.05, 10.0
"""Seconds between capture and arrival that a browser may claim."""


def steady_clock() -> Callable[[], float]:
    """Unix time as it is now, going on evenly whatever is done to the machine's clock."""
    ahead = time.time() - time.monotonic()
    return lambda: time.monotonic() + ahead


def ntp_seconds(ntp: int) -> float:
    """Unix seconds of an NTP time in UQ32.32."""
    return ntp / 2**32 - _NTP_EPOCH


class BrowserClock:
    """How far the server's clock is ahead of one browser's."""

    def __init__(self) -> None:
        self._pings: deque[tuple[float, float]] = deque(maxlen=_PINGS)
        self._delays: dict[int, float] = {}
        self.offset: float | None = None
        self.spread = 0.0
        self.round_trip: float | None = None

    def ping(self, t0: float, t1: float, t2: float, t3: float) -> None:
        """An exchange: `t0` and `t3` on the browser's clock, `t1` and `t2` on the server's."""
        self.round_trip = t3 - t0 - (t2 - t1)
        self._pings.append((self.round_trip, (t1 + t2 - t0 - t3) / 2))
        kept = max(1, round(len(self._pings) * _SHORTEST_SHARE))
        offsets = [offset for _, offset in islice(sorted(self._pings), kept)]
        self.offset = median(offsets)
        errors = sorted(abs(offset - self.offset) for offset in offsets)
        self.spread = errors[int(0.95 * (kept - 1))]

    def arrived(self, sent: float, arrival: float) -> None:
        """Without pings the fastest of the last minute's packets stands for no delay at all."""
        second = int(arrival)
        self._delays[second] = min(arrival - sent, self._delays.get(second, float("inf")))
        if len(self._delays) > _RECENT:
            del self._delays[next(iter(self._delays))]

    def server(self, seconds: float) -> float | None:
        """The server's time at a time of the browser; None as long as nothing is known."""
        if self.offset is not None:
            return seconds + self.offset
        return seconds + min(self._delays.values()) if self._delays else None


@dataclass(frozen=True, slots=True)
class Captured:
    """`error` in seconds where it was measured: to the newest mark and of the pings."""

    at: float
    method: SyncMethod
    error: float | None


@dataclass(frozen=True, slots=True)
class _Mark:
    rtp: int
    seconds: float


class CaptureClock:
    """Maps the RTP time of one stream; times go up, and within a run by what RTP says ± 1 %."""

    def __init__(self, rate: int, browser: BrowserClock, delay: float = 0.0) -> None:
        self._rate, self._browser, self._delay = rate, browser, delay
        self._rtp: int | None = None
        self._at = 0.0
        self._anchor: _Mark | None = None
        self._report: _Mark | None = None
        self._base: float | None = None

    def anchor(self, rtp: int, ntp: int, arrival: float) -> None:
        """abs-capture-time of the frame at `rtp`."""
        self._anchor = self._mark(rtp, ntp, arrival)

    def report(self, rtp: int, ntp: int, arrival: float) -> None:
        """A sender report."""
        if ntp:  # 0: the sender has sent nothing yet
            self._report = self._mark(rtp, ntp, arrival)

    def _mark(self, rtp: int, ntp: int, arrival: float) -> _Mark:
        seconds = ntp_seconds(ntp)
        self._browser.arrived(seconds, arrival)
        return _Mark(self._near(rtp), seconds)

    def at(self, rtp: int, arrival: float) -> Captured:
        """The server's time of a frame's capture, on what is known so far."""
        rtp = self._near(rtp)
        target, method = self._target(rtp, arrival)
        at = self._follow(rtp, target, method)
        self._rtp, self._at = rtp, at
        known = method != "arrival"
        return Captured(
            at - self._delay, method, abs(target - at) + self._browser.spread if known else None
        )

    def _near(self, rtp: int) -> int:
        last = rtp if self._rtp is None else self._rtp
        return last + (rtp - last + 2**31) % 2**32 - 2**31

    def _target(self, rtp: int, arrival: float) -> tuple[float, SyncMethod]:
        mark = self._anchor or self._report
        here = None if mark is None else self._browser.server(mark.seconds)
        if mark is not None and here is not None:
            target = here + (rtp - mark.rtp) / self._rate
            if -_EARLY <= arrival - target <= _LATE or self._goes_on(mark, rtp, target):
                return target, "abs-capture-time" if self._anchor else "sender-report"
        return self._line(rtp, arrival), "arrival"

    def _goes_on(self, mark: _Mark, rtp: int, target: float) -> bool:
        """The first packet after a pause may begin with what was captured before it."""
        if mark is not self._anchor or mark.rtp != rtp or self._rtp is None:
            return False
        return abs(target - self._at - (rtp - self._rtp) / self._rate) < _HOLE["abs-capture-time"]

    def _line(self, rtp: int, arrival: float) -> float:
        """RTP time counted from the packet that took least, or anew after a pause."""
        base = arrival - rtp / self._rate
        if self._base is None or not 0 <= base - self._base <= _HOLE["arrival"]:
            self._base = base
        return self._base + rtp / self._rate

    def _follow(self, rtp: int, target: float, method: SyncMethod) -> float:
        if self._rtp is None:
            return target
        step = (rtp - self._rtp) / self._rate
        ahead = target - self._at - step
        if ahead > _HOLE[method] or ahead < -_BACK:
            return max(self._at, target)
        most = _SLEW * abs(step)
        return max(self._at, self._at + step + max(-most, min(most, ahead)))
