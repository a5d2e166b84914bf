"""The pictures of a recorded session as calls are made of them: VP8."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import av
from av.container import InputContainer
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType, VideoFrame

from interview.media.passthrough import VIDEO_RATE
from interview.model import Track
from interview.store import Store
from interview.store.copies import copy_of
from interview.store.journal import SECONDS

VIDEO: Track = "candidate_video"
_BIT_RATE = 500_000
_AS_A_BROWSER = {"deadline": "realtime", "cpu-used": "-16", "lag-in-frames": "0", "threads": "1"}


@dataclass(frozen=True, slots=True)
class Timed:
    """A frame and the session time of its capture."""

    at: float
    data: bytes


def vp8(store: Store, session: str) -> Iterator[Timed]:
    """As they were encoded, and encoded anew where that was otherwise."""
    with copy_of(session) as folder:
        path = folder / "video.mkv"
        store.write_video(session, VIDEO, path)
        with av.open(str(path)) as container:
            codec = container.streams.video[0].codec_context.name
            yield from (_as_sent if codec == "vp8" else encoded)(container)


def _as_sent(container: InputContainer) -> Iterator[Timed]:
    for packet in container.demux(container.streams.video[0]):
        if packet.size:
            yield Timed(float((packet.pts or 0) * packet.time_base), bytes(packet))


def encoded(container: InputContainer) -> Iterator[Timed]:
    """With a key frame where a segment is to begin."""
    encoder, key_at = None, 0.0
    for frame in container.decode(container.streams.video[0]):
        encoder = encoder or _encoder(frame)
        at = float((frame.pts or 0) * (frame.time_base or Fraction(1)))
        shown = frame.reformat(format="yuv420p")
        shown.pts, shown.time_base = round(at * VIDEO_RATE), Fraction(1, VIDEO_RATE)
        shown.pict_type = PictureType.I if at >= key_at else PictureType.NONE
        key_at = at + SECONDS if at >= key_at else key_at
        for packet in encoder.encode(shown):
            yield Timed(at, bytes(packet))


def _encoder(first: VideoFrame) -> VideoCodecContext:
    encoder = av.CodecContext.create("libvpx", "w")
    encoder.width, encoder.height, encoder.pix_fmt = first.width, first.height, "yuv420p"
    encoder.time_base, encoder.bit_rate = Fraction(1, VIDEO_RATE), _BIT_RATE
    encoder.options = _AS_A_BROWSER
    return encoder
