"""Opening a media file, and telling whether all of it is there."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, cast

import av
from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream

from interview.errors import BadMedia

S = TypeVar("S", bound=Stream)

_TOLERANCE = 0.5
"""Seconds by which a complete file may be shorter than it says."""
_GUESSED = {"aac", "ac3", "amr", "dts", "eac3"}
"""Bare streams, whose duration FFmpeg guesses from the bit rate."""
_LONGEST_TAG = 1 << 20
"""Bytes in which the tags before an MP3 file's first frame fit, pictures included."""
_LONGEST_PAGE = 65_536
_STREAMED = 0x7FFF_0000
"""From here on a WAV file's size stands for one that was not known when it was begun."""


@dataclass(frozen=True, slots=True)
class Probe:
    """What a file says of itself; `duration` in seconds, None where it does not say."""

    audio: bool
    video: bool
    duration: float | None


def probe(path: Path) -> Probe:
    with opened(path) as container:
        length = container.duration
        seconds = None if length is None else length / av.time_base
        return Probe(bool(container.streams.audio), bool(container.streams.video), seconds)


@contextmanager
def opened(path: Path) -> Iterator[InputContainer]:
    try:
        with av.open(str(path)) as container:
            yield container
    except av.FFmpegError as error:
        reason = error.strerror or "it is empty"
        raise BadMedia(f"{path} cannot be decoded ({reason}): give a complete recording") from error


def packets(container: InputContainer, stream: S, path: Path) -> Iterator["Packet[S]"]:
    """The packets of a stream; BadMedia at the end where the file breaks off."""
    zero = (container.start_time or 0) / av.time_base
    reached = 0.0
    for packet in container.demux():
        if packet.pts is not None and packet.time_base is not None:
            end = float((packet.pts + (packet.duration or 0)) * packet.time_base) - zero
            reached = max(reached, end)
        if packet.stream is stream:
            yield cast("Packet[S]", packet)
    _check_complete(container, reached, path)


def _check_complete(container: InputContainer, reached: float, path: Path) -> None:
    """A file that says how long it is must be so long."""
    declared = _declared(container, path)
    if declared is not None and declared - reached > _TOLERANCE:
        raise BadMedia(
            f"{path} breaks off at {reached:.1f} of {declared:.1f} s: give the complete file"
        )
    if _SHORT.get(container.format.name, _never)(path):
        raise BadMedia(f"{path} breaks off: give the complete file")


def _declared(container: InputContainer, path: Path) -> float | None:
    """Seconds as the file says; None where FFmpeg would only guess them from the bit rate."""
    name = container.format.name
    if container.duration is None or name in _GUESSED or (name == "mp3" and not _counted(path)):
        return None
    return container.duration / av.time_base


def _counted(path: Path) -> bool:
    """Whether an MP3 file begins with a frame that tells the number of all frames."""
    with path.open("rb") as file:
        head = file.read(_LONGEST_TAG)
    return any(mark in head for mark in (b"Xing", b"Info", b"VBRI"))


def _wav_is_short(path: Path) -> bool:
    with path.open("rb") as file:
        header = file.read(8)
    size = int.from_bytes(header[4:], "little")
    return size < _STREAMED and 8 + size > path.stat().st_size


def _ogg_is_short(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _LONGEST_PAGE))
        tail = file.read()
    page = tail[tail.rfind(b"OggS") :]
    sizes = page[27 : 27 + page[26]] if len(page) > 26 else b""
    return len(page) < 27 + len(sizes) + sum(sizes)


def _never(_: Path) -> bool:
    return False


_SHORT: Mapping[str, Callable[[Path], bool]] = {"wav": _wav_is_short, "ogg": _ogg_is_short}
"""Where FFmpeg takes the duration from what is left of a file."""
