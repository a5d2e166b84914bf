"""The capture server behind a network that loses 3 % of what browsers send.

What was sent and lost is in `lost.json` in the folder of the data when it has stopped: of each
connection by payload type.
"""

import atexit
import json
import random
import signal
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import typer
from aiortc import RTCDtlsTransport

from capture_server import hooks
from capture_server.__main__ import main

LOSS = 0.03


class Stream:
    def __init__(self) -> None:
        self.packets = self.dropped = 0
        self.frames: set[bytes] = set()

    def told(self) -> dict[str, int]:
        return {"packets": self.packets, "dropped": self.dropped, "frames": len(self.frames)}


def lose(chance: random.Random) -> dict[tuple[int, int], Stream]:
    streams: dict[tuple[int, int], Stream] = defaultdict(Stream)
    plain = RTCDtlsTransport._handle_rtp_data

    async def handle(self: Any, data: bytes, arrival_time_ms: int) -> None:  # noqa: ANN401
        stream = streams[id(self), data[1] & 0x7F]
        stream.packets += 1
        stream.frames.add(data[4:8])
        if chance.random() < LOSS:
            stream.dropped += 1
        else:
            await plain(self, data, arrival_time_ms)

    setattr(RTCDtlsTransport, plain.__name__, handle)
    return streams


def tell(streams: dict[tuple[int, int], Stream], path: Path) -> None:
    connections: dict[int, dict[int, dict[str, int]]] = defaultdict(dict)
    for (connection, payload_type), stream in streams.items():
        connections[connection][payload_type] = stream.told()
    path.write_text(json.dumps(list(connections.values())))


if __name__ == "__main__":
    hooks.loopback_only()
    data = Path(sys.argv[sys.argv.index("--data") + 1])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # uvicorn raises it again at its end
    atexit.register(tell, lose(random.Random(3)), data / "lost.json")  # noqa: S311
    typer.run(main)
