"""One person's browser: what it sends is taken encoded, what the other says is sent to it.

Every direction is agreed in the first answer, so that people may come and go on one side without
the other side negotiating again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

from aiortc import RTCConfiguration, RTCPeerConnection, RTCRtpSender, RTCSessionDescription
from aiortc import exceptions as rtc
from aiortc.mediastreams import MediaStreamTrack
from aiortc.sdp import MediaDescription, SessionDescription

from capture_server import hooks
from capture_server.forward import PacketTrack
from capture_server.hooks import Encoded, SenderReport, Tap, Taps
from interview.errors import BadInput
from interview.model import Speaker

Kind = Literal["audio", "video"]

_LONGEST_OFFER = 64_000
_CODECS: dict[Kind, tuple[str, ...]] = {
    "audio": ("audio/opus",),
    "video": ("video/VP8", "video/rtx"),
}
_START_BIT_RATE = "x-google-start-bitrate=1200;x-google-min-bitrate=300"
"""Kilobits a second: without it Chromium begins with a small picture."""

_STUMBLES = (ValueError, TypeError, AttributeError, LookupError, AssertionError, StopIteration)
"""What aiortc raises, depending on where it finds an SDP wrong."""


@dataclass(frozen=True, slots=True)
class Ears:
    """Who hears of what a browser sends. All are called on the event loop."""

    frame: Callable[[Kind, Encoded], None]
    report: Callable[[Kind, SenderReport], None]
    want_key: Callable[[], None]
    state: Callable[[str], None]


class Peer:
    """The connection to a candidate, who sends pictures, or an interviewer, who sees them."""

    def __init__(self, role: Speaker, ears: Ears) -> None:
        self._ears, self._closed = ears, False
        self._connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))  # nobody outside
        self._taps: dict[str, Tap] = {}
        self._out: dict[Kind, PacketTrack] = {"audio": PacketTrack("audio", ears.want_key)}
        if role == "interviewer":
            self._out["video"] = PacketTrack("video", ears.want_key)
        self._connection.on("track", self._tap)
        self._connection.on("connectionstatechange", self._changed)

    def _prepare(self, kind: Kind) -> None:
        """Agree to one codec, and to both directions of sound."""
        out = self._out.get(kind)
        direction = "recvonly" if out is None else "sendrecv" if kind == "audio" else "sendonly"
        transceiver = self._connection.addTransceiver(out or kind, direction)
        known = RTCRtpSender.getCapabilities(kind).codecs
        transceiver.setCodecPreferences([c for c in known if c.mimeType in _CODECS[kind]])
        if kind == "video":
            hooks.on_keyframe_request(transceiver.sender, self._ears.want_key)

    def _tap(self, track: MediaStreamTrack) -> None:
        kind: Kind = "audio" if track.kind == "audio" else "video"
        for transceiver in self._connection.getTransceivers():
            if transceiver.receiver.track is track:
                taps = Taps(partial(self._frame, kind), partial(self._report, kind))
                self._taps[kind] = Tap(transceiver.receiver, kind, taps)

    def _frame(self, kind: Kind, frame: Encoded) -> None:
        if not self._closed:
            self._ears.frame(kind, frame)

    def _report(self, kind: Kind, report: SenderReport) -> None:
        if not self._closed:
            self._ears.report(kind, report)

    def _changed(self) -> None:
        if not self._closed:
            self._ears.state(self._connection.connectionState)

    async def accept(self, offer: str) -> str:
        """The answer to an offer; BadInput for one that cannot be used."""
        for kind in _kinds(offer):
            self._prepare(kind)
        try:
            await self._connection.setRemoteDescription(RTCSessionDescription(offer, "offer"))
            await self._connection.setLocalDescription(await self._connection.createAnswer())
        except (*_STUMBLES, rtc.InvalidStateError, rtc.OperationError, rtc.InternalError) as error:
            raise BadInput(f"this offer cannot be answered ({error}): reload the page") from error
        return _with_start_bit_rate(self._connection.localDescription.sdp)

    def play(self, kind: Kind, source: object, frame: Encoded, now: float) -> None:
        """Send a frame of the other person; `now` in seconds of any one clock."""
        if kind in self._out:
            self._out[kind].feed(source, frame.data, frame.timestamp, now)

    async def request_keyframe(self) -> None:
        if "video" in self._taps:
            await self._taps["video"].request_keyframe()

    async def close(self) -> None:
        """Nobody hears of anything from now on."""
        self._closed = True
        await self._connection.close()


def _kinds(offer: str) -> list[Kind]:
    """What is offered; BadInput for what aiortc would stumble over when it is too late."""
    if len(offer) > _LONGEST_OFFER:
        raise BadInput("this offer is too long: reload the page")
    try:
        description = SessionDescription.parse(offer)
    except _STUMBLES as error:
        raise BadInput("this offer is no SDP: reload the page") from error
    media = description.media
    kinds: list[Kind] = [kind for part in media for kind in _CODECS if kind == part.kind]
    names = [part.rtp.muxId for part in media]
    if len(kinds) < len(media) or sorted(kinds) not in (["audio"], ["audio", "video"]):
        raise BadInput("an offer has one audio and at most one video section: reload the page")
    bundles = [group.items for group in description.group if group.semantic == "BUNDLE"]
    if bundles != [names] or not all(names) or len(set(names)) < len(names):
        raise BadInput("an offer has all its sections in one bundle: reload the page")
    if not all(map(_is_secured, media)):
        raise BadInput("an offer tells how it is encrypted: reload the page")
    return kinds


def _is_secured(media: MediaDescription) -> bool:
    ice, dtls = media.ice, media.dtls
    known = ice is not None and ice.usernameFragment and ice.password
    return bool(known and dtls is not None and dtls.fingerprints)


def _with_start_bit_rate(answer: str) -> str:
    lines: list[str] = []
    for line in answer.split("\r\n"):
        lines.append(line)
        if line.startswith("a=rtpmap:") and " VP8/" in line:
            payload_type = line.removeprefix("a=rtpmap:").split()[0]
            lines.append(f"a=fmtp:{payload_type} {_START_BIT_RATE}")
    return "\r\n".join(lines)
