"""A span of a session as sound, for a player in a notebook."""

import io
import wave
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

import numpy as np

from interview.errors import BadInput, EngineUnavailable
from interview.media import to_pcm
from interview.model import SAMPLE_RATE, SPEAKERS, Evidence, Span, Speaker, Track
from interview.ports import Samples
from workbench.session import Session

if TYPE_CHECKING:
    from IPython.display import Audio

Voice = Speaker | Literal["both"]
TRACKS: dict[Speaker, Track] = {
    "candidate": "candidate_audio",
    "interviewer": "interviewer_audio",
}


@runtime_checkable
class Timed(Protocol):
    """A `Span`, or a row of a frame."""

    @property
    def start(self) -> float: ...

    @property
    def end(self) -> float: ...


@runtime_checkable
class Spoken(Protocol):
    """A word, a sentence, a turn, a pair."""

    @property
    def span(self) -> Span: ...


Playable = tuple[float, float] | Timed | Spoken | Evidence


def player(session: Session, what: Playable, voice: Voice) -> "Audio":
    try:
        from IPython.display import Audio
    except ModuleNotFoundError as error:
        raise EngineUnavailable("a player needs Jupyter: pip install jupyterlab") from error
    return Audio(data=wav(heard(session, span_of(what), voice)))  # type: ignore[no-untyped-call]  # IPython's


def span_of(what: Playable) -> Span:
    """When it was said. Raises BadInput for what has no time."""
    match what:
        case Evidence(times=[first, *others]):
            return Span(first.start, max(one.end for one in (first, *others)))
        case (start, end) | Timed(start=start, end=end):
            return _span(start, end)
        case Spoken():
            return what.span
    raise BadInput(
        f"{what!r} has no time: give (start, end) in seconds, a row of a frame, a word, a turn, "
        "a pair, or evidence"
    )


def _span(start: float, end: float) -> Span:
    if not 0 <= start < end < float("inf"):
        raise BadInput(f"nothing can be heard from {start} to {end} s: give a start before an end")
    return Span(float(start), float(end))


def heard(session: Session, span: Span, voice: Voice) -> Samples:
    """One voice, or both added up, as far as they were recorded."""
    if span.start >= session.duration:
        raise BadInput(
            f"session {session.id} lasts {session.duration:.1f} s up to now: "
            f"nothing can be heard at {span.start:.1f} s (a live session: fresh())"
        )
    recorded = [TRACKS[one] for one in SPEAKERS if TRACKS[one] in session.tracks]
    wanted = recorded if voice == "both" else [TRACKS[voice]]
    mixed: Samples = np.sum([session.samples(track, span) for track in wanted], axis=0)
    return np.clip(mixed, -1.0, 1.0)


def wav(samples: Samples) -> bytes:
    """16 kHz, 16 bit, mono."""
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(SAMPLE_RATE)
        writer.writeframes(to_pcm(samples).astype("<i2").tobytes())
    return file.getvalue()
