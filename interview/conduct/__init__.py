"""What a face shows over time: descriptors with their uncertainty, never what a person feels.

Every value depends on the frames up to the end of its window alone. What a person shows is held
against what the same person showed before: see `interview.conduct.watched`.
"""

from collections.abc import Mapping, Sequence

from interview.conduct.shown import shown
from interview.conduct.watched import Watched
from interview.model import AnswerBehaviour, BehaviourSample, FaceFrame, Span
from interview.ports import UnitScale

VERSION = "conduct@1"
WINDOW = 1.0
"""Seconds that a sample describes; windows begin at whole multiples."""


def series(
    frames: Sequence[FaceFrame], units: Mapping[str, UnitScale], until: float | None = None
) -> list[BehaviourSample]:
    """A sample for each window in which a frame lies; with `until` only for those that are over.

    A longer sequence of frames begins with the same samples.
    """
    watched = Watched(frames, units)
    windows = sorted({int(time // WINDOW) for time in watched.times.tolist()})
    spans = (Span(number * WINDOW, (number + 1) * WINDOW) for number in windows)
    return [shown(watched, span) for span in spans if until is None or span.end <= until]


def answers(
    frames: Sequence[FaceFrame], units: Mapping[str, UnitScale], spoken: Mapping[str, Span]
) -> list[AnswerBehaviour]:
    """What was shown during each answer, by its pair's id, of which there is a frame."""
    watched = Watched(frames, units)
    return [
        AnswerBehaviour(pair, span, shown(watched, span))
        for pair, span in spoken.items()
        if len(watched.times[watched.within(span)])
    ]
