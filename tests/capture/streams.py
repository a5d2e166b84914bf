"""Packets as they would come from a browser, without a network."""

from collections.abc import Collection, Iterable, Mapping
from itertools import count
from pathlib import Path

from interview.model import GapCause, SessionMeta, Track
from interview.store import Store, landing
from interview.store.journal import Closed, Packet
from interview.store.recording import Recording, record, track_folder
from workbench.bench.clip import LOOK_AHEAD, RATE, chirps, find_chirps, opus, vp8

SESSION = "call"
AUDIO: Track = "candidate_audio"
OTHER: Track = "interviewer_audio"
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
    unheard: Collection[int] = (),
) -> list[Packet]:
    """Chirps at times after `start`; `holes` (seconds, why) come before a packet.

    Those of the packets `unheard` may not be heard.
    """
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
                    heard=number not in unheard,
                )
            )  # fmt: skip
    return sent


def shown(frames: int, *, start: float = 0.0, connection: int = 1) -> list[Packet]:
    return [
        Packet(start + k / 30, data, start + k / 30 + 0.05, connection, k, k * 3_000)
        for k, data in zip(count(), vp8(frames, 30))
    ]


def land(store: Store, track: Track, packets: Iterable[Packet]) -> None:
    """All of it, as a server that ends well does."""
    closed: list[Closed] = []
    with record(store, SESSION, track, closed.append) as recording:
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
    with record(store, SESSION, track, closed.append) as recording:
        for packet in packets:
            recording.write([packet])
            if landing:
                land_closed(recording, closed)


TIMES = [0.5, 1.97, 3.3, 4.6, 5.9]
SECONDS = 6.5
TALK = spoken(SECONDS, TIMES)


def folder(store: Store, track: Track = AUDIO) -> Path:
    return track_folder(store, SESSION, track)


def chirps_of(store: Store) -> list[float]:
    return [time - LOOK_AHEAD / RATE for time in find_chirps(store.samples(SESSION, AUDIO))]


def spans(folder: Path) -> list[tuple[float, float]]:
    return [(segment.start, segment.end) for segment in landing.segments(folder)]


FIRST, LATER = 0.45, 4.1
"""Seconds at which the candidate's picture begins, and after a pause begins again."""
MUTED = 1.5
"""Seconds for which the candidate is muted, two seconds after the sound begins."""
SAID = [0.8, 1.97, 2.6 + MUTED, 3.9 + MUTED]
HEARD = [1.4, 2.7, 5.2]
"""When the candidate and the interviewer chirp."""


def captured(root: Path) -> Store:
    """A call with a mute and a return, whose tracks all begin late."""
    store = session(root)
    told = [time - 0.3 - (MUTED if time > 2.3 else 0.0) for time in SAID]
    land(store, AUDIO, spoken(5.0, told, start=0.3, holes={100: (MUTED, "mute")}))
    land(store, OTHER, spoken(5.0, [time - 1.1 for time in HEARD], start=1.1))
    land(store, VIDEO, [*shown(60, start=FIRST), *shown(80, start=LATER, connection=2)])
    return store
