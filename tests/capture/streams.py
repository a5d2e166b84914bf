"""Packets as they would come from a browser, without a network."""

from collections.abc import Collection, Iterable, Mapping
from itertools import count
from pathlib import Path

from interview.model import GapCause, SessionMeta, Track
from interview.store import Store
from interview.store.journal import Closed, Packet
from interview.store.recording import Recording, record
from workbench.bench.clip import chirps, opus, vp8

SESSION = "call"
AUDIO: Track = "candidate_audio"
VIDEO: Track = "candidate_video"


def session(root: Path) -> Store:
    store = Store(root)
    meta = SessionMeta(SESSION, 1_700_000_000.0, "research", "off")
    store.create(meta, at=meta.start_time, who="test")
    allow(store, transcription=True)
    return store


def allow(store: Store, *, transcription: bool) -> None:
    body = {"scopes": {"recording": True, "transcription": transcription}}
    store.append(SESSION, "consent", at=1_700_000_000.0, who="candidate", body=body)


def spoken(
    seconds: float,
    times: list[float],
    *,
    start: float = 0.0,
    lost: Collection[int] = (),
    holes: Mapping[int, tuple[float, GapCause]] | None = None,
) -> list[Packet]:
    """Chirps at times after `start`; `holes` (seconds, why) come before a packet."""
    at, sent = start, []
    for number, data in enumerate(opus(chirps(seconds, times))):
        hole, cause = (holes or {}).get(number, (0.0, None))
        at += hole
        if number not in lost:
            after_loss: GapCause | None = "loss" if number - 1 in lost else None
            sent.append(
                Packet(
                    at + number * 0.02, data, at + number * 0.02 + 0.03, 1, number, number * 960,
                    method="abs-capture-time", error=0.0005, cause=cause or after_loss,
                )
            )  # fmt: skip
    return sent


def shown(frames: int, *, start: float = 0.0, connection: int = 1) -> list[Packet]:
    return [
        Packet(start + k / 30, data, start + k / 30 + 0.05, connection, k, k * 3_000)
        for k, data in zip(count(), vp8(frames, 30))
    ]


def land(store: Store, track: Track, packets: Iterable[Packet], *, heard: bool = True) -> None:
    """All of it, as a server that ends well does."""
    closed: list[Closed] = []
    with record(store, SESSION, track, closed.append, heard=heard) as recording:
        for packet in packets:
            recording.write([packet])
            land_closed(recording, closed)
        recording.close()
        land_closed(recording, closed)


def land_closed(recording: Recording, closed: list[Closed]) -> None:
    while closed:
        recording.land(closed.pop(0))


def die(store: Store, track: Track, packets: Iterable[Packet], *, landing: bool = True) -> None:
    """As `land`, but the process is gone after the last packet."""
    closed: list[Closed] = []
    with record(store, SESSION, track, closed.append, heard=True) as recording:
        for packet in packets:
            recording.write([packet])
            if landing:
                land_closed(recording, closed)
