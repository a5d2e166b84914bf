"""How the times of a live track were found: a line a segment, and the error that follows."""

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from interview.model import Sync, SyncMethod
from interview.store import paths
from interview.store.chain import canonical
from interview.store.journal import Packet

_FILE = "timing.jsonl"


class Timing:
    """How the times of a track were found, and the `Sync` that follows."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._path = folder, folder / _FILE
        data = self._path.read_bytes() if self._path.exists() else b""
        self._size = data.rfind(b"\n") + 1
        self._methods: Counter[SyncMethod] = Counter()
        self._errors: list[float] = []
        self._start = -1.0
        for line in data[: self._size].splitlines():
            self._count(json.loads(line))

    def tell(self, sequence: Sequence[Packet]) -> None:
        """What a segment is about to be made of; once."""
        if not sequence or sequence[0].at <= self._start:
            return
        line = _timing(sequence)
        data = canonical(line) + b"\n"
        with self._path.open("ab") as file:  # not worth a wait for the disk
            file.truncate(self._size)
            file.write(data)
        before = self.sync()
        self._size += len(data)
        self._count(line)
        now = self.sync()
        if now is not None and now != before:
            paths.put(self._folder / "sync.json", canonical(asdict(now)))

    def _count(self, line: Mapping[str, Any]) -> None:
        self._start = line["start"]
        self._methods.update(line["methods"])
        if line["error_p95_ms"] is not None:
            self._errors.append(line["error_p95_ms"])

    def sync(self) -> Sync | None:
        """The method that found most of the times, and how far these may be wrong."""
        if not self._methods:
            return None
        method = self._methods.most_common(1)[0][0]
        error = round(_p95(self._errors), 1) if self._errors else None
        return Sync(method, error)


def _timing(sequence: Sequence[Packet]) -> dict[str, Any]:
    errors = [packet.error for packet in sequence if packet.error is not None]
    first = sequence[0]
    return {
        "start": first.at,
        "rtp": first.rtp,
        "sequence": first.sequence,
        "arrival": first.arrival,
        "connections": sorted({packet.connection for packet in sequence}),
        "packets": len(sequence),
        "methods": Counter(packet.method for packet in sequence),
        "error_p95_ms": _p95(errors) * 1000 if errors else None,
        "captured": [[packet.rtp, packet.captured] for packet in sequence if packet.captured],
    }


def _p95(errors: Sequence[float]) -> float:
    return sorted(errors)[math.ceil(0.95 * len(errors)) - 1]
