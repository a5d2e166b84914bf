"""What REST takes and gives, as its OpenAPI document tells; `interview.shapes` makes what it gives.

Seconds on the session clock; intervals are 80 %.
"""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue

from interview import model
from workbench.dashboard import doings
from workbench.dashboard.listing import Condition
from workbench.ratings import HIGHEST, LOWEST

Unit = Annotated[float, Field(ge=0, le=1)]
Ends = tuple[float, float]


class _Given(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Taken(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Profiling(_Taken):
    on: bool


class Comment(_Taken):
    text: Annotated[str, Field(min_length=1, max_length=doings.LONGEST)]


def _whole(value: object) -> object:
    """4.0 is an integer to JSON Schema."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


class Rating(_Taken):
    value: Annotated[int, BeforeValidator(_whole), Field(ge=LOWEST, le=HIGHEST)]
    reason: Annotated[str, Field(min_length=1, max_length=doings.LONGEST)]


class Event(_Given):
    """A link of the audit chain; `at` in Unix seconds."""

    kind: str
    at: float
    who: str
    body: dict[str, JsonValue]


class Problem(BaseModel):
    """RFC 9457; `title` is `covered` where a person has to rate first."""

    type: str
    title: str
    status: int
    detail: str


class Track(_Given):
    method: model.SyncMethod
    error_p95_ms: float | None


class Gap(_Given):
    track: model.Track
    start: float
    end: float
    cause: model.GapCause


class Meta(_Given):
    session_id: str
    tracks: dict[model.Track, str]
    start_time: float
    end_time: float
    purpose: model.Purpose
    behaviour: model.BehaviourMode
    status: model.Status
    sync: dict[model.Track, Track]
    gaps: list[Gap]
    versions: dict[str, str]


class Word(_Given):
    id: str
    text: str
    start: float
    end: float
    confidence: Unit
    timed_by: model.TimedBy


class Spoken(_Given):
    speaker: model.Speaker
    words: list[Word]


class Turn(_Given):
    id: str
    start: float
    end: float
    speaker: model.Speaker
    text: str
    words: list[str]
    flags: list[model.TurnFlag]


class Link(_Given):
    turn: str
    p: Unit


class Pair(_Given):
    id: str
    question: str
    answer: str | None
    confidence: Unit
    unanswered_p: Unit
    links: list[Link]
    kind: model.PairKind
    answered: bool
    question_turns: list[str]
    answer_turns: list[str]
    start: float
    end: float


class Requirement(_Given):
    name: str
    kind: model.RequirementKind
    weight: Unit
    years: float | None
    uri: str | None
    quote: str
    start: int
    end: int


class Job(_Given):
    title: str
    seniority: str | None
    years: float | None
    skills: dict[str, float]
    requirements: list[Requirement]
    keywords: list[str]


class Behaviour(BaseModel):
    """With stress, engagement and arousal in mode affect."""

    time: float
    face_present: Unit
    head_yaw: float | None
    head_pitch: float | None
    head_roll: float | None
    head_movement: float | None
    gaze_stability: float | None
    blink_rate: float | None
    aus: dict[str, float | None]
    intervals: dict[str, Ends]
    quality: Unit


class Snapshot(BaseModel):
    """With the mean of each dimension of which something is known."""

    t: float
    after: str
    intervals: dict[model.Dimension, Ends]
    state: dict[model.Dimension, model.State]
    evidence: dict[model.Dimension, list[str]]


class Evidence(_Given):
    id: str
    qa: str
    dimension: model.Dimension
    value: Unit
    sd: float
    scorer: str
    words: list[str]
    times: list[Ends]
    quote: str
    requirement: str | None


class Outlook(_Given):
    hire_probability: Unit
    interval: Ends


class Met(_Given):
    name: str
    met: Unit
    interval: Ends
    evidence: list[str]


class Point(Outlook):
    t: float
    after: str
    delta: float


class Contribution(_Given):
    qa: str
    delta: float
    leave_one_out: float


class Verdict(Outlook):
    """The distribution; a person decides."""

    time: float
    confidence: Unit
    scorer: str
    state: model.State
    risk_flags: list[model.Flag]
    flag_evidence: dict[model.Flag, list[str]]
    requirements: list[Met]
    history: list[Point]
    contributions: list[Contribution]
    behaviour_weight: Unit
    without_behaviour: Outlook
    calibration: str


class Listed(_Given):
    """A session in the list; `covered` where a person has to rate before its verdict is told."""

    session_id: str
    title: str
    candidate: str
    start_time: float
    duration: float
    purpose: model.Purpose
    behaviour: model.BehaviourMode
    status: Condition
    covered: bool
    verdict: Outlook | None
    state: model.State | None
