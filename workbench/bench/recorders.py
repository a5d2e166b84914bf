"""The usual way, to compare with: aiortc's MediaRelay and MediaRecorder between two people.

A process of its own: takes `{"role", "sdp"}` and gives `{"answer"}`, a line each.
"""

import asyncio
import json
import sys
from pathlib import Path

from aiortc import (
    MediaStreamTrack,
    RTCConfiguration,
    RTCPeerConnection,
    RTCRtpTransceiver,
    RTCSessionDescription,
)
from aiortc.contrib.media import MediaRecorder, MediaRelay


class Studio:
    """Records each track to a file and relays it to the other person."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._relay = folder, MediaRelay()
        self._connections: dict[str, RTCPeerConnection] = {}
        self._tracks: dict[tuple[str, str], MediaStreamTrack] = {}
        self._recorders: list[MediaRecorder] = []

    async def answer(self, role: str, sdp: str) -> str:
        connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._connections[role] = connection
        connection.on("track", lambda track: self._tracks.update({(role, track.kind): track}))
        await connection.setRemoteDescription(RTCSessionDescription(sdp, "offer"))
        for transceiver in connection.getTransceivers():
            if transceiver.kind == "audio" or role == "interviewer":
                transceiver.direction = "sendrecv"
        self._connect()
        await connection.setLocalDescription(await connection.createAnswer())
        await self._record(role)
        return connection.localDescription.sdp

    def _connect(self) -> None:
        """Let everybody hear and see whom there is."""
        for role, connection in self._connections.items():
            other = "interviewer" if role == "candidate" else "candidate"
            for transceiver in connection.getTransceivers():
                self._play(transceiver, self._tracks.get((other, transceiver.kind)))

    def _play(self, transceiver: RTCRtpTransceiver, track: MediaStreamTrack | None) -> None:
        if track is not None and transceiver.sender.track is None:
            transceiver.sender.replaceTrack(self._relay.subscribe(track))

    async def _record(self, role: str) -> None:
        for (owner, kind), track in self._tracks.items():
            if owner == role:
                suffix = "wav" if kind == "audio" else "mp4"
                recorder = MediaRecorder(str(self._folder / f"{role}_{kind}.{suffix}"))
                recorder.addTrack(self._relay.subscribe(track))
                await recorder.start()
                self._recorders.append(recorder)


async def main(folder: Path) -> None:
    studio = Studio(folder)
    while line := await asyncio.to_thread(sys.stdin.readline):
        message = json.loads(line)
        answer = await studio.answer(message["role"], message["sdp"])
        sys.stdout.write(json.dumps({"answer": answer}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
