"""The exported files as `formats.md` fixes them: what another program would check."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel, TypeAdapter, model_validator

from interview.model import (
    DIMENSIONS,
    BehaviourMode,
    Dimension,
    Flag,
    PairKind,
    Purpose,
    RequirementKind,
    Speaker,
    State,
    Status,
    TimedBy,
    Track,
    TurnFlag,
)

Unit = Annotated[float, Field(ge=0, le=1)]
Change = Annotated[float, Field(ge=-1, le=1)]
Seconds = Annotated[float, Field(ge=0)]
Interval = tuple[Unit, Unit]


class Object(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Stretch(Object):
    start: Seconds
    end: Seconds

    @model_validator(mode="after")
    def ends_after_start(self) -> "Stretch":
        assert self.end >= self.start
        return self


class SyncOf(Object):
    method: Literal["abs-capture-time", "sender-report", "arrival", "import"]
    error_p95_ms: float | None


class GapIn(Stretch):
    track: Track
    cause: Literal["loss", "mute", "stall", "rejoin", "recovered"]


class SessionMeta(Object):
    session_id: str
    tracks: dict[Track, str]
    start_time: float
    end_time: float
    purpose: Purpose
    behaviour: BehaviourMode
    status: Status
    sync: dict[Track, SyncOf]
    gaps: list[GapIn]
    versions: dict[str, str]


class Word(Stretch):
    id: str
    text: str
    confidence: Unit
    timed_by: TimedBy


class SpokenBy(Object):
    speaker: Speaker
    words: list[Word]

    @model_validator(mode="after")
    def starts_never_go_back(self) -> "SpokenBy":
        starts = [word.start for word in self.words]
        assert starts == sorted(starts)
        return self


class Turn(Stretch):
    id: str
    speaker: Speaker
    text: str
    words: list[str]
    flags: list[TurnFlag]


class Link(Object):
    turn: str
    p: Unit


class Pair(Stretch):
    id: str
    question: str
    answer: str | None
    confidence: Unit
    unanswered_p: Unit
    links: list[Link]
    kind: PairKind
    answered: bool
    question_turns: list[str]
    answer_turns: list[str]


class Requirement(Object):
    name: str
    kind: RequirementKind
    weight: Unit
    years: float | None
    uri: str | None
    quote: str
    start: int
    end: int


class Job(Object):
    title: str
    seniority: str | None
    years: float | None
    skills: dict[str, Unit]
    requirements: list[Requirement]
    keywords: list[str]

    @model_validator(mode="after")
    def weights_sum_to_1(self) -> "Job":
        if self.requirements:
            assert abs(sum(self.skills.values()) - 1) < 1e-6
            assert abs(sum(one.weight for one in self.requirements) - 1) < 1e-6
        return self


class Behaviour(Object):
    time: Seconds
    face_present: Unit
    head_yaw: float | None
    head_pitch: float | None
    head_roll: float | None
    head_movement: float | None
    gaze_stability: float | None
    blink_rate: float | None
    aus: dict[str, float | None]
    intervals: dict[str, tuple[float, float]]
    quality: Unit


class Snapshot(Object):
    t: Seconds
    after: str
    technical_depth: Unit
    relevance: Unit
    clarity: Unit
    consistency: Unit
    confidence: Unit
    communication: Unit
    intervals: dict[Dimension, Interval]
    state: dict[Dimension, State]
    evidence: dict[Dimension, list[str]]

    @model_validator(mode="after")
    def means_lie_in_their_intervals(self) -> "Snapshot":
        for dimension in DIMENSIONS:
            low, high = self.intervals[dimension]
            assert low <= getattr(self, dimension) <= high
        return self


class Finding(Object):
    id: str
    qa: str
    dimension: Dimension
    value: Unit
    sd: Annotated[float, Field(ge=0)]
    scorer: str
    words: list[str]
    times: list[tuple[Seconds, Seconds]]
    quote: str
    requirement: str | None


class Outlook(Object):
    hire_probability: Unit
    interval: Interval

    @model_validator(mode="after")
    def mean_lies_in_its_interval(self) -> "Outlook":
        assert self.interval[0] <= self.hire_probability <= self.interval[1]
        return self


class Met(Object):
    name: str
    met: Unit
    interval: Interval
    evidence: list[str]


class Point(Outlook):
    t: Seconds
    after: str
    delta: Change


class Contribution(Object):
    qa: str
    delta: Change
    leave_one_out: Change


class Verdict(Outlook):
    time: Seconds
    confidence: Unit
    scorer: str
    state: State
    risk_flags: list[Flag]
    flag_evidence: dict[Flag, list[str]]
    requirements: list[Met]
    history: list[Point]
    contributions: list[Contribution]
    behaviour_weight: Unit
    without_behaviour: Outlook
    calibration: str

    @model_validator(mode="after")
    def flags_have_evidence(self) -> "Verdict":
        assert set(self.risk_flags) == set(self.flag_evidence)
        assert all(self.flag_evidence.values())
        assert abs(self.confidence - (1 - (self.interval[1] - self.interval[0]))) < 1e-3
        return self


class Script(RootModel[list[Turn]]):
    @model_validator(mode="after")
    def is_sorted(self) -> "Script":
        starts = [turn.start for turn in self.root]
        assert starts == sorted(starts)
        return self


FILES: dict[str, TypeAdapter[object]] = {
    "session_meta.json": TypeAdapter(SessionMeta),
    "transcript.json": TypeAdapter(list[SpokenBy]),
    "script.json": TypeAdapter(Script),
    "qa.json": TypeAdapter(list[Pair]),
    "jd.json": TypeAdapter(Job),
    "behaviour.json": TypeAdapter(list[Behaviour]),
    "profile.json": TypeAdapter(list[Snapshot]),
    "evidence.json": TypeAdapter(list[Finding]),
    "verdict.json": TypeAdapter(Verdict),
}


def check(name: str, content: str | bytes) -> None:
    """Raises `ValidationError` unless the bytes are a file of that name."""
    FILES[name].validate_json(content)
