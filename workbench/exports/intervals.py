"""Labelled stretches that do not overlap, as annotation tools want them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from interview.model import SPEAKERS, Span, Turn
from interview.shapes import one_line


@dataclass(frozen=True, slots=True)
class Interval:
    """Times in milliseconds, end after start."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Tier:
    """Intervals that are sorted and do not overlap."""

    name: str
    intervals: tuple[Interval, ...]


def milliseconds(time: float) -> int:
    return max(0, round(time * 1000))


def tiers(turns: Sequence[Turn]) -> list[Tier]:
    """A tier of turns and one of words for each speaker, also for one who says nothing."""
    made = []
    for speaker in SPEAKERS:
        own = [turn for turn in turns if turn.speaker == speaker]
        words = [word for turn in own for word in turn.words]
        made.append(Tier(f"{speaker} turns", apart((turn.span, turn.text) for turn in own)))
        made.append(Tier(f"{speaker} words", apart((word.span, word.text) for word in words)))
    return made


def end(tiers: Sequence[Tier], duration: float) -> int:
    """Milliseconds: where the recording and every interval have ended; at least 1."""
    last = [tier.intervals[-1].end for tier in tiers if tier.intervals]
    return max(1, milliseconds(duration), *last)


def apart(labelled: Iterable[tuple[Span, str]]) -> tuple[Interval, ...]:
    """Keeps every label: an end gives way to the next start, and each lasts at least 1 ms."""
    spans = sorted(labelled, key=lambda one: (one[0].start, one[0].end))
    starts: list[int] = []
    for span, _ in spans:
        start = milliseconds(span.start)
        starts.append(max(start, starts[-1] + 1) if starts else start)
    limits: list[int | None] = [*starts[1:], None]
    return tuple(
        Interval(start, _end(start, span.end, limit), one_line(text))
        for start, limit, (span, text) in zip(starts, limits, spans, strict=False)
    )


def _end(start: int, wanted: float, limit: int | None) -> int:
    latest = max(milliseconds(wanted), start + 1)
    return latest if limit is None else min(latest, limit)
