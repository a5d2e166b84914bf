"""People with browsers that send what was encoded before, and know when they captured it."""

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
    codecs,
    rtp,
)
from aiortc.jitterbuffer import JitterFrame
from aiortc.rtcrtpparameters import RTCRtpHeaderExtensionParameters
from av.packet import Packet
from av.stream import Stream

from interview.model import Speaker

ABS_CAPTURE_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time"
_EXTENSION_ID = 9
_NTP_EPOCH = 2_208_988_800
_PERIODS = {"audio": (0.02, 48_000), "video": (1 / 30, 90_000)}


class Player(MediaStreamTrack):
    """Sends frames over and over in real time, and from the first again when a key is asked for.

    `truth` holds each sent frame's place in the list and the Unix time of its capture.
    """

    def __init__(self, kind: str, frames: list[bytes]) -> None:
        super().__init__()
        self.kind, self._frames = kind, frames
        self._period, self._rate = _PERIODS[kind]
        self._began = 0.0
        self._sent = self._place = self._skipped = 0
        self.captured = 0.0
        self.truth: list[tuple[int, float]] = []
        self.keys_asked = 0
        self.running = asyncio.Event()
        self.running.set()

    def start_again(self) -> None:
        self.keys_asked += 1
        self._place = 0

    async def recv(self) -> "Packet[Stream]":
        await self._wait()
        self.captured = self._began + self._sent * self._period
        place = self._place % len(self._frames)
        packet: Packet[Stream] = Packet(self._frames[place])
        packet.pts = round((self._sent - self._skipped) * self._period * self._rate)
        packet.time_base = Fraction(1, self._rate)
        self.truth.append((place, self.captured))
        self._sent, self._place = self._sent + 1, self._place + 1
        return packet

    async def _wait(self) -> None:
        if not self.running.is_set():
            await self.running.wait()
            passed = int((time.time() - self._began) / self._period) - self._sent
            self._sent += passed
            self._skipped += passed  # like a browser: RTP times do not show a pause
        self._began = self._began or time.time()
        await asyncio.sleep(max(0.0, self._began + self._sent * self._period - time.time()))


class _Stamped:
    """Adds abs-capture-time to a sender's packets: now and then, and after a pause."""

    def __init__(self, plain: object, player: Player) -> None:
        self._plain, self._player = cast(Any, plain), player
        self._last, self._count, self._id = 0.0, 0, 0

    def configure(self, parameters: Any) -> None:  # noqa: ANN401  # aiortc's
        self._plain.configure(parameters)
        for extension in parameters.headerExtensions:
            if extension.uri == ABS_CAPTURE_TIME:
                self._id = extension.id

    def set(self, values: rtp.HeaderExtensions) -> tuple[int, bytes]:
        profile, value = self._plain.set(values)
        captured, paused = self._player.captured, self._player.captured - self._last > 0.1
        self._last, self._count = captured, self._count + 1
        if not self._id or (self._count % 25 != 1 and not paused):
            return profile, value
        ntp = struct.pack("!Q", int((captured + _NTP_EPOCH) * 2**32))
        known = rtp.unpack_header_extensions(profile, value)
        return rtp.pack_header_extensions([*known, (self._id, ntp)])


class _Taken:
    """In place of the decoder's queue: nothing that comes back is decoded."""

    def __init__(self, queue: Any, came: Callable[[JitterFrame], None]) -> None:  # noqa: ANN401
        self._queue, self._came = queue, came

    def put(self, item: tuple[object, JitterFrame] | None) -> None:
        if item is None:
            self._queue.put(None)
        else:
            self._came(item[1])

    def get(self) -> object:
        return self._queue.get()


class Caller:
    """One side of a call; `came` hears of each frame of the other side, by its kind."""

    def __init__(
        self,
        role: Speaker,
        sound: list[bytes],
        pictures: list[bytes],
        came: Callable[[str, JitterFrame], None],
        *,
        stamped: bool = True,
    ) -> None:
        self.role, self._came, self._stamped = role, came, stamped
        if stamped:
            _offer_capture_times()
        self.connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.audio, self.video = Player("audio", sound), Player("video", pictures)
        self.connection.on("track", self._take)
        self._send(self.audio, "sendrecv")
        if role == "candidate":
            sender = cast(Any, self._send(self.video, "sendonly"))
            sender._send_keyframe = self.video.start_again
        else:
            self.connection.addTransceiver("video", "recvonly")

    def _send(self, player: Player, direction: str) -> RTCRtpSender:
        sender = self.connection.addTransceiver(player, direction).sender
        if self._stamped:
            inner, name = cast(Any, sender), "_RTCRtpSender__rtp_header_extensions_map"
            setattr(inner, name, _Stamped(getattr(inner, name), player))
        return sender

    def _take(self, track: MediaStreamTrack) -> None:
        for transceiver in self.connection.getTransceivers():
            if transceiver.receiver.track is track:
                inner, name = cast(Any, transceiver.receiver), "_RTCRtpReceiver__decoder_queue"
                setattr(inner, name, _Taken(getattr(inner, name), self._hear(track.kind)))

    def _hear(self, kind: str) -> Callable[[JitterFrame], None]:
        return lambda frame: self._came(kind, frame)

    async def call(self, offer: Callable[[str], Awaitable[str]]) -> None:
        """`offer` takes our SDP to the server and brings its answer."""
        await self.connection.setLocalDescription(await self.connection.createOffer())
        answer = await offer(self.connection.localDescription.sdp)
        await self.connection.setRemoteDescription(RTCSessionDescription(answer, "answer"))

    async def leave(self) -> None:
        await self.connection.close()


def _offer_capture_times() -> None:
    for kind in ("audio", "video"):
        known = codecs.HEADER_EXTENSIONS[kind]
        if all(extension.uri != ABS_CAPTURE_TIME for extension in known):
            known.append(RTCRtpHeaderExtensionParameters(_EXTENSION_ID, ABS_CAPTURE_TIME))
