"""What a face shows over time: descriptors with their uncertainty, never what a person feels.

Every value depends on the frames up to the end of its window alone. What a person shows is held
against what the same person showed before: see `interview.conduct.watched`.
"""

from collections.abc import Mapping, Sequence
from math import inf

from interview.conduct.shown import BLINK_SPAN, shown
from interview.conduct.watched import BLOCK, MEMORY, Watched
from interview.model import AnswerBehaviour, BehaviourSample, FaceFrame, Span
from interview.ports import UnitScale

VERSION = "conduct@1"
WINDOW = 1.0
"""Seconds that a sample describes; windows begin at whole multiples."""
HISTORY = MEMORY + BLINK_SPAN + 8 * BLOCK
"""Seconds: a blink rate looks back a minute, at eyes that are held against what was before."""


def series(
    frames: Sequence[FaceFrame],
    units: Mapping[str, UnitScale],
    until: float = inf,
    since: float = 0.0,
) -> list[BehaviourSample]:
    """A sample for each window in which a frame lies, of those that lie from `since` to `until`.

    A longer sequence of frames begins with the same samples.
    """
    watched = Watched(_after(frames, since), units)
    windows = sorted({int(time // WINDOW) for time in watched.times.tolist()})
    spans = (Span(number * WINDOW, (number + 1) * WINDOW) for number in windows)
    return [shown(watched, span) for span in spans if since <= span.start and span.end <= until]


def answers(
    frames: Sequence[FaceFrame], units: Mapping[str, UnitScale], spoken: Mapping[str, Span]
) -> list[AnswerBehaviour]:
    """What was shown during each answer, by its pair's id, of which there is a frame."""
    since = min((span.start for span in spoken.values()), default=inf)
    watched = Watched(_after(frames, since), units)
    return [
        AnswerBehaviour(pair, span, shown(watched, span))
        for pair, span in spoken.items()
        if len(watched.times[watched.within(span)])
    ]


def _after(frames: Sequence[FaceFrame], since: float) -> list[FaceFrame]:
    """Those that what is shown from `since` on depends on."""
    return [frame for frame in frames if frame.time >= since - HISTORY]
