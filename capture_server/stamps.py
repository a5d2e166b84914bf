"""Frames of one track, over all its connections, as packets with their place in the session."""

from collections.abc import Callable

from capture_server.clock import OPUS_LOOK_AHEAD, BrowserClock, CaptureClock
from capture_server.hooks import Encoded, SenderReport
from interview.media.passthrough import OPUS_RATE, VIDEO_RATE
from interview.model import GapCause
from interview.store.journal import Packet

SILENT = 127
_TICK = 1 / OPUS_RATE
_AFTER_MUTE = 1.0
"""Seconds for which the hole of a mute that is over may still come."""
_SHORTEST_MUTE = 0.1
"""Seconds between packets from which on a hole may come from a mute."""


class Stamps:
    """Stamps what comes; `now` tells the server's time, `start` is that of the session's zero."""

    def __init__(
        self, kind: str, now: Callable[[], float], start: float, resumed: GapCause | None
    ) -> None:
        self._audio, self._now, self._start = kind == "audio", now, start
        self._resumed = resumed
        self._clock: CaptureClock | None = None
        self._browser = BrowserClock()
        self._connection, self._ssrc = 0, -1
        self._fresh = True
        self._last, self._sequence = -1.0, 0
        self._muted_until = 0.0

    def connect(self, connection: int, browser: BrowserClock) -> None:
        """What comes from now on is of another connection: its RTP times are unrelated."""
        self._connection, self._browser = connection, browser
        self._clock, self._ssrc, self._fresh = None, -1, True

    def mute(self, on: bool) -> None:
        if on:
            self._muted_until = float("inf")
        elif self._muted_until == float("inf"):
            self._muted_until = self._now() + _AFTER_MUTE

    def report(self, report: SenderReport) -> None:
        if self._clock is not None and report.ssrc == self._ssrc:
            self._clock.report(report.timestamp, report.ntp, self._now())

    def stamp(self, frame: Encoded, *, heard: bool) -> Packet | None:
        """None for what is not to land: what was on its way twice, and silence while muted."""
        arrival = self._now()
        clock = self._clock_of(frame)
        if frame.captured:
            clock.anchor(frame.timestamp, frame.captured, arrival)
        captured = clock.at(frame.timestamp, arrival)
        at = captured.at - self._start
        if self._fresh and at <= self._last:
            return None  # the connection before has told of this moment
        if self._audio and frame.level == SILENT and self._muted_until == float("inf"):
            self._sequence = frame.sequence  # not lost
            return None
        at = max(at, self._last + _TICK, 0.0)
        packet = Packet(
            at,
            frame.data,
            arrival - self._start,
            self._connection,
            frame.sequence,
            frame.timestamp,
            frame.captured or 0,
            captured.method,
            captured.error,
            self._cause(frame, arrival, at - self._last),
            heard,
        )
        self._fresh, self._resumed = False, "rejoin"
        self._last, self._sequence = packet.at, frame.sequence
        return packet

    def _clock_of(self, frame: Encoded) -> CaptureClock:
        if self._clock is None or frame.ssrc != self._ssrc:
            rate, delay = (OPUS_RATE, OPUS_LOOK_AHEAD) if self._audio else (VIDEO_RATE, 0.0)
            self._clock, self._ssrc = CaptureClock(rate, self._browser, delay), frame.ssrc
        return self._clock

    def _cause(self, frame: Encoded, arrival: float, since: float) -> GapCause | None:
        """Why nothing came since the packet before, should that leave a hole."""
        if self._fresh:
            return self._resumed
        if arrival < self._muted_until and since > _SHORTEST_MUTE:
            if self._muted_until < float("inf"):
                self._muted_until = 0.0  # this was it: what follows has other causes
            return "mute"
        step = (frame.sequence - self._sequence) % 65_536
        return "loss" if self._audio and step > 1 else "stall"
