"""The sound of any file as models hear it, and the FLAC in which the store keeps it."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer
from numpy.typing import NDArray

from interview.errors import BadMedia
from interview.media.files import opened, packets
from interview.model import SAMPLE_RATE
from interview.ports import Samples

_FULL_SCALE = 32_768
_JUMP = 0.1
"""Seconds by which a file's time stamps may run ahead of its samples before that is a hole."""


def audio(path: Path) -> Iterator[Samples]:
    """The first audio stream at `SAMPLE_RATE`, all channels mixed, silence in its holes."""
    position = 0
    for at, samples in audio_blocks(path):
        start = round(at * SAMPLE_RATE)
        if start > position:
            yield np.zeros(start - position, np.float32)
        yield samples
        position = start + len(samples)


def audio_blocks(path: Path) -> Iterator[tuple[float, Samples]]:
    """Samples as in `audio` and when each block starts, in seconds from the file's start."""
    with opened(path) as container:
        if not container.streams.audio:
            raise BadMedia(f"{path} holds no audio: give a file with a sound track")
        stream = container.streams.audio[0]
        for run, frames in groupby(_frames(container, stream, path), _Runs()):
            at = run.start
            for samples in _resampled(frames):
                yield at, samples
                at += len(samples) / SAMPLE_RATE


@dataclass(frozen=True, slots=True)
class _Run:
    """Frames of one format that follow each other without a hole."""

    start: float
    setup: tuple[str, str, int]


class _Runs:
    """Tells the run of each frame in turn."""

    def __init__(self) -> None:
        self._run: _Run | None = None
        self._end = 0.0

    def __call__(self, timed: tuple[float | None, AudioFrame]) -> _Run:
        at, frame = timed
        setup = (frame.format.name, frame.layout.name, frame.sample_rate)
        hole = at is not None and at - self._end > _JUMP
        if self._run is None or hole or self._run.setup != setup:
            self._end = max(self._end, at or 0.0)
            self._run = _Run(self._end, setup)
        self._end += frame.samples / frame.sample_rate
        return self._run


def _frames(
    container: InputContainer, stream: AudioStream, path: Path
) -> Iterator[tuple[float | None, AudioFrame]]:
    zero = (container.start_time or 0) / av.time_base
    for packet in packets(container, stream, path):
        for frame in stream.decode(packet):
            yield None if frame.time is None else frame.time - zero, frame


def _resampled(frames: Iterable[tuple[float | None, AudioFrame]]) -> Iterator[Samples]:
    resampler: AudioResampler | None = None
    for _, frame in frames:
        resampler = resampler or AudioResampler("flt", frame.layout, SAMPLE_RATE)
        frame.pts = None  # the run tells the time
        yield from map(_mixed, resampler.resample(frame))
    if resampler is not None:
        yield from map(_mixed, resampler.resample(None))


def _mixed(frame: AudioFrame) -> Samples:
    # not FFmpeg's own mixing, which amplifies what all channels have in common
    channels = frame.to_ndarray().reshape(-1, frame.layout.nb_channels)
    mixed: Samples = channels.mean(axis=1, dtype=np.float32)
    return mixed


def to_pcm(samples: Samples) -> NDArray[np.int16]:
    """16 bits a sample, as segments keep them."""
    scaled = np.rint(np.asarray(samples, np.float32) * _FULL_SCALE)
    return np.clip(scaled, -_FULL_SCALE, _FULL_SCALE - 1).astype(np.int16)


def from_pcm(pcm: NDArray[np.int16]) -> Samples:
    return pcm.astype(np.float32) / np.float32(_FULL_SCALE)


def encode_flac(pcm: NDArray[np.int16]) -> bytes:
    """Mono FLAC at `SAMPLE_RATE`."""
    out = io.BytesIO()
    with av.open(out, "w", format="flac", options={"metadata_header_padding": "0"}) as container:
        stream = container.add_stream("flac", rate=SAMPLE_RATE, layout="mono", format="s16")
        frame = AudioFrame.from_ndarray(pcm.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = SAMPLE_RATE
        frame.time_base, frame.pts = Fraction(1, SAMPLE_RATE), 0
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return out.getvalue()


def decode_flac(data: bytes) -> NDArray[np.int16]:
    with av.open(io.BytesIO(data), "r", format="flac") as container:
        frames = [frame.to_ndarray().reshape(-1) for frame in container.decode(audio=0)]
    return np.concatenate(frames) if frames else np.zeros(0, np.int16)
