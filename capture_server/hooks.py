"""Every private name of aiortc that capture relies on, in one place (written for aiortc 1.16.0).

aiortc decodes what it receives and forgets when it was captured. Here encoded frames are taken
before the decoder, with the capture time that the browser stamped on them, and forwarded as they
are. `install` comes before the first connection, `tap` inside the synchronous `track` event.
"""

import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast

import aioice.ice
import aiortc
from aiortc import RTCRtpReceiver, RTCRtpSender, codecs, rtp
from aiortc.jitterbuffer import JitterFrame
from aiortc.rtcrtpparameters import RTCRtpHeaderExtensionParameters, RTCRtpParameters

from capture_server.order import ReorderBuffer, Unwrapper

ABS_CAPTURE_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time"
_EXTENSION_ID = 9  # one id for both kinds: BUNDLE shares the id space
_REMEMBERED_FRAMES = 256

_RECEIVER_NAMES = (
    "_RTCRtpReceiver__decoder_queue",
    "_RTCRtpReceiver__timestamp_mapper",
    "_RTCRtpReceiver__jitter_buffer",
    "_RTCRtpReceiver__codecs",
    "_handle_rtp_packet",
    "_handle_rtcp_packet",
    "_send_rtcp_pli",
)


class AiortcChanged(RuntimeError):
    """This aiortc is not the one whose private names are known here."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """A frame as the browser encoded it.

    `timestamp` is the RTP time without its wrap-around; `captured` the sender's NTP time (UQ32.32,
    since 1900) of the capture where the frame carried one; `sequence` and `level` (dB below full
    scale; 127 is silence) are those of its first packet.
    """

    data: bytes
    timestamp: int
    sequence: int
    ssrc: int
    captured: int | None
    level: int | None


@dataclass(frozen=True, slots=True)
class SenderReport:
    """What RTP time the sender's NTP clock (UQ32.32) showed."""

    ssrc: int
    ntp: int
    timestamp: int


@dataclass(frozen=True, slots=True)
class Taps:
    """Where a receiver's input goes. All are called on the event loop: nothing heavy in them."""

    frame: Callable[[Encoded], None]
    report: Callable[[SenderReport], None]


def install() -> None:
    """Let every later connection negotiate and read abs-capture-time."""
    self_check()
    for kind in ("audio", "video"):
        known = codecs.HEADER_EXTENSIONS[kind]
        if all(extension.uri != ABS_CAPTURE_TIME for extension in known):
            known.append(RTCRtpHeaderExtensionParameters(id=_EXTENSION_ID, uri=ABS_CAPTURE_TIME))
    if not hasattr(rtp.HeaderExtensionsMap, "reads_abs_capture_time"):
        _read_abs_capture_time(rtp.HeaderExtensionsMap)


def _read_abs_capture_time(extensions_map: Any) -> None:  # noqa: ANN401  # a class to patch
    plain_configure, plain_get = extensions_map.configure, extensions_map.get

    def configure(self: Any, parameters: RTCRtpParameters) -> None:  # noqa: ANN401
        plain_configure(self, parameters)
        for extension in parameters.headerExtensions:
            if extension.uri == ABS_CAPTURE_TIME:
                self.abs_capture_id = extension.id

    def get(self: Any, profile: int, value: bytes) -> rtp.HeaderExtensions:  # noqa: ANN401
        found = cast(rtp.HeaderExtensions, plain_get(self, profile, value))
        wanted = getattr(self, "abs_capture_id", None)
        if wanted is not None:
            for number, data in rtp.unpack_header_extensions(profile, value):
                if number == wanted and len(data) >= 8:
                    cast(Any, found).abs_capture = struct.unpack("!Q", data[:8])[0]
        return found

    extensions_map.configure, extensions_map.get = configure, get
    extensions_map.reads_abs_capture_time = True


def self_check() -> None:
    """AiortcChanged if a private name is gone: better now than a recording without frames."""
    transport = cast(Any, SimpleNamespace(state="new"))
    receiver = RTCRtpReceiver("audio", transport)
    missing = [name for name in _RECEIVER_NAMES if not hasattr(receiver, name)]
    if not hasattr(RTCRtpSender, "_send_keyframe"):
        missing.append("_send_keyframe")
    if not hasattr(aioice.ice, "get_host_addresses"):
        missing.append("get_host_addresses")
    if missing:
        raise AiortcChanged(
            f"aiortc {aiortc.__version__} has no {', '.join(missing)}: install the pinned version"
        )


def loopback_only() -> None:
    """Let connections use this machine's loopback address alone."""
    cast(Any, aioice.ice).get_host_addresses = lambda **_: ["127.0.0.1"]


@dataclass(slots=True)
class _Head:
    """What the packets of a frame told in their headers."""

    sequence: int
    captured: int | None
    level: int | None


class Tap:
    """A receiver whose encoded frames are taken; nothing of it is decoded."""

    def __init__(self, receiver: RTCRtpReceiver, kind: str, taps: Taps) -> None:
        self._receiver, self._taps = cast(Any, receiver), taps
        self._media_ssrc: int | None = None
        self._unwrap = Unwrapper(32)
        self._heads: dict[int, _Head] = {}
        self._replace_internals(kind)

    def _replace_internals(self, kind: str) -> None:
        receiver = self._receiver
        receiver._RTCRtpReceiver__timestamp_mapper = SimpleNamespace(
            map=lambda timestamp: timestamp
        )
        receiver._RTCRtpReceiver__decoder_queue = _Diverted(
            receiver._RTCRtpReceiver__decoder_queue, self._frame
        )
        if kind == "audio":
            receiver._RTCRtpReceiver__jitter_buffer = _OnePacketFrames(self._emit)
        plain_rtp, plain_rtcp = receiver._handle_rtp_packet, receiver._handle_rtcp_packet
        receiver._handle_rtp_packet = self._seeing_packets(plain_rtp)
        receiver._handle_rtcp_packet = self._seeing_reports(plain_rtcp)

    def _seeing_packets(self, plain: Callable[..., Awaitable[None]]) -> Callable[..., Any]:
        async def handle(packet: rtp.RtpPacket, arrival_time_ms: int) -> None:
            codec = self._receiver._RTCRtpReceiver__codecs.get(packet.payload_type)
            if codec is not None and not codecs.is_rtx(codec):
                self._media_ssrc = packet.ssrc  # a PLI must name this one, not that of RTX
                self._remember(packet)
            await plain(packet, arrival_time_ms)

        return handle

    def _seeing_reports(self, plain: Callable[..., Awaitable[None]]) -> Callable[..., Any]:
        async def handle(packet: rtp.AnyRtcpPacket) -> None:
            if isinstance(packet, rtp.RtcpSrPacket):
                info = packet.sender_info
                self._taps.report(SenderReport(packet.ssrc, info.ntp_timestamp, info.rtp_timestamp))
            await plain(packet)

        return handle

    def _remember(self, packet: rtp.RtpPacket) -> None:
        captured = getattr(packet.extensions, "abs_capture", None)
        level = packet.extensions.audio_level
        head = _Head(packet.sequence_number, captured, level[1] if level else None)
        known = self._heads.setdefault(packet.timestamp, head)
        known.captured = known.captured or captured
        if len(self._heads) > _REMEMBERED_FRAMES:
            del self._heads[next(iter(self._heads))]

    def _emit(self, packet: rtp.RtpPacket) -> None:
        self._frame(JitterFrame(cast(Any, packet)._data, packet.timestamp))

    def _frame(self, frame: JitterFrame) -> None:
        head = self._heads.pop(frame.timestamp, None) or _Head(0, None, None)
        if frame.data and self._media_ssrc is not None:
            timestamp = self._unwrap(frame.timestamp)
            told = (head.sequence, self._media_ssrc, head.captured, head.level)
            self._taps.frame(Encoded(frame.data, timestamp, *told))

    async def request_keyframe(self) -> None:
        if self._media_ssrc is not None:
            await self._receiver._send_rtcp_pli(self._media_ssrc)


def on_keyframe_request(sender: RTCRtpSender, relay: Callable[[], None]) -> None:
    """A viewer's PLI or FIR only tells the encoder, which is not used: pass it on instead."""
    cast(Any, sender)._send_keyframe = relay


class _Diverted:
    """Stands where the decoder's queue was; its thread idles in `get` until `None` ends it."""

    def __init__(self, queue: Any, frame: Callable[[JitterFrame], None]) -> None:  # noqa: ANN401
        self._queue, self._frame = queue, frame

    def put(self, item: tuple[object, JitterFrame] | None) -> None:
        if item is None:
            self._queue.put(None)
        else:
            self._frame(item[1])

    def get(self) -> object:
        return self._queue.get()


class _OnePacketFrames:
    """Stands for the audio jitter buffer, which loses five frames with every packet lost."""

    def __init__(self, emit: Callable[[rtp.RtpPacket], None]) -> None:
        self._buffer: ReorderBuffer[rtp.RtpPacket] = ReorderBuffer()
        self._emit = emit

    def add(self, packet: rtp.RtpPacket) -> tuple[bool, None]:
        for ready in self._buffer.push(packet.sequence_number, packet):
            self._emit(ready)
        return False, None  # no key frame to ask for, and no frame for the decoder
