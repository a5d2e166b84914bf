"""Each private name of aiortc does what capture needs of it; this fails when one moves."""

import asyncio
import struct
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiortc import RTCRtpReceiver, RTCRtpSender, rtp
from aiortc.codecs import CODECS
from aiortc.rtcrtpparameters import (
    RTCRtcpParameters,
    RTCRtpDecodingParameters,
    RTCRtpHeaderExtensionParameters,
    RTCRtpReceiveParameters,
    RTCRtpRtxParameters,
)

from capture_server import hooks
from capture_server.hooks import Encoded, SenderReport, Tap, Taps

OPUS, VP8 = (cast(int, CODECS[kind][0].payloadType) for kind in ("audio", "video"))
NTP = 0xE9000000_80000000


class Wire:
    """A transport that keeps what is sent through it."""

    state = "connected"
    _stats_id = "wire"

    def __init__(self) -> None:
        self.sent: list[rtp.AnyRtcpPacket] = []
        self.registered = 0

    async def _send_rtp(self, data: bytes) -> None:
        self.sent += rtp.RtcpPacket.parse(data)

    def _register_rtp_receiver(self, *_: object) -> None:
        self.registered += 1

    def _unregister_rtp_receiver(self, *_: object) -> None:
        self.registered -= 1


class Seen:
    def __init__(self) -> None:
        self.frames: list[Encoded] = []
        self.reports: list[SenderReport] = []
        self.taps = Taps(self.frames.append, self.reports.append)


def receiver_of(kind: str) -> tuple[RTCRtpReceiver, Wire]:
    wire = Wire()
    receiver = RTCRtpReceiver(kind, cast(Any, wire))
    receiver._set_rtcp_ssrc(7)
    cast(Any, receiver)._track = SimpleNamespace(_queue=asyncio.Queue())
    return receiver, wire


def parameters(kind: str) -> RTCRtpReceiveParameters:
    wanted = CODECS[kind][:2]
    return RTCRtpReceiveParameters(
        codecs=wanted,
        encodings=[
            RTCRtpDecodingParameters(
                ssrc=1,
                payloadType=OPUS if kind == "audio" else VP8,
                rtx=RTCRtpRtxParameters(ssrc=2),
            )
        ],
        rtcp=RTCRtcpParameters(),
    )


def audio_packet(number: int, captured: int | None = None) -> rtp.RtpPacket:
    packet = rtp.RtpPacket(
        payload_type=OPUS,
        sequence_number=(65_534 + number) % 65_536,
        timestamp=(2**32 - 960 + 960 * number) % 2**32,
        ssrc=1,
        payload=b"opus%d" % number,
    )
    packet.extensions.audio_level = (True, 23)
    if captured is not None:
        cast(Any, packet.extensions).abs_capture = captured
    return packet


def video_packets(number: int, data: bytes) -> list[rtp.RtpPacket]:
    halves = data[: len(data) // 2], data[len(data) // 2 :]
    return [
        rtp.RtpPacket(
            payload_type=VP8,
            sequence_number=2 * number + k,
            timestamp=3_000 * number,
            marker=k,
            ssrc=1,
            payload=(b"\x10" if k == 0 else b"\x00") + half,
        )
        for k, half in enumerate(halves)
    ]


def test_the_installed_aiortc_has_every_name() -> None:
    hooks.self_check()


def test_a_name_that_moved_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(RTCRtpReceiver, "_send_rtcp_pli")
    with pytest.raises(hooks.AiortcChanged, match="_send_rtcp_pli"):
        hooks.self_check()


def test_capture_times_are_read_from_header_extensions() -> None:
    hooks.install()
    hooks.install()
    known = rtp.HeaderExtensionsMap()
    known.configure(
        RTCRtpReceiveParameters(
            headerExtensions=[RTCRtpHeaderExtensionParameters(id=5, uri=hooks.ABS_CAPTURE_TIME)]
        )
    )
    packed = rtp.pack_header_extensions([(5, struct.pack("!Q", NTP))])
    longer = rtp.pack_header_extensions([(5, struct.pack("!Qq", NTP, 17))])
    for profile, value in (packed, longer):
        assert cast(Any, known.get(profile, value)).abs_capture == NTP
    assert not hasattr(known.get(*rtp.pack_header_extensions([(4, b"x")])), "abs_capture")


@pytest.mark.anyio
async def test_audio_frames_are_taken_with_their_times() -> None:
    receiver, _ = receiver_of("audio")
    seen = Seen()
    Tap(receiver, "audio", seen.taps)
    await receiver.receive(parameters("audio"))
    for number in (0, 2, 1, 3):
        captured = NTP if number == 2 else None
        await receiver._handle_rtp_packet(audio_packet(number, captured), arrival_time_ms=0)
    await receiver.stop()
    assert [frame.data for frame in seen.frames] == [b"opus%d" % n for n in range(4)]
    assert [frame.timestamp for frame in seen.frames] == [2**32 - 960 + 960 * n for n in range(4)]
    assert [frame.captured for frame in seen.frames] == [None, None, NTP, None]
    assert [frame.sequence for frame in seen.frames] == [65_534, 65_535, 0, 1]
    assert {frame.level for frame in seen.frames} == {23}


@pytest.mark.anyio
async def test_pictures_are_taken_whole_and_key_frames_asked_for() -> None:
    receiver, wire = receiver_of("video")
    seen = Seen()
    tap = Tap(receiver, "video", seen.taps)
    await receiver.receive(parameters("video"))
    await tap.request_keyframe()
    assert not wire.sent, "nobody to ask yet"
    for number in range(3):
        for packet in video_packets(number, b"picture%d" % number):
            await receiver._handle_rtp_packet(packet, arrival_time_ms=0)
    await tap.request_keyframe()
    await receiver.stop()
    assert [frame.data for frame in seen.frames] == [b"picture0", b"picture1"]
    assert [frame.sequence for frame in seen.frames] == [0, 2]
    asked = [p for p in wire.sent if isinstance(p, rtp.RtcpPsfbPacket)]
    assert [(p.fmt, p.media_ssrc) for p in asked] == [(rtp.RTCP_PSFB_PLI, 1)]


@pytest.mark.anyio
async def test_sender_reports_are_seen() -> None:
    receiver, _ = receiver_of("audio")
    seen = Seen()
    Tap(receiver, "audio", seen.taps)
    info = rtp.RtcpSenderInfo(ntp_timestamp=NTP, rtp_timestamp=4711, packet_count=1, octet_count=1)
    await receiver._handle_rtcp_packet(rtp.RtcpSrPacket(ssrc=1, sender_info=info))
    assert seen.reports == [SenderReport(1, NTP, 4711)]


@pytest.mark.anyio
async def test_the_decoder_thread_ends_with_its_receiver() -> None:
    receiver, wire = receiver_of("audio")
    Tap(receiver, "audio", Seen().taps)
    await receiver.receive(parameters("audio"))
    thread = cast(Any, receiver)._RTCRtpReceiver__decoder_thread
    assert thread.is_alive()
    await receiver.stop()
    assert not thread.is_alive()
    assert wire.registered == 0


@pytest.mark.anyio
async def test_a_viewers_request_is_passed_on() -> None:
    sender = RTCRtpSender("video", cast(Any, Wire()))
    asked: list[None] = []
    hooks.on_keyframe_request(sender, lambda: asked.append(None))
    pli = rtp.RtcpPsfbPacket(fmt=rtp.RTCP_PSFB_PLI, ssrc=9, media_ssrc=sender._ssrc)
    await sender._handle_rtcp_packet(pli)
    assert len(asked) == 1
