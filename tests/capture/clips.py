"""What synthetic people say and show: encoded as a browser would, and to be told when decoded."""

import functools
from fractions import Fraction
from itertools import pairwise

import av
import numpy as np
from av.audio.format import AudioFormat
from av.audio.layout import AudioLayout
from av.video.frame import PictureType, VideoFrame
from numpy.typing import NDArray

from interview.ports import Samples

RATE = 48_000
FRAME = 960
LOOK_AHEAD = 312
CHIRP = 0.06
BITS = 10


def chirp(rate: int) -> Samples:
    t = np.arange(int(CHIRP * rate)) / rate
    tone = np.sin(2 * np.pi * (400 * t + (6_000 - 400) / (2 * CHIRP) * t * t)) * np.hanning(len(t))
    return tone.astype(np.float32)


def chirps(seconds: float, times: list[float]) -> Samples:
    """48 kHz sound, silent but for a little noise and a chirp that begins at each time."""
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
    found, window = [], int(0.1 * rate)
    for group in np.split(loud, np.flatnonzero(np.diff(loud) > window) + 1):
        peak = int(group[np.argmax(score[group])])
        a, b, c = score[peak - 1 : peak + 2] if 0 < peak < len(score) - 1 else (0, 1, 0)
        curve = a - 2 * b + c
        found.append((peak + (0.5 * (a - c) / curve if curve else 0)) / rate)
    return found


def opus(sound: Samples, bit_rate: int = 32_000) -> list[bytes]:
    """Packets of 20 ms; what they say lags their place by `LOOK_AHEAD` samples."""
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
def vp8(count: int, key_every: int = 30, width: int = 160, height: int = 120) -> list[bytes]:
    """Pictures that show their number; a key frame every so many."""
    encoder = av.CodecContext.create("libvpx", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.time_base, encoder.bit_rate = Fraction(1, 30), 200_000
    encoder.options = {"deadline": "realtime", "cpu-used": "-6", "lag-in-frames": "0"}
    frames: list[bytes] = []
    for number in range(count):
        frame = VideoFrame.from_ndarray(_picture(number, width, height), format="yuv420p")
        frame.pts, frame.time_base = number, Fraction(1, 30)
        frame.pict_type = PictureType.I if number % key_every == 0 else PictureType.NONE
        frames += [bytes(packet) for packet in encoder.encode(frame)]
    return frames


def _picture(number: int, width: int, height: int) -> NDArray[np.uint8]:
    picture = np.full((height * 3 // 2, width), 128, np.uint8)
    step = width // BITS
    for bit in range(BITS):
        picture[:height, bit * step : (bit + 1) * step] = 235 if number >> bit & 1 else 16
    return picture


def number_shown(frame: VideoFrame) -> int:
    grey = frame.to_ndarray(format="gray")
    step = grey.shape[1] // BITS
    row = grey[grey.shape[0] // 2]
    return sum(int(row[bit * step + step // 2] > 128) << bit for bit in range(BITS))


def distances(times: list[float]) -> list[float]:
    return [later - earlier for earlier, later in pairwise(times)]
