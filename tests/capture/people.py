"""Callers that keep what they hear and see, and may lose what they send."""

from collections.abc import Callable
from typing import Any, cast

from aiortc import rtp
from aiortc.jitterbuffer import JitterFrame

from capture_server import hooks
from interview.model import Speaker
from workbench.bench.callers import Caller
from workbench.bench.clip import vp8

hooks.install()
hooks.loopback_only()


class Person(Caller):
    def __init__(self, role: Speaker, sound: list[bytes], *, stamped: bool = True) -> None:
        self.heard: list[JitterFrame] = []
        self.seen: list[JitterFrame] = []
        self.packets_dropped = 0
        super().__init__(role, sound, vp8(300, 300), self._keep, stamped=stamped)

    def _keep(self, kind: str, frame: JitterFrame) -> None:
        (self.heard if kind == "audio" else self.seen).append(frame)

    def lose(self, chance: Callable[[], bool]) -> None:
        """Drop audio packets on their way out."""
        transport = cast(Any, self.connection.getSenders()[0].transport)
        plain = transport._send_rtp

        async def send(data: bytes) -> None:
            if not rtp.is_rtcp(data) and data[1] & 0x7F == 96 and chance():
                self.packets_dropped += 1
            else:
                await plain(data)

        transport._send_rtp = send
