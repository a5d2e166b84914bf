"""What a synthetic person says and shows: when and which can be told from the recording.

Sound is nearly silent but for chirps; a picture carries its number as a bar code.
"""

import functools
from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np
from av.audio.format import AudioFormat
from av.audio.layout import AudioLayout
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType, VideoFrame
from numpy.typing import NDArray

from interview.ports import Samples

RATE = 48_000
FRAME = 960
LOOK_AHEAD = 312
"""Samples by which what a packet says lags its place (libopus, VoIP)."""
CHIRP = 0.06
CHIRPS = (0.25, 0.91, 1.43)
"""Seconds at which chirps begin in two seconds of sound."""
PICTURES = 120
"""In four seconds, after which the first comes again."""
BITS = 10
_A_SECOND = 30


@dataclass(frozen=True, slots=True)
class Clip:
    sound: list[bytes]
    pictures: list[bytes]

    @property
    def kbit_s(self) -> float:
        return sum(map(len, self.pictures)) * 8 / (len(self.pictures) / _A_SECOND) / 1000


def chirp(rate: int) -> Samples:
    t = np.arange(int(CHIRP * rate)) / rate
    tone = np.sin(2 * np.pi * (400 * t + (6_000 - 400) / (2 * CHIRP) * t * t)) * np.hanning(len(t))
    return tone.astype(np.float32)


def chirps(seconds: float, times: list[float]) -> Samples:
    """48 kHz sound in which a chirp begins at each time."""
    noise = np.random.default_rng(1).normal(0, 0.002, round(seconds * RATE))
    sound = noise.astype(np.float32)
    for time in times:
        first = round(time * RATE)
        sound[first : first + int(CHIRP * RATE)] += 0.5 * chirp(RATE)
    return sound


def find_chirps(sound: Samples, rate: int = 16_000) -> list[float]:
    """Seconds at which chirps begin, between samples."""
    score = np.abs(np.correlate(sound, chirp(rate), "valid"))
    loud = np.flatnonzero(score > 0.35 * score.max())
    groups = np.split(loud, np.flatnonzero(np.diff(loud) > 0.1 * rate) + 1)
    return [_summit(score, int(group[np.argmax(score[group])])) / rate for group in groups]


def _summit(score: Samples, peak: int) -> float:
    """Where the parabola through a peak and its neighbours is highest."""
    if not 0 < peak < len(score) - 1:
        return float(peak)
    before, here, after = map(float, score[peak - 1 : peak + 2])
    curve = before - 2 * here + after
    return peak + (0.5 * (before - after) / curve if curve else 0.0)


def opus(sound: Samples, bit_rate: int = 32_000) -> list[bytes]:
    """Packets of 20 ms."""
    encoder = av.CodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.bit_rate = RATE, bit_rate
    encoder.layout, encoder.format = AudioLayout("mono"), AudioFormat("s16")
    encoder.time_base, encoder.options = Fraction(1, RATE), {"application": "voip"}
    pcm = np.clip(np.rint(sound * 32_767), -32_768, 32_767).astype(np.int16)
    packets: list[bytes] = []
    for first in range(0, len(pcm) - FRAME + 1, FRAME):
        block = np.ascontiguousarray(pcm[first : first + FRAME].reshape(1, -1))
        frame = av.AudioFrame.from_ndarray(block, format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE, first, Fraction(1, RATE)
        packets += [bytes(packet) for packet in encoder.encode(frame)]
    return packets


@functools.cache
def vp8(
    count: int, key_every: int, width: int = 160, height: int = 120, bit_rate: int = 200_000
) -> list[bytes]:
    """So many pictures, 30 a second; a key frame every so many."""
    encoder = _encoder(width, height, bit_rate)
    frames: list[bytes] = []
    for number in range(count):
        frame = VideoFrame.from_ndarray(picture(number, width, height), format="yuv420p")
        frame.pts, frame.time_base = number, Fraction(1, _A_SECOND)
        frame.pict_type = PictureType.I if number % key_every == 0 else PictureType.NONE
        frames += [bytes(packet) for packet in encoder.encode(frame)]
    return frames


def _encoder(width: int, height: int, bit_rate: int) -> VideoCodecContext:
    encoder = av.CodecContext.create("libvpx", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.time_base, encoder.bit_rate = Fraction(1, _A_SECOND), bit_rate
    rate = str(bit_rate)
    encoder.options = {
        "deadline": "realtime",
        "cpu-used": "-6",
        "lag-in-frames": "0",
        "minrate": rate,
        "maxrate": rate,
        "bufsize": rate,
    }
    return encoder


@functools.cache
def _texture(width: int, height: int) -> NDArray[np.uint8]:
    """Something that costs bits as it moves."""
    return np.random.default_rng(2).integers(80, 160, (height, width), np.uint8)


def picture(number: int, width: int, height: int) -> NDArray[np.uint8]:
    picture = np.full((height * 3 // 2, width), 128, np.uint8)
    picture[:height] = np.roll(_texture(width, height), (number % 5, number % 7), (0, 1))
    step = width // BITS
    for bit in range(BITS):
        bar = slice(bit * step, (bit + 1) * step)
        picture[height * 2 // 3 : height, bar] = 235 if number >> bit & 1 else 16
    return picture


def number_shown(frame: VideoFrame) -> int:
    grey = frame.to_ndarray(format="gray")
    step = grey.shape[1] // BITS
    row = grey[grey.shape[0] * 5 // 6]
    return sum(int(row[bit * step + step // 2] > 128) << bit for bit in range(BITS))
