"""Figures of how two people talk: shares, pace, pauses, and who talks into whose words."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import median

from interview.model import SPEAKERS, Span, Speaker, Turn
from interview.shapes import in_order, seconds

PAUSE = 1.5
"""Seconds of silence between turns from which on a reader is told of them."""

Figures = Mapping[str, object]


def figures(turns: Sequence[Turn]) -> Figures:
    """Empty where nobody has said anything; times in seconds."""
    ordered = in_order(turns)
    if not ordered:
        return {}
    silences = [gap for gap in silences_before(ordered) if gap > 0.0]
    return {
        "speakers": {speaker: _speaker(speaker, ordered) for speaker in SPEAKERS},
        "pauses": sum(gap >= PAUSE for gap in silences),
        "longest_pause": seconds(max(silences, default=0.0)),
        "both": seconds(sum(overlaps(ordered))),
    }


def silences_before(ordered: Sequence[Turn]) -> list[float]:
    """Before each turn: seconds in which nobody had talked; the first begins after none."""
    spans = [turn.span for turn in ordered]
    silences, until = [], spans[0].start if spans else 0.0
    for span in spans:
        silences.append(max(0.0, span.start - until))
        until = max(until, span.end)
    return silences


def overlaps(ordered: Sequence[Turn]) -> list[float]:
    """Of each turn: the seconds in which its words meet words of the other that began before."""
    lasting: dict[Speaker, list[tuple[Span, Turn]]] = {speaker: [] for speaker in SPEAKERS}
    shared = []
    for turn in ordered:
        span, other = turn.span, SPEAKERS[1 - SPEAKERS.index(turn.speaker)]
        lasting[other] = [each for each in lasting[other] if each[0].end > span.start]
        shared.append(sum(_shared(turn, one) for _, one in lasting[other]))
        lasting[turn.speaker].append((span, turn))
    return shared


def _shared(a: Turn, b: Turn) -> float:
    near = [word.span for word in b.words if word.span.overlap(a.span)]
    return sum(word.span.overlap(span) for word in a.words for span in near)


def _speaker(speaker: Speaker, ordered: Sequence[Turn]) -> Figures:
    own = [turn for turn in ordered if turn.speaker == speaker]
    words = [word for turn in own for word in turn.words]
    talked = sum(word.span.duration for word in words)
    lasted = [turn.span.duration for turn in own]
    floor = sum(lasted)
    waits = _waits(speaker, ordered)
    return {
        "talked": seconds(talked),
        "words": len(words),
        "turns": len(own),
        "longest": seconds(max(lasted, default=0.0)),
        "pace": round(60 * len(words) / floor) if floor else 0,
        "wait": seconds(median(waits)) if waits else None,
    }


def _waits(speaker: Speaker, ordered: Sequence[Turn]) -> list[float]:
    """Seconds from the end of the other's turn to the speaker's next one."""
    spoken = [turn for turn in ordered if "backchannel" not in turn.flags]
    return [
        max(0.0, before.span.gap(turn.span))
        for before, turn in pairwise(spoken)
        if turn.speaker == speaker != before.speaker
    ]
