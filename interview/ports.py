"""What the domain needs of a model, whoever provides it.

Samples are float32, mono, -1 to 1, at `SAMPLE_RATE`. Every engine names itself and its version
(`version`, for example "whisper-base-int8@1"), so that what it makes can be told apart.
Engines are deterministic: the same call gives the same result, whatever was called before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from interview.model import (
    Answer,
    Evidence,
    FaceFrame,
    JobDescription,
    Sentence,
    Span,
    Speaker,
    Turn,
    Word,
)

Samples = NDArray[np.float32]
Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Token:
    """A recognised word; `span` counts from the first sample handed in."""

    text: str
    span: Span
    confidence: float


@dataclass(frozen=True, slots=True)
class JobContext:
    """A posting and the unit vectors of its requirements' quotes, shape (requirements, width)."""

    job: JobDescription
    vectors: Vectors


class Transcriber(Protocol):
    """Recognises the words of one utterance."""

    @property
    def version(self) -> str: ...

    def transcribe(self, samples: Samples, before: str = "") -> list[Token]:
        """The words in order.

        `before` is what the speaker said just before, empty after a longer silence.
        """
        ...


@runtime_checkable
class Drafting(Protocol):
    """A transcriber that also tells what is being said, for as long as it is not over."""

    def draft(self, samples: Samples) -> str:
        """What the samples seem to say, found with less care than the words."""
        ...


class Aligner(Protocol):
    """Finds when known words were said."""

    @property
    def version(self) -> str: ...

    def align(self, samples: Samples, words: Sequence[Token]) -> list[Span | None]:
        """A span for each word, or None for a word (or all) that it cannot place."""
        ...


class TrackHearing(Protocol):
    """Hears the tracks of an interview that is over, each as a whole."""

    @property
    def version(self) -> str:
        """Of all that the words depend on."""
        ...

    @property
    def unavailable(self) -> str:
        """Why it cannot hear, empty if it can."""
        ...

    def words(self, speaker: Speaker, own: Samples, other: Samples | None) -> list[Word]:
        """The words of a track from session time 0 on, in order, their starts never going back.

        `other` is the other speaker's track, whose voice may leak into this one. Raises
        EngineUnavailable where `unavailable` says why.
        """
        ...


class VoiceStream(Protocol):
    """The state of one track that is being listened to."""

    def push(self, samples: Samples) -> NDArray[np.float32]:
        """Speech probability, 0 to 1, of each whole frame of `VoiceDetector.frame` samples.

        A rest shorter than a frame is kept for the next push; how the samples are divided into
        pushes changes nothing.
        """
        ...


@runtime_checkable
class VoiceDetector(Protocol):
    """Tells speech from everything else, causally."""

    @property
    def version(self) -> str: ...

    @property
    def frame(self) -> int:
        """Samples a frame."""
        ...

    def stream(self) -> VoiceStream: ...


class Embedder(Protocol):
    """Maps texts to unit vectors by meaning."""

    @property
    def version(self) -> str: ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), width); a text's vector does not depend on its neighbours."""
        ...


@dataclass(frozen=True, slots=True)
class Concept:
    """An entry of a skill taxonomy: its preferred label and its address."""

    label: str
    uri: str


class Taxonomy(Protocol):
    """Knows skills."""

    @property
    def version(self) -> str: ...

    def concept(self, phrase: str) -> Concept | None:
        """The one skill of that name or, where that is sure enough, of that meaning."""
        ...


class QuestionDetector(Protocol):
    """Tells what asks, from all that was said so far."""

    @property
    def version(self) -> str: ...

    def log_odds(self, turns: Sequence[Turn]) -> list[list[float]]:
        """For each sentence of each turn, calibrated: that it asks something.

        Asked again after every utterance, so that only what is new may cost.
        """
        ...


class AnswerLinker(Protocol):
    """Tells how well a turn answers a question, from its words and times."""

    @property
    def version(self) -> str: ...

    def reading(self, turns: Sequence[Turn]) -> "Reading":
        """Looks at the turns once, for many questions about them."""
        ...


class Reading(Protocol):
    """The turns of an interview, as a linker sees them."""

    def log_odds(self, asking: Sequence[Sentence], at: int) -> float:
        """What speaks for turn `at` answering what the sentences `asking` of one turn ask.

        A function of what was said up to `at` alone: what is said later changes nothing.
        """
        ...


@dataclass(frozen=True, slots=True)
class Understanding:
    """What turns are understood by."""

    questions: QuestionDetector
    linker: AnswerLinker

    @property
    def version(self) -> str:
        return f"{self.questions.version}+{self.linker.version}"


@dataclass(frozen=True, slots=True)
class Request:
    """What a language model is asked, and the JSON schema of what it shall return."""

    system: str
    user: str
    schema: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Reply:
    """What a language model said, the tokens that it took, or why it said nothing."""

    text: str | None
    tokens: int
    failure: str = ""


class LanguageModel(Protocol):
    """Answers requests; whatever goes wrong is a reply without text, never an exception."""

    @property
    def version(self) -> str: ...

    def ask(self, request: Request) -> Reply: ...


SkillKind = Literal["skill", "knowledge"]


@dataclass(frozen=True, slots=True)
class SkillSpan:
    """Characters of a sentence that name a skill, or what has to be known; p is 0 to 1."""

    start: int
    end: int
    kind: SkillKind
    p: float


class SkillTagger(Protocol):
    """Finds the skills that a posting speaks of."""

    @property
    def version(self) -> str: ...

    def tag(self, sentences: Sequence[str], lean: float = 0.0) -> list[list[SkillSpan]]:
        """Spans in each of the sentences of one posting, given in its order.

        The two kinds may overlap. A sentence is read in the light of those around it. `lean` is
        added to the log-odds of each word to lie in a span: above 0, more is found and less of it
        is right. It moves no p.
        """
        ...


Picture = NDArray[np.uint8]
"""Shape (height, width, 3), RGB."""


@dataclass(frozen=True, slots=True)
class UnitScale:
    """How an engine's measure becomes an action unit from 0 to 1.

    `full` is the way from rest to its strongest, `noise` the standard deviation of one frame.
    Rest is the quantile `rest` of what the person showed so far; None: the measure's own 0.
    """

    full: float
    noise: float
    rest: float | None


class FaceAnalyser(Protocol):
    """Describes the largest face of a picture, from that picture alone."""

    @property
    def version(self) -> str: ...

    @property
    def units(self) -> Mapping[str, UnitScale]:
        """The action units that it measures."""
        ...

    @property
    def rate(self) -> float:
        """Pictures a second that it is to be shown."""
        ...

    @property
    def unavailable(self) -> str:
        """Why it cannot look, empty if it can."""
        ...

    def analyse(self, frames: Sequence[tuple[float, Picture]]) -> list[FaceFrame]:
        """One for each picture and its time; how they are divided into calls changes nothing.

        Raises EngineUnavailable where `unavailable` says why.
        """
        ...


class Scorer(Protocol):
    """Judges one answer in one or more dimensions, or abstains with an empty list."""

    @property
    def version(self) -> str:
        """Name and version, for example "specificity@1"."""
        ...

    def score(
        self, answer: Answer, earlier: Sequence[Answer], job: JobContext | None
    ) -> list[Evidence]: ...
