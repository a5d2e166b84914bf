"""Callers that keep what they hear and see, and may lose what they send."""

from collections import Counter
from collections.abc import Callable
from typing import Any, cast

from aiortc import rtp
from aiortc.jitterbuffer import JitterFrame

from capture_server import hooks
from interview.model import Speaker
from workbench.bench.callers import Caller
from workbench.bench.clip import vp8

SPEECH, PICTURE, PICTURE_AGAIN = 96, 97, 98
"""Payload types."""

hooks.install()
hooks.loopback_only()


class Person(Caller):
    def __init__(self, role: Speaker, sound: list[bytes], *, stamped: bool = True) -> None:
        self.heard: list[JitterFrame] = []
        self.seen: list[JitterFrame] = []
        self.sent: Counter[int] = Counter()
        self.dropped: Counter[int] = Counter()
        super().__init__(role, sound, vp8(300, 300), self._keep, stamped=stamped)

    def _keep(self, kind: str, frame: JitterFrame) -> None:
        (self.heard if kind == "audio" else self.seen).append(frame)

    def lose(self, chance: Callable[[], bool]) -> None:
        """Drop packets on their way out; they are counted by payload type."""
        transport = cast(Any, self.connection.getSenders()[0].transport)
        plain = transport._send_rtp

        async def send(data: bytes) -> None:
            if not rtp.is_rtcp(data):
                self.sent[data[1] & 0x7F] += 1
                if chance():
                    self.dropped[data[1] & 0x7F] += 1
                    return
            await plain(data)

        transport._send_rtp = send
