"""What came over the network, written down before anything else is done with it.

A journal is a row of files, one for each segment to come, which goes when that has landed. A file
is a row of packets, each with its length and CRC-32, so that a torn end is seen. Whatever lands is
made from such a file alone: what a crash leaves behind becomes the segment it would have been.
"""

import errno
import os
import struct
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol, get_args

from interview.media.passthrough import is_vp8_key, opus_samples
from interview.model import GapCause, SyncMethod

SUFFIX = ".journal"
SECONDS = 2.0
"""Length of a segment."""
MARGIN = 0.06
"""An audio file goes on so far beyond its segment, whose last samples the next packets decide."""

_CAUSES: tuple[GapCause | None, ...] = (None, *get_args(GapCause))
_METHODS: tuple[SyncMethod, ...] = get_args(SyncMethod)
_HEAD = struct.Struct("<II")
_BODY = struct.Struct("<dddQqIHBB")
_UNKNOWN = -1.0
_HEARD = 0x80
"""In the byte of the cause; journals of before it was told may not be heard."""


@dataclass(frozen=True, slots=True)
class Packet:
    """An encoded frame: Opus or VP8. Times in seconds on the session clock.

    `at` is the capture of its first sample or of the picture, `rtp` the sender's time without
    wrap-around, `captured` the sender's NTP time of the capture where it told one, else 0.
    `connection` numbers the connections of the track. `cause` says why nothing came since the
    packet before, where there is a hole; `error` in seconds how far `at` may be wrong. `heard` is
    whether its person agreed, when it came, that what they say is made into text.
    """

    at: float
    data: bytes
    arrival: float
    connection: int
    sequence: int
    rtp: int
    captured: int = 0
    method: SyncMethod = "arrival"
    error: float | None = None
    cause: GapCause | None = None
    heard: bool = False


def pack(packet: Packet) -> bytes:
    body = packet.data + _BODY.pack(
        packet.at,
        packet.arrival,
        _UNKNOWN if packet.error is None else packet.error,
        packet.captured,
        packet.rtp,
        packet.connection,
        packet.sequence,
        _METHODS.index(packet.method),
        _CAUSES.index(packet.cause) | _HEARD * packet.heard,
    )
    return _HEAD.pack(len(body), zlib.crc32(body)) + body


def packets(path: Path) -> list[Packet]:
    """All packets up to the first that is not whole."""
    return PacketReader(path).read()


class PacketReader:
    """Reads a file of the journal while another process adds to it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._end = 0

    def read(self) -> list[Packet]:
        """The packets since the last call, up to the first that is not whole."""
        with self._path.open("rb") as file:
            file.seek(self._end)
            data, position, found = file.read(), 0, []
        while position + _HEAD.size <= len(data):
            length, check = _HEAD.unpack_from(data, position)
            body = data[position + _HEAD.size : position + _HEAD.size + length]
            if len(body) < max(length, _BODY.size) or zlib.crc32(body) != check:
                break
            found.append(_unpack(body))
            position += _HEAD.size + length
        self._end += position
        return found


def _unpack(body: bytes) -> Packet:
    end = len(body) - _BODY.size
    at, arrival, error, captured, rtp, connection, sequence, method, cause = _BODY.unpack_from(
        body, end
    )
    told = (captured, _METHODS[method], None if error == _UNKNOWN else error)
    why, heard = _CAUSES[cause & ~_HEARD], bool(cause & _HEARD)
    return Packet(at, body[:end], arrival, connection, sequence, rtp, *told, why, heard)


@dataclass(frozen=True, slots=True)
class Begin:
    """Where a segment begins, and the packets of before that its file needs as well."""

    start: float
    earlier: Sequence[Packet] = ()


class Cuts(Protocol):
    """Decides which packet begins a segment."""

    def begin(self, packet: Packet) -> Begin | None: ...

    def wants(self, packet: Packet) -> bool:
        """Whether anything can be made of the packet."""
        ...


class AudioCuts:
    """At multiples of `SECONDS`, whatever the packets.

    A decoder that starts anew needs some packets to sound like one that went on: with these the
    difference is below -40 dB (measured on speech at 24 to 64 kbit/s).
    """

    _LEAD = 0.32

    def __init__(self) -> None:
        self._end: float | None = None
        self._recent: deque[Packet] = deque(maxlen=64)

    def wants(self, packet: Packet) -> bool:
        return opus_samples(packet.data) > 0

    def begin(self, packet: Packet) -> Begin | None:
        start, end = packet.at // SECONDS * SECONDS, self._end
        if end is None or packet.at >= end + MARGIN:
            start = end if end is not None and start < end + SECONDS else start
            self._end = start + SECONDS
            lead = [earlier for earlier in self._recent if earlier.at >= start - self._LEAD]
            begun = Begin(start, lead)
        else:
            begun = None
        self._recent.append(packet)
        return begun


class VideoCuts:
    """At the first key frame after about `SECONDS`, and where another connection begins."""

    _EARLY = 0.5

    def __init__(self) -> None:
        self._first: Packet | None = None

    def wants(self, packet: Packet) -> bool:
        return self._goes_on(packet) or is_vp8_key(packet.data)

    def begin(self, packet: Packet) -> Begin | None:
        short = self._first is not None and packet.at - self._first.at < SECONDS - self._EARLY
        if not is_vp8_key(packet.data) or (short and self._goes_on(packet)):
            return None
        self._first = packet
        return Begin(packet.at)

    def _goes_on(self, packet: Packet) -> bool:
        return self._first is not None and self._first.connection == packet.connection


@dataclass(frozen=True, slots=True)
class Closed:
    """A file of the journal to which nothing is added; the next one begins at `until`."""

    path: Path
    until: float | None

    @property
    def start(self) -> float:
        return int(self.path.stem) / 1000


class Journal:
    """Writes the packets of one track down, and tells each file that is complete."""

    def __init__(self, folder: Path, cuts: Cuts, closed: Callable[[Closed], None]) -> None:
        self._folder, self._cuts, self._closed = folder, cuts, closed
        self._begin: Begin | None = None
        self._path: Path | None = None
        self._file = -1
        self._size = 0

    def write(self, sequence: Iterable[Packet]) -> None:
        """OSError where the disk does not take them: then they are as if they had never come."""
        waiting: list[Packet] = []
        for packet in sequence:
            if not self._cuts.wants(packet):
                continue
            begin = self._cuts.begin(packet)
            if begin is not None:
                self._flush(waiting)
                self.close(begin.start)
                self._begin = begin
            waiting.append(packet)
        self._flush(waiting)

    def close(self, until: float | None = None) -> None:
        if self._path is not None:
            os.close(self._file)
            self._closed(Closed(self._path, until))
            self._path = None

    def _flush(self, waiting: list[Packet]) -> None:
        if waiting and self._path is None:
            self._open()
        self._append(waiting)
        waiting.clear()

    def _open(self) -> None:
        begin = self._begin or Begin(0.0)
        path = self._folder / f"{round(begin.start * 1000):010d}{SUFFIX}"
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        self._size = 0
        try:
            self._append(begin.earlier)
        except OSError:
            os.close(self._file)
            path.unlink()
            raise
        self._path = path

    def _append(self, sequence: Sequence[Packet]) -> None:
        data = b"".join(map(pack, sequence))
        try:
            written = os.write(self._file, data) if data else 0
            if written < len(data):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self._folder))
        except OSError:
            os.ftruncate(self._file, self._size)  # what follows must not come after half a packet
            raise
        self._size += written


def left_behind(folder: Path) -> list[Closed]:
    """The files that a crash left, in order."""
    files = [Closed(path, None) for path in sorted(folder.glob(f"*{SUFFIX}"))]
    for place, following in enumerate(files[1:]):
        files[place] = replace(files[place], until=following.start)
    return files
