"""Two people who talk through this server, each heard by the other and recorded.

All of it runs on the event loop.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from capture_server.clock import BrowserClock
from capture_server.hooks import Encoded, SenderReport
from capture_server.levels import Reception
from capture_server.peer import Ears, Kind, Peer
from capture_server.recorder import Recorder
from interview.errors import BadInput, Refused
from interview.media.passthrough import is_vp8_key
from interview.model import SPEAKERS, Event, Speaker
from interview.store import Store
from interview.store.journal import SECONDS

Tell = Callable[[Mapping[str, object]], None]

_OTHER: dict[Speaker, Speaker] = {"candidate": "interviewer", "interviewer": "candidate"}
_PATIENCE = 0.5
"""Seconds between two requests for a key frame."""


def profiled(events: Sequence[Event]) -> bool:
    """Whether answers are judged as they come: as it was switched last; on at the start."""
    switched = [event.body["on"] for event in events if event.kind == "profiling"]
    return bool(switched[-1]) if switched else True


class Room:
    """A session's two seats. `clock` tells Unix time and never steps back."""

    def __init__(self, session: str, store: Store, clock: Callable[[], float]) -> None:
        self.session, self.clock = session, clock
        self.recorder = Recorder(store, session, clock, self._disk)
        self._seats: dict[Speaker, Seat] = {}
        self._profiling = profiled(store.events(session))
        self._key_at = self._asked_at = 0.0
        self._tasks: set[asyncio.Task[None]] = set()

    async def join(self, role: Speaker, tell: Tell) -> "Seat":
        """Take a role's seat; who had it is told so and leaves. Refused after the end."""
        if self.recorder.ended:
            raise Refused("this interview is over")
        former = self._seats.get(role)
        self._seats[role] = seat = Seat(self, role, tell)
        if former is not None:
            former.tell({"type": "replaced"})
            await former.leave()
        return seat

    def leave(self, seat: "Seat") -> None:
        if self.sits(seat):
            del self._seats[seat.role]

    def sits(self, seat: "Seat") -> bool:
        return self._seats.get(seat.role) is seat

    def frame(self, seat: "Seat", kind: Kind, frame: Encoded) -> None:
        """Forward a frame and record it."""
        other = self._seats.get(_OTHER[seat.role])
        if other is not None and other.peer is not None:
            other.peer.play(kind, seat.peer, frame, self.clock())
        self.recorder.frame(seat.role, kind, frame)
        if kind == "video":
            self._keep_keys_coming(frame)

    def _keep_keys_coming(self, frame: Encoded) -> None:
        """Segments begin with key frames, which a browser sends on request alone."""
        if is_vp8_key(frame.data):
            self._key_at = self.clock()
        elif self.clock() - self._key_at >= SECONDS:
            self.want_key()

    def want_key(self) -> None:
        """Ask the candidate's browser for a key frame, but not all the time."""
        candidate, now = self._seats.get("candidate"), self.clock()
        if candidate is None or candidate.peer is None or now - self._asked_at < _PATIENCE:
            return
        self._asked_at = now
        task = asyncio.get_running_loop().create_task(candidate.peer.request_keyframe())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def profiling(self, on: bool) -> None:
        self.recorder.append("profiling", "interviewer", {"on": on})
        self._profiling = on

    def follow(self, events: Sequence[Event]) -> None:
        """Tell the interviewer of a switch that somebody else has turned, in the dashboard."""
        on, interviewer = profiled(events), self._seats.get("interviewer")
        if on != self._profiling and interviewer is not None:
            who = next(event.who for event in reversed(events) if event.kind == "profiling")
            interviewer.tell({"type": "profiling", "on": on, "who": who})
        self._profiling = on

    def mark(self, note: str) -> None:
        self.recorder.append("mark", "interviewer", {"note": note})

    async def end(self) -> None:
        """Complete the session: nobody may come back."""
        if not self.recorder.ended:
            await self.stop()
            self.recorder.append("completed", "interviewer", {})

    async def stop(self) -> None:
        """The session is completed: let everybody go for good."""
        self.recorder.ended = True
        self._tell_all({"type": "ended"})
        await self.close()

    async def close(self) -> None:
        """Let everybody go and land what has come; the session may go on later."""
        for seat in list(self._seats.values()):
            await seat.leave()
        await self.recorder.close()

    def _disk(self, error: str | None) -> None:
        self._tell_all({"type": "recording", "state": self.recorder.state, "reason": error})

    def _tell_all(self, message: Mapping[str, object]) -> None:
        for seat in list(self._seats.values()):
            seat.tell(message)

    def status(self) -> dict[str, Any]:
        """For the pages: seconds, levels in dB of full scale, shares of lost packets."""
        seats = {role: self._seats.get(role) for role in SPEAKERS}
        return {
            "elapsed": self.recorder.now,
            "recording": self.recorder.state,
            "reason": self.recorder.error,
            "lag": self.recorder.lag,
            "consents": {role: self.recorder.consents(role) for role in SPEAKERS},
            "muted": {role: self.recorder.muted(role) for role in SPEAKERS},
            "levels": {role: seat and seat.level() for role, seat in seats.items()},
            "quality": {role: seat and seat.quality() for role, seat in seats.items()},
        }


class Seat:
    """One page of one person, from its joining to its leaving."""

    def __init__(self, room: Room, role: Speaker, tell: Tell) -> None:
        self.role, self.tell = role, tell
        self.peer: Peer | None = None
        self._room, self._recorder = room, room.recorder
        self._browser = BrowserClock()
        self._received: dict[Kind, Reception] = {"audio": Reception(), "video": Reception()}
        self._state = "new"
        self._there = False

    def consent(self, scopes: Mapping[str, bool], text_version: str) -> None:
        """What the person agrees to of recording, transcription and behaviour."""
        self._recorder.consent(self.role, scopes, text_version)
        self._room.want_key()  # pictures that are recorded again begin with one

    async def offer(self, sdp: str) -> str:
        """The answer. Refused without consent to recording, BadInput for an unusable offer."""
        if not self._recorder.agreed(self.role, "recording"):
            raise Refused("agree to the recording first: nothing is sent before")
        await self._hang_up()
        ears = Ears(self._frame, self._report, self._room.want_key, self._changed)
        self.peer = peer = Peer(self.role, ears)
        try:
            answer = await peer.accept(sdp)
        except BadInput:
            await peer.close()
            raise
        self._recorder.connect(self.role, self._browser)
        self._there = True
        return answer

    async def _hang_up(self) -> None:
        peer, self.peer = self.peer, None
        if peer is not None:
            await peer.close()

    def _frame(self, kind: Kind, frame: Encoded) -> None:
        self._received[kind].frame(self._room.clock(), frame.sequence, frame.level)
        self._room.frame(self, kind, frame)

    def _report(self, kind: Kind, report: SenderReport) -> None:
        self._recorder.report(self.role, kind, report)

    def _changed(self, state: str) -> None:
        self._state = state
        if state in ("failed", "closed"):
            self._left()
        self.tell({"type": "connection", "state": state})

    def _left(self) -> None:
        if self._there:
            self._there = False
            self._recorder.left(self.role)

    def ping(self, t0: float, t1: float, t2: float, t3: float, time_origin: float) -> None:
        """`t0`, `t3`, `time_origin`: the page's milliseconds; `t1`, `t2`: the room's clock."""
        self._browser.ping((time_origin + t0) / 1000, t1, t2, (time_origin + t3) / 1000)

    def track_meta(self, kind: Kind, track_id: str, timestamp: float) -> None:
        body = {"kind": kind, "track_id": track_id, "timestamp": timestamp}
        self._recorder.append("track", self.role, body)

    def muted(self, kind: Kind, on: bool) -> None:
        self._recorder.mute(self.role, kind, on)

    def level(self) -> int | None:
        return self._received["audio"].level(self._room.clock())

    def quality(self) -> dict[str, Any]:
        trip = self._browser.round_trip
        return {
            "connection": self._state,
            "pictures": self._received["video"].comes(self._room.clock()),
            "lost": self._received["audio"].lost(self._room.clock()),
            "round_trip_ms": None if trip is None else round(trip * 1000, 1),
        }

    async def leave(self) -> None:
        """Hang up; what has come stays."""
        self._room.leave(self)
        await self._hang_up()
        self._left()
