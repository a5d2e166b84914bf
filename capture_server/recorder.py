"""What of a session is kept: media by consent, and what happened."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence

from capture_server.clock import BrowserClock
from capture_server.hooks import Encoded, SenderReport
from capture_server.landing import Landing
from capture_server.peer import Kind
from capture_server.stamps import Stamps
from interview.errors import InterviewError
from interview.model import SPEAKERS, Event, GapCause, Speaker, Track
from interview.store import Store
from interview.store.consent import agreed, consents
from interview.store.recording import recover

log = logging.getLogger(__name__)

_TRACKS: dict[tuple[Speaker, Kind], Track] = {
    ("candidate", "audio"): "candidate_audio",
    ("interviewer", "audio"): "interviewer_audio",
    ("candidate", "video"): "candidate_video",
}
_OWNERS: dict[Track, Speaker] = {track: role for (role, _), track in _TRACKS.items()}


class Recorder:
    """Stamps frames and gives them to the landing.

    `clock` tells Unix time and never steps back; `told` hears, on the event loop, of an error of
    the disk, or None when it is over.
    """

    def __init__(
        self,
        store: Store,
        session: str,
        clock: Callable[[], float],
        told: Callable[[str | None], None],
    ) -> None:
        self._store, self._session, self._clock, self._told = store, session, clock, told
        self._start = store.meta(session).start_time
        events = store.events(session)
        self.ended = any(event.kind in ("completed", "erase") for event in events)
        self._connections = sum(event.kind == "connection" for event in events)
        self._resumed = _resumed(events)
        self._muted = {key for key in _TRACKS if _is_muted(events, *key)}
        self._consents = consents(store, session)
        self._stamps: dict[Track, Stamps] = {}
        self._landing: Landing | None = None
        self.error: str | None = None

    @property
    def now(self) -> float:
        """Session time."""
        return self._clock() - self._start

    @property
    def state(self) -> str:
        if self.ended:
            return "ended"
        if self.error is not None:
            return "failed"
        return "waiting" if self._landing is None else "recording"

    @property
    def lag(self) -> float:
        """Seconds by which the journal is behind."""
        return 0.0 if self._landing is None else self._landing.lag(self.now)

    def append(self, kind: str, who: str, body: Mapping[str, object]) -> None:
        """Keep what happened."""
        timed = {**body, "time": self.now}
        self._store.append(self._session, kind, at=self._clock(), who=who, body=timed)

    def consent(self, role: Speaker, scopes: Mapping[str, bool], text_version: str) -> None:
        """Keep what a person agrees to; it counts from now on, and what is taken back ends."""
        known = agreed(scopes)
        self.append("consent", role, {"scopes": known, "text_version": text_version})
        self._consents[role] = known
        self._keep_out(role)

    def _keep_out(self, role: Speaker) -> None:
        """A hole in what lands is the person's will as long as they are not recorded."""
        for (owner, kind), track in _TRACKS.items():
            if owner == role and track in self._stamps:
                off = not self.agreed(role, "recording") or (role, kind) in self._muted
                self._stamps[track].mute(off)

    def agreed(self, role: Speaker, scope: str) -> bool:
        return self.consents(role).get(scope, False)

    def consents(self, role: Speaker) -> dict[str, bool]:
        """By scope; empty where the person was not asked."""
        return self._consents.get(role, {})

    def connect(self, role: Speaker, browser: BrowserClock) -> int:
        """Number a new connection of a person, whose frames are stamped on their own."""
        self._connections += 1
        self.append("connection", role, {"connection": self._connections})
        for (owner, kind), track in _TRACKS.items():
            if owner == role:
                self._stamps_of(track, kind).connect(self._connections, browser)
        return self._connections

    def _stamps_of(self, track: Track, kind: Kind) -> Stamps:
        if track not in self._stamps:
            cause = self._resumed[_OWNERS[track]]
            self._stamps[track] = Stamps(kind, self._clock, self._start, cause)
        return self._stamps[track]

    def frame(self, role: Speaker, kind: Kind, frame: Encoded) -> None:
        track = _TRACKS.get((role, kind))
        if track is None or self.ended or not self.agreed(role, "recording"):
            return
        packet = self._stamps[track].stamp(frame, heard=self.agreed(role, "transcription"))
        if packet is not None:
            self._place().put(track, packet)

    def report(self, role: Speaker, kind: Kind, report: SenderReport) -> None:
        track = _TRACKS.get((role, kind))
        if track is not None:
            self._stamps[track].report(report)

    def mute(self, role: Speaker, kind: Kind, on: bool) -> None:
        """A microphone or camera is off from now on, or on again; changes are kept."""
        track = _TRACKS.get((role, kind))
        if track is None:
            return
        self._stamps_of(track, kind).mute(on)
        if on != ((role, kind) in self._muted):
            self.append("muted", role, {"kind": kind, "on": on})
            self._muted ^= {(role, kind)}

    def muted(self, role: Speaker) -> list[Kind]:
        return [kind for owner, kind in _TRACKS if (owner, kind) in self._muted and owner == role]

    def left(self, role: Speaker) -> None:
        """Keep that nothing comes from a person until their next connection."""
        try:
            self.append("left", role, {})
        except (InterviewError, OSError) as error:  # they go all the same
            log.error("[LEFT] role=%s: %s", role, error)

    def _place(self) -> Landing:
        if self._landing is None:
            loop = asyncio.get_running_loop()

            def told(error: str | None) -> None:
                loop.call_soon_threadsafe(self._changed, error)

            self._landing = Landing(self._store, self._session, told)
        return self._landing

    def _changed(self, error: str | None) -> None:
        if error != self.error:
            self.error = error
            log.log(logging.ERROR if error else logging.INFO, "[LANDING] %s", error or "well again")
            self._told(error)

    async def close(self) -> None:
        """Land what has come."""
        landing, self._landing = self._landing, None
        if landing is not None:
            await asyncio.to_thread(landing.close)


def _resumed(events: Sequence[Event]) -> dict[Speaker, GapCause]:
    """Why each person was away before they come: the server died, or they left."""
    causes: dict[Speaker, GapCause] = dict.fromkeys(SPEAKERS, "rejoin")
    for event in events:
        if event.kind == "recovered":
            causes = dict.fromkeys(SPEAKERS, "recovered")
        for role in SPEAKERS:
            if event.kind == "connection" and event.who == role:
                causes[role] = "rejoin"
    return causes


def _is_muted(events: Sequence[Event], role: Speaker, kind: Kind) -> bool:
    switched = [
        event.body["on"]
        for event in events
        if event.kind == "muted" and event.who == role and event.body["kind"] == kind
    ]
    return bool(switched and switched[-1])


def recover_all(store: Store, clock: Callable[[], float]) -> list[str]:
    """Land what a crash left of any session, each of which is marked; before anybody joins."""
    recovered = []
    for session in store.sessions():
        try:
            if _recover(store, session, clock):
                recovered.append(session)
        except (InterviewError, OSError) as error:  # the others must not wait for it
            log.error("[RECOVERY] session=%s: %s", session, error)
    return recovered


def _recover(store: Store, session: str, clock: Callable[[], float]) -> bool:
    tracks = [track for track in _OWNERS if recover(store, session, track)]
    if tracks:
        body = {"tracks": tracks}
        store.append(session, "recovered", at=clock(), who="capture server", body=body)
    return bool(tracks)
