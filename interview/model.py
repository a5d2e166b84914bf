"""What an interview is made of.

Every time is in seconds on the session clock; 0 is the session's `start_time`.
Every interval is an 80 % interval. Identifiers never change while a session grows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

Speaker = Literal["candidate", "interviewer"]
Track = Literal["candidate_audio", "interviewer_audio", "candidate_video"]
Purpose = Literal["research", "selection"]
BehaviourMode = Literal["off", "observables", "affect"]
Status = Literal["live", "completed", "recovered"]
TimedBy = Literal["aligner", "attention"]
TurnFlag = Literal["overlap", "backchannel", "repaired", "edited"]
QuestionKind = Literal[
    "yes_no", "wh", "alternative", "tag", "declarative", "elicitation", "multi_part"
]
PairKind = Literal["question", "follow_up", "clarification", "candidate_question"]
RequirementKind = Literal["must", "nice", "soft"]
Dimension = Literal[
    "technical_depth", "relevance", "clarity", "consistency", "confidence", "communication"
]
State = Literal["judged", "insufficient_evidence"]
Flag = Literal[
    "overclaiming", "contradiction", "overgeneralization", "unsupported_requirement", "stress_spike"
]
GapCause = Literal["loss", "mute", "stall", "rejoin", "recovered"]
SyncMethod = Literal["abs-capture-time", "sender-report", "arrival", "import"]

SPEAKERS: tuple[Speaker, ...] = get_args(Speaker)
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)
SAMPLE_RATE = 16_000
"""Samples a second of every audio track that a model hears."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of session time, end excluded."""

    start: float
    end: float

    def __post_init__(self) -> None:
        if not self.end >= self.start:
            raise ValueError(f"a span ends after it starts: got {self.start}-{self.end} s")

    @property
    def duration(self) -> float:
        return self.end - self.start

    def gap(self, later: "Span") -> float:
        """Seconds of silence before `later`; negative where the two overlap."""
        return later.start - self.end

    def until(self, later: "Span") -> "Span":
        return Span(min(self.start, later.start), max(self.end, later.end))

    def overlap(self, other: "Span") -> float:
        """Seconds that both share."""
        return max(0.0, min(self.end, other.end) - max(self.start, other.start))

    def shifted(self, seconds: float) -> "Span":
        return Span(self.start + seconds, self.end + seconds)


@dataclass(frozen=True, slots=True)
class Prosody:
    """How a word ends, measured on its speaker's samples.

    `pitch` in semitones over 55 Hz and `slope` in semitones a second, both over the last 0.2 s of
    the word and None where it is not voiced there; `level` in dBFS over the same stretch.
    """

    pitch: float | None
    slope: float | None
    level: float


@dataclass(frozen=True, slots=True)
class Word:
    """`id` is `<c|i>-<start sample of its utterance>-<index in it>`; `text` keeps punctuation.

    `repaired` where the other speaker's voice was taken out of the samples (`interview.bleed`).
    """

    id: str
    speaker: Speaker
    text: str
    span: Span
    confidence: float
    timed_by: TimedBy
    prosody: Prosody | None = None
    repaired: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Utterance:
    """A stretch of one speaker's samples that is decoded once. Samples at `SAMPLE_RATE`."""

    speaker: Speaker
    start_sample: int
    end_sample: int

    @property
    def id(self) -> str:
        return f"{self.speaker[0]}-{self.start_sample:07d}"

    @property
    def span(self) -> Span:
        return Span(self.start_sample / SAMPLE_RATE, self.end_sample / SAMPLE_RATE)


@dataclass(frozen=True, slots=True)
class Sentence:
    """At least one word, all of one speaker, in the order they were begun."""

    words: tuple[Word, ...]

    @property
    def id(self) -> str:
        return self.words[0].id

    @property
    def speaker(self) -> Speaker:
        return self.words[0].speaker

    @property
    def span(self) -> Span:
        return Span(self.words[0].span.start, max(word.span.end for word in self.words))

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class Turn:
    """Sentences of one speaker that no turn of the other speaker divides; at least one."""

    sentences: tuple[Sentence, ...]
    flags: tuple[TurnFlag, ...] = ()

    @property
    def id(self) -> str:
        return self.sentences[0].id

    @property
    def speaker(self) -> Speaker:
        return self.sentences[0].speaker

    @property
    def words(self) -> tuple[Word, ...]:
        return tuple(word for sentence in self.sentences for word in sentence.words)

    @property
    def span(self) -> Span:
        return Span(self.sentences[0].span.start, max(s.span.end for s in self.sentences))

    @property
    def text(self) -> str:
        return " ".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class Link:
    """An answering turn and the probability that it answers."""

    turn: str
    p: float


@dataclass(frozen=True, slots=True)
class QAPair:
    """An adjacency pair: what was asked and every turn that answers it.

    `id` is that of the first question turn. `confidence` is the probability that the pair is a
    question with these answers; `unanswered_p` that nobody answered. `answer` is None exactly
    when `answered` is false.
    """

    id: str
    kind: PairKind
    question: str
    answer: str | None
    question_turns: tuple[str, ...]
    answer_turns: tuple[str, ...]
    links: tuple[Link, ...]
    confidence: float
    unanswered_p: float
    span: Span

    @property
    def answered(self) -> bool:
        return self.answer is not None


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a posting asks for. `start` and `end` are the characters of `quote` in the posting."""

    name: str
    kind: RequirementKind
    weight: float
    years: float | None
    uri: str | None
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class JobDescription:
    """A posting as weighted requirements; the weights sum to 1 unless there are none."""

    title: str
    seniority: str | None
    years: float | None
    requirements: tuple[Requirement, ...]
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Face:
    """What one frame shows of one face.

    `box` is left, top, right and bottom as shares of the frame, `size` the pixels between the
    outer corners of the eyes, `score` how sure the engine is, 0 to 1. Degrees: `yaw` grows to the
    person's left, `pitch` upwards, `roll` towards the person's right shoulder. `openness` is the
    eyes' height by their width, `gaze` where the irises lie in the eyes, in eye widths; `units`
    measures of action units in the engine's own scale; `tones` the logarithm of the light on
    fixed places of the lower face, by that on the forehead. None or empty: not measurable.
    """

    box: tuple[float, float, float, float]
    size: float
    score: float
    yaw: float
    pitch: float
    roll: float
    openness: float | None
    gaze: tuple[float, float] | None
    units: Mapping[str, float]
    tones: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class FaceFrame:
    """The frame shown at `time`: how many faces, its light from 0 to 1, and the largest face."""

    time: float
    faces: int
    light: float
    face: Face | None


@dataclass(frozen=True, slots=True)
class BehaviourSample:
    """What the face showed in a window around `time`; None where it cannot be measured.

    Angles in degrees, `head_movement` their deviation within the window, action units and
    `gaze_stability` 0 to 1, `blink_rate` a minute. `intervals` by the names of what is measured.
    """

    time: float
    face_present: float
    head_yaw: float | None
    head_pitch: float | None
    head_roll: float | None
    head_movement: float | None
    gaze_stability: float | None
    blink_rate: float | None
    aus: Mapping[str, float | None]
    intervals: Mapping[str, tuple[float, float]]
    quality: float


@dataclass(frozen=True, slots=True)
class AnswerBehaviour:
    """What the face showed during an answer; `qa` is the pair's id."""

    qa: str
    span: Span
    shown: BehaviourSample


@dataclass(frozen=True, slots=True)
class Leaning:
    """A probability that is not calibrated, with its 80 % interval; 0.5 says nothing."""

    p: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class AffectSample:
    """What the last seconds before `time` might mean, held against the person's own average.

    Weak: docs/behaviour.md says how weak. The store keeps it for consented research alone.
    """

    time: float
    stress: Leaning
    engagement: Leaning
    arousal: Leaning


@dataclass(frozen=True, slots=True)
class Answer:
    """A settled answer with the words that judge it: the unit of scoring."""

    pair: QAPair
    question: tuple[Word, ...]
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def span(self) -> Span:
        return Span(self.words[0].span.start, max(word.span.end for word in self.words))


@dataclass(frozen=True, slots=True)
class Evidence:
    """One scorer's finding about one answer.

    `value` and `sd` (standard deviation) are on 0 to 1; `words` are ids, `times` their stretches.
    """

    id: str
    qa: str
    dimension: Dimension
    value: float
    sd: float
    scorer: str
    words: tuple[str, ...]
    times: tuple[Span, ...]
    quote: str
    requirement: str | None = None


@dataclass(frozen=True, slots=True)
class Belief:
    """A Gaussian belief about one dimension on 0 to 1, and the evidence it rests on."""

    mean: float
    variance: float
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProfileSnapshot:
    """The beliefs after one answer. `after` is the pair's id, `t` the end of its answer.

    `link` is the probability that the answer belongs to its question: it weighs its evidence.
    """

    t: float
    after: str
    beliefs: Mapping[Dimension, Belief]
    requirements: Mapping[str, Belief] = field(default_factory=dict)
    link: float = 1.0


@dataclass(frozen=True, slots=True)
class RiskFlag:
    flag: Flag
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RequirementMet:
    """How far a requirement is met, 0 to 1, with its interval."""

    name: str
    met: float
    interval: tuple[float, float]
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outlook:
    """The distribution of the hire probability: its mean and interval."""

    hire_probability: float
    interval: tuple[float, float]


@dataclass(frozen=True, slots=True)
class HistoryPoint:
    """The outlook after one answer and by how much that answer moved the mean."""

    t: float
    after: str
    outlook: Outlook
    delta: float


@dataclass(frozen=True, slots=True)
class Contribution:
    """`leave_one_out` is the final mean minus the mean without this answer."""

    qa: str
    delta: float
    leave_one_out: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the interview says of the hire probability, as far as it says anything."""

    time: float
    state: State
    outlook: Outlook
    scorer: str
    risk_flags: tuple[RiskFlag, ...]
    requirements: tuple[RequirementMet, ...]
    history: tuple[HistoryPoint, ...]
    contributions: tuple[Contribution, ...]
    behaviour_weight: float
    without_behaviour: Outlook
    calibration: str

    @property
    def confidence(self) -> float:
        low, high = self.outlook.interval
        return 1.0 - (high - low)


@dataclass(frozen=True, slots=True)
class Gap:
    """Media that is not there, and why."""

    track: Track
    span: Span
    cause: GapCause


@dataclass(frozen=True, slots=True)
class Sync:
    """How a track came onto the session clock, and the error of that where it was measured."""

    method: SyncMethod
    error_p95_ms: float | None


_CODES = (
    "af am ar as az ba be bg bn bo br bs ca cs cy da de el en es et eu fa fi fo fr gl gu ha "
    "haw he hi hr ht hu hy id is it ja jw ka kk km kn ko la lb ln lo lt lv mg mi mk ml mn mr "
    "ms mt my ne nl nn no oc pa pl ps pt ro ru sa sd si sk sl sn so sq sr su sv sw ta te tg "
    "th tk tl tr tt uk ur uz vi yi yo zh"
)
LANGUAGES = frozenset(_CODES.split())
"""Codes of the languages that Whisper knows."""


@dataclass(frozen=True, slots=True)
class SessionMeta:
    """What is fixed when a session is made. Times are Unix seconds."""

    session_id: str
    start_time: float
    purpose: Purpose
    behaviour: BehaviourMode
    title: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Event:
    """A link of a session's audit chain. `hash` covers the event and `previous`.

    `at` is in Unix seconds; `session_time` on the session clock where it matters there.
    """

    kind: str
    at: float
    who: str
    body: Mapping[str, object]
    previous: str
    hash: str
