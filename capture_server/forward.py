"""Encoded frames on to the other person, over a connection that outlives their sender's."""

import asyncio
from collections.abc import Callable
from fractions import Fraction

from aiortc import MediaStreamTrack
from av.packet import Packet
from av.stream import Stream

from interview.media.passthrough import OPUS_RATE, VIDEO_RATE, is_vp8_key

_MOST_WAITING = 150


class PacketTrack(MediaStreamTrack):
    """A track of encoded frames whose source may change; pictures begin with a key frame.

    `want_key` asks the source for one. RTP times go on where they were, by the time that passed.
    """

    def __init__(self, kind: str, want_key: Callable[[], None]) -> None:
        super().__init__()
        self.kind = kind
        self._rate = OPUS_RATE if kind == "audio" else VIDEO_RATE
        self._unit = Fraction(1, self._rate)
        self._want_key = want_key
        self._frames: asyncio.Queue[Packet[Stream]] = asyncio.Queue()
        self._source: object = None
        self._base = 0
        self._last: tuple[int, float] | None = None
        self._needs_key = kind == "video"

    def feed(self, source: object, data: bytes, timestamp: int, now: float) -> None:
        if source is not self._source or self._frames.qsize() >= _MOST_WAITING:
            self._forget()
        if self._needs_key and not is_vp8_key(data):
            self._want_key()
            return
        self._needs_key = False
        if source is not self._source:
            self._source, self._base = source, timestamp - self._ahead(now)
        packet: Packet[Stream] = Packet(data)
        packet.pts, packet.time_base = timestamp - self._base, self._unit
        self._last = packet.pts, now
        self._frames.put_nowait(packet)

    def _forget(self) -> None:
        """Nobody fetches what waits, or it is of another source."""
        while not self._frames.empty():
            self._frames.get_nowait()
        self._needs_key = self.kind == "video"

    def _ahead(self, now: float) -> int:
        if self._last is None:
            return 0
        pts, then = self._last
        return pts + max(1, int((now - then) * self._rate))

    async def recv(self) -> "Packet[Stream]":
        return await self._frames.get()
