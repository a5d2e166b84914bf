"""What a page may say, and when: join, then consent, then an offer of media.

Nothing here waits, reads or sends: `Signalling.receive` tells what is to be done.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from capture_server.tokens import Invite
from interview.errors import Refused

LONGEST = 70_000
"""Characters of a message; an offer has a few thousand."""
_BURST, _PER_SECOND = 60.0, 20.0
_MOST_ERRORS = 10


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Join(_Message):
    type: Literal["join"]
    role: Literal["candidate", "interviewer"]
    token: str = Field(max_length=400)


class Scopes(_Message):
    recording: bool
    transcription: bool
    behaviour: bool


class Consent(_Message):
    """`text_version` is that of the text which the person read."""

    type: Literal["consent"]
    scopes: Scopes
    text_version: str = Field(min_length=1, max_length=40)


class Offer(_Message):
    type: Literal["offer"]
    sdp: str = Field(max_length=64_000)


class IceCandidate(_Message):
    """Taken for what other clients send; an offer holds all candidates of our pages."""

    type: Literal["ice-candidate"]
    model_config = ConfigDict(extra="ignore")


class TrackMeta(_Message):
    type: Literal["track_meta"]
    role: Literal["candidate", "interviewer"]
    kind: Literal["audio", "video"]
    track_id: str = Field(max_length=200)
    timestamp: float


class Ping(_Message):
    """`t0` in the page's milliseconds."""

    type: Literal["ping"]
    t0: float


class Clock(_Message):
    """A ping's four times: `t0` and `t3` the page's milliseconds, `t1` and `t2` ours, seconds."""

    type: Literal["clock"]
    t0: float
    t1: float
    t2: float
    t3: float
    time_origin: float


class Muted(_Message):
    type: Literal["muted"]
    kind: Literal["audio", "video"]
    on: bool


class Profiling(_Message):
    type: Literal["profiling"]
    on: bool


class Mark(_Message):
    type: Literal["mark"]
    note: str = Field(default="", max_length=500)


class End(_Message):
    type: Literal["end"]


class Leave(_Message):
    type: Literal["leave"]


Message = (
    Join
    | Consent
    | Offer
    | IceCandidate
    | TrackMeta
    | Ping
    | Clock
    | Muted
    | Profiling
    | Mark
    | End
    | Leave
)
_MESSAGES: TypeAdapter[Message] = TypeAdapter(Annotated[Message, Field(discriminator="type")])


@dataclass(frozen=True, slots=True)
class Reply:
    message: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Enter:
    """Take the seat that an invitation is for."""

    invite: Invite


@dataclass(frozen=True, slots=True)
class Do:
    """Do what a person in a seat asks for and may."""

    message: Message


@dataclass(frozen=True, slots=True)
class Close:
    reason: str


Effect = Reply | Enter | Do | Close


class Refusal(Exception):
    """A message that cannot be followed now; `code` is for the page, the text for the person."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


class Signalling:
    """One connection of a page. `read` reads a token and raises Refused.

    `agreed` tells whether an invitation's person agreed to the recording before: a page that
    comes back needs not ask again.
    """

    def __init__(self, read: Callable[[str], Invite], agreed: Callable[[Invite], bool]) -> None:
        self._read, self._agreed = read, agreed
        self._invite: Invite | None = None
        self._consented = self._closed = False
        self._tokens, self._then, self._errors = _BURST, 0.0, 0

    def receive(self, text: str, now: float) -> list[Effect]:
        """What follows from a message; never raises. `now` in seconds of any steady clock."""
        if self._closed:
            return []
        if not self._in_time(now):
            return self._close("too many messages")
        if len(text) > LONGEST:
            return self._close("a message is too long")
        try:
            return self._follow(_parsed(text))
        except Refusal as refusal:
            return self._refuse(refusal)

    def _in_time(self, now: float) -> bool:
        """A token bucket."""
        passed = max(0.0, now - self._then)
        self._tokens, self._then = min(_BURST, self._tokens + passed * _PER_SECOND) - 1.0, now
        return self._tokens >= 0.0

    def _refuse(self, refusal: Refusal) -> list[Effect]:
        self._errors += 1
        told: Effect = error(refusal.code, str(refusal))
        return [told, *self._close("too many errors")] if self._errors >= _MOST_ERRORS else [told]

    def _close(self, reason: str) -> list[Effect]:
        self._closed = True
        return [error("closed", f"{reason}: reload the page"), Close(reason)]

    def _follow(self, message: Message) -> list[Effect]:
        if isinstance(message, Join):
            return [self._join(message)]
        if self._invite is None:
            raise Refusal("order", "join first")
        if isinstance(message, IceCandidate):
            return []
        _check(message, self._invite)
        if isinstance(message, Consent):
            self._consented = message.scopes.recording
        elif isinstance(message, Offer | TrackMeta) and not self._consented:
            raise Refusal("consent", "agree to the recording first: nothing is sent before")
        if isinstance(message, Leave):
            self._closed = True
            return [Do(message), Close("left")]
        return [Do(message)]

    def _join(self, message: Join) -> Effect:
        if self._invite is not None:
            raise Refusal("order", "this page has joined already")
        try:
            invite = self._read(message.token)
        except Refused as refused:
            raise Refusal("link", str(refused)) from refused
        if invite.role != message.role:
            raise Refusal("link", f"this link is for the {invite.role}")
        self._invite, self._consented = invite, self._agreed(invite)
        return Enter(invite)


def error(code: str, text: str) -> Reply:
    return Reply({"type": "error", "code": code, "message": text})


def _parsed(text: str) -> Message:
    try:
        return _MESSAGES.validate_json(text)
    except ValidationError as problem:
        raise Refusal("message", _first(problem)) from problem


def _first(problem: ValidationError) -> str:
    """Where and what, without what was sent."""
    first = problem.errors(include_url=False, include_input=False, include_context=False)[0]
    place = ".".join(str(part) for part in first["loc"]) or "message"
    return f"this message cannot be read: {place}: {first['msg']}"[:300]


def _check(message: Message, invite: Invite) -> None:
    if isinstance(message, Profiling | Mark | End) and invite.role != "interviewer":
        raise Refusal("role", "only the interviewer may do this")
    if isinstance(message, TrackMeta) and message.role != invite.role:
        raise Refusal("role", f"your role is {invite.role}")
