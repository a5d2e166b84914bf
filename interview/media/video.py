"""Pictures as they were encoded: cut into files that stand alone, and joined again."""

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

import av
from av.packet import Packet
from av.video.stream import VideoStream

from interview.errors import BadMedia
from interview.media.files import opened, packets
from interview.model import Span

VideoPacket: TypeAlias = "Packet[VideoStream]"

_MATROSKA = {"fflags": "+bitexact", "avoid_negative_ts": "disabled"}


def video_segments(path: Path, seconds: float) -> Iterator[tuple[bytes, Span]]:
    """The first video stream as Matroska files that begin at key frames, packets unchanged.

    A file is as long as it takes to reach the first key frame after `seconds`; spans count from
    the file's start, and so do the packets within each.
    """
    with opened(path) as container:
        if not container.streams.video:
            raise BadMedia(f"{path} holds no video: give a file with pictures")
        stream = container.streams.video[0]
        zero = (container.start_time or 0) / av.time_base
        filled = (packet for packet in packets(container, stream, path) if packet.size)
        for group in _groups(filled, seconds):
            span = _span(group, zero)
            yield _matroska(stream, group), span


def _groups(packets: Iterable[VideoPacket], seconds: float) -> Iterator[list[VideoPacket]]:
    group: list[VideoPacket] = []
    for packet in packets:
        if packet.pts is None:
            packet.pts = packet.dts
        if group and packet.is_keyframe and _time(packet) - _time(group[0]) >= seconds:
            yield group
            group = []
        group.append(packet)
    if group:
        yield group


def _time(packet: VideoPacket) -> float:
    return float((packet.pts or 0) * packet.time_base)


def _span(group: Sequence[VideoPacket], zero: float) -> Span:
    ends = (_time(packet) + float((packet.duration or 0) * packet.time_base) for packet in group)
    start = max(0.0, min(map(_time, group)) - zero)  # the file's start has whole microseconds
    return Span(start, max(start, max(ends) - zero))


def _matroska(stream: VideoStream, group: Sequence[VideoPacket]) -> bytes:
    out = io.BytesIO()
    first = min(packet.pts or 0 for packet in group)
    with av.open(out, "w", format="matroska", options=_MATROSKA) as container:
        copied = container.add_stream_from_template(stream, opaque=True)
        for packet in group:
            packet.pts = (packet.pts or 0) - first
            packet.dts = None if packet.dts is None else packet.dts - first
            packet.stream = copied
            container.mux_one(packet)
    return out.getvalue()


def join_video(segments: Callable[[], Iterable[tuple[bytes, float]]], path: Path) -> None:
    """One file of the segments and when each starts, packets unchanged; its suffix is its format.

    `segments` is called twice: decoding times, which Matroska does not keep, follow from the
    order of all presentation times. BadMedia where the format cannot hold the codec.
    """
    shown = [packet.pts or 0 for packet, _ in _placed(segments())]
    in_order = sorted(shown)
    usual = in_order[-1] - in_order[-2] if len(in_order) > 1 else 0
    delay = max((late - early for late, early in zip(in_order, shown, strict=True)), default=0)
    try:
        with av.open(str(path), "w") as container:
            copied: VideoStream | None = None
            for (packet, stream), decoded in zip(_placed(segments()), in_order, strict=True):
                copied = copied or container.add_stream_from_template(stream, opaque=True)
                packet.dts, packet.stream = decoded - delay, copied
                packet.duration = packet.duration or usual
                container.mux_one(packet)
    except (av.FFmpegError, ValueError) as error:
        path.unlink(missing_ok=True)
        raise BadMedia(f"{path} cannot hold this video ({error}): use the suffix .mkv") from error


def _placed(segments: Iterable[tuple[bytes, float]]) -> Iterator[tuple[VideoPacket, VideoStream]]:
    for data, start in segments:
        with av.open(io.BytesIO(data), "r", format="matroska") as container:
            stream = container.streams.video[0]
            for packet in container.demux(stream):
                if packet.size:
                    packet.pts = (packet.pts or 0) + round(start / packet.time_base)
                    yield packet, stream
