"""Encoded frames as a browser sent them: put into files unchanged, and Opus heard.

Opus counts in samples at 48 kHz whatever it carries (RFC 7587), VP8 knows its size (RFC 6386).
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext
from av.audio.format import AudioFormat
from av.audio.frame import AudioFrame
from av.audio.layout import AudioLayout
from av.audio.resampler import AudioResampler
from av.packet import Packet
from av.stream import Stream
from av.video.stream import VideoStream

from interview.model import SAMPLE_RATE
from interview.ports import Samples

OPUS_RATE = 48_000
VIDEO_RATE = 90_000
_FACTOR = OPUS_RATE // SAMPLE_RATE
_LONGEST_OPUS = 5_760
_VP8_START = b"\x9d\x01\x2a"
_STRETCH = 48
"""Samples by which a packet may be longer or shorter than the time to the next, and be fitted."""
_FULL_SCALE = np.float32(32_768)
_EXACT = {"fflags": "+bitexact"}
_PAGE_PER_PACKET = {
    "page_duration": "20000"
}  # a page has one time: all else in it is counted from that


@dataclass(frozen=True, slots=True)
class Timed:
    """An encoded frame and its time, in units of the stream's rate."""

    at: int
    data: bytes


def opus_samples(packet: bytes) -> int:
    """Samples that an Opus packet holds, by its first two bytes (RFC 6716, 3.1); 0 if it is bad."""
    if not packet:
        return 0
    configuration, code = packet[0] >> 3, packet[0] & 3
    if configuration < 12:
        length = (480, 960, 1_920, 2_880)[configuration % 4]
    elif configuration < 16:
        length = (480, 960)[configuration % 2]
    else:
        length = (120, 240, 480, 960)[configuration % 4]
    counts = (1, 2, 2, packet[1] & 63 if len(packet) > 1 else 0)
    samples = length * counts[code]
    return samples if samples <= _LONGEST_OPUS else 0


def is_vp8_key(frame: bytes) -> bool:
    """Whether a picture can be shown that nothing came before."""
    begins = frame[3:6] == _VP8_START and not frame[0] & 1
    return begins and all(_vp8_size(frame))


def ogg(packets: Sequence[Timed]) -> bytes:
    """Opus packets as a file that begins with the first of them."""
    out = io.BytesIO()
    with av.open(out, "w", format="ogg", options={**_EXACT, **_PAGE_PER_PACKET}) as container:
        stream = container.add_stream("libopus", rate=OPUS_RATE, layout="stereo")
        for packet in _packets(packets, OPUS_RATE):
            packet.stream = stream
            packet.duration = opus_samples(bytes(packet))
            container.mux_one(packet)
    return out.getvalue()


def matroska(frames: Sequence[Timed]) -> bytes:
    """VP8 frames, the first a key frame, as a file that begins with it."""
    width, height = _vp8_size(frames[0].data)
    options = {**_EXACT, "avoid_negative_ts": "disabled"}
    out = io.BytesIO()
    with av.open(out, "w", format="matroska", options=options) as container:
        made = container.add_mux_stream("libvpx", rate=30, width=width, height=height)
        stream = cast(VideoStream, made)
        for packet, frame in zip(_packets(frames, VIDEO_RATE), frames, strict=True):
            packet.stream = stream
            packet.is_keyframe = is_vp8_key(frame.data)
            container.mux_one(packet)
    return out.getvalue()


def _packets(frames: Sequence[Timed], rate: int) -> Iterator["Packet[Stream]"]:
    last, unit = -1, Fraction(1, rate)
    for frame in frames:
        packet: Packet[Stream] = Packet(frame.data)
        last = max(last + 1, frame.at - frames[0].at)  # no file takes two at one time
        packet.pts = packet.dts = last
        packet.time_base = unit
        yield packet


def _vp8_size(key_frame: bytes) -> tuple[int, int]:
    width, height = (int.from_bytes(key_frame[k : k + 2], "little") & 0x3FFF for k in (6, 8))
    return width, height


def hear(packets: Sequence[Timed]) -> tuple[int, Samples]:
    """What Opus packets say at `SAMPLE_RATE`, 0 between them, and its first sample's number."""
    hearing = Hearing()
    heard = [hearing.push(packets), hearing.finish()]
    return hearing.first, np.concatenate(heard)


class Hearing:
    """Opus packets heard as they come; how they are divided into pushes changes nothing.

    Each lies where its time says; where the next comes up to a millisecond early or late it is
    fitted to that. A packet that cannot be decoded, or has no data, is silence up to the next.
    """

    def __init__(self) -> None:
        self.first = 0
        """The number of the first sample at `SAMPLE_RATE`, once there is one."""
        self._decoder = _decoder()
        self._resampler = AudioResampler("flt", "mono", SAMPLE_RATE)
        self._last: Timed | None = None
        self._end: int | None = None

    def push(self, packets: Sequence[Timed]) -> Samples:
        """The samples that no later packet changes."""
        said: list[Samples] = []
        for packet in packets:
            if self._last is None:
                self._end = packet.at // _FACTOR * _FACTOR
                self.first = self._end // _FACTOR
            else:
                said += self._say(self._last, packet.at)
            self._last = packet
        return self._resampled(said)

    def finish(self) -> Samples:
        """The rest."""
        if self._last is None:
            return np.zeros(0, np.float32)
        rest = self._resampled(self._say(self._last, None))
        flushed = [frame.to_ndarray()[0] for frame in self._resampler.resample(None)]
        return np.concatenate([rest, *flushed])

    def _say(self, packet: Timed, until: int | None) -> list[Samples]:
        start = max(packet.at, self._end or 0)
        samples = _fitted(_decoded(self._decoder, packet.data), start, until)
        silence = np.zeros(start - (self._end or 0), np.float32)
        self._end = start + len(samples)
        return [silence, samples]

    def _resampled(self, said: Sequence[Samples]) -> Samples:
        samples = np.concatenate([np.zeros(0, np.float32), *said])
        if not len(samples):
            return samples
        frame = AudioFrame.from_ndarray(samples.reshape(1, -1), format="flt", layout="mono")
        frame.sample_rate = OPUS_RATE
        parts = [each.to_ndarray()[0] for each in self._resampler.resample(frame)]
        return np.concatenate([np.zeros(0, np.float32), *parts])


def _decoder() -> AudioCodecContext:
    decoder = av.CodecContext.create("libopus", "r")
    decoder.sample_rate, decoder.format = OPUS_RATE, AudioFormat("s16")
    decoder.layout = AudioLayout("mono")
    return decoder


def _decoded(decoder: AudioCodecContext, data: bytes) -> Samples:
    try:
        frames = decoder.decode(Packet(data)) if data else []
    except av.FFmpegError:
        frames = []
    pcm = b"".join(bytes(frame.planes[0])[: 2 * frame.samples] for frame in frames)
    return np.frombuffer(pcm, np.int16).astype(np.float32) / _FULL_SCALE


def _fitted(samples: Samples, start: int, until: int | None) -> Samples:
    if until is None or not len(samples):
        return samples
    wanted = until - start
    if not 0 < abs(wanted - len(samples)) <= _STRETCH:
        return samples[: max(0, wanted)]
    places = np.arange(wanted) * (len(samples) / wanted)
    return np.asarray(np.interp(places, np.arange(len(samples)), samples), np.float32)
