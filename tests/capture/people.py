"""People with browsers that send what was encoded before, and tell when they captured it."""

import asyncio
import struct
import time
from collections.abc import Awaitable, Callable
from fractions import Fraction
from typing import Any, cast

from aiortc import (
    MediaStreamTrack,
    RTCConfiguration,
    RTCPeerConnection,
    RTCRtpSender,
    RTCSessionDescription,
    rtp,
)
from av.packet import Packet
from av.stream import Stream

from capture_server import hooks
from capture_server.hooks import Encoded, Tap, Taps
from interview.model import Speaker
from tests.capture.clips import vp8

hooks.install()
hooks.loopback_only()

NTP_EPOCH = 2_208_988_800
PERIODS = {"audio": (0.02, 48_000), "video": (1 / 30, 90_000)}


class Player(MediaStreamTrack):
    """Sends frames in real time and again from the start, which is a key frame, on request."""

    def __init__(self, kind: str, frames: list[bytes]) -> None:
        super().__init__()
        self.kind, self._frames = kind, frames
        self._period, self._rate = PERIODS[kind]
        self._began = 0.0
        self._sent = self._place = self._shift = 0
        self.captured = 0.0
        self.truth: list[tuple[int, float]] = []
        self.keys_asked = 0
        self.paused = asyncio.Event()
        self.paused.set()

    def start_again(self) -> None:
        self.keys_asked += 1
        self._place = 0

    async def recv(self) -> "Packet[Stream]":
        await self._wait()
        self.captured = self._began + self._sent * self._period
        packet: Packet[Stream] = Packet(self._frames[self._place % len(self._frames)])
        packet.pts = round((self._sent - self._shift) * self._period * self._rate)
        packet.time_base = Fraction(1, self._rate)
        self.truth.append((self._place % len(self._frames), self.captured))
        self._sent, self._place = self._sent + 1, self._place + 1
        return packet

    async def _wait(self) -> None:
        if not self.paused.is_set():
            await self.paused.wait()
            passed = int((time.time() - self._began) / self._period) - self._sent
            self._sent, self._shift = self._sent + passed, self._shift + passed  # RTP does not show
        self._began = self._began or time.time()
        await asyncio.sleep(max(0.0, self._began + self._sent * self._period - time.time()))


class StampedExtensions:
    """Adds abs-capture-time to a sender's packets: every 25th, and after a pause."""

    def __init__(self, plain: rtp.HeaderExtensionsMap, player: Player) -> None:
        self._plain, self._player = cast(Any, plain), player
        self._last, self._count = 0.0, 0

    def configure(self, parameters: Any) -> None:  # noqa: ANN401
        self._plain.configure(parameters)

    def set(self, values: rtp.HeaderExtensions) -> tuple[int, bytes]:
        profile, value = self._plain.set(values)
        captured, before = self._player.captured, self._last
        self._last, self._count = captured, self._count + 1
        if self._count % 25 != 1 and captured - before < 0.1:
            return profile, value
        known = rtp.unpack_header_extensions(profile, value)
        ntp = int((captured + NTP_EPOCH) * 2**32)
        told = [*known, (self._plain.abs_capture_id, struct.pack("!Q", ntp))]
        return rtp.pack_header_extensions(told)


class Person:
    """One side of a call; `heard` and `seen` are the frames that come back."""

    def __init__(self, role: Speaker, sound: list[bytes], *, stamped: bool = True) -> None:
        self.role, self._stamped = role, stamped
        self.connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.audio = Player("audio", sound)
        self.video = Player("video", vp8(300, 300))
        self.heard: list[Encoded] = []
        self.seen: list[Encoded] = []
        self.packets_dropped = 0
        self._taps: dict[str, Tap] = {}
        self.connection.on("track", self._tap)
        self._add(self.connection.addTransceiver(self.audio, "sendrecv").sender, self.audio)
        if role == "candidate":
            video = self.connection.addTransceiver(self.video, "sendonly").sender
            self._add(video, self.video)
            hooks.on_keyframe_request(video, self.video.start_again)
        else:
            self.connection.addTransceiver("video", "recvonly")

    def _add(self, sender: RTCRtpSender, player: Player) -> None:
        if self._stamped:
            inner = cast(Any, sender)
            name = "_RTCRtpSender__rtp_header_extensions_map"
            setattr(inner, name, StampedExtensions(getattr(inner, name), player))

    def _tap(self, track: MediaStreamTrack) -> None:
        for transceiver in self.connection.getTransceivers():
            if transceiver.receiver.track is track:
                frames = self.heard if track.kind == "audio" else self.seen
                taps = Taps(frames.append, lambda _: None)
                self._taps[track.kind] = Tap(transceiver.receiver, track.kind, taps)

    async def call(self, offer: Callable[[str], Awaitable[str]]) -> None:
        await self.connection.setLocalDescription(await self.connection.createOffer())
        answer = await offer(self.connection.localDescription.sdp)
        await self.connection.setRemoteDescription(RTCSessionDescription(answer, "answer"))

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

    async def ask_for_picture(self) -> None:
        await self._taps["video"].request_keyframe()

    async def leave(self) -> None:
        await self.connection.close()
