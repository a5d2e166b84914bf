"""Praat's TextGrid, long text format."""

from collections.abc import Iterator, Sequence

from interview.model import Turn
from workbench.exports.intervals import Interval, Tier, end, tiers


def textgrid(turns: Sequence[Turn], duration: float) -> str:
    """The tiers cover 0 to the end; `duration` in seconds."""
    made = tiers(turns)
    last = end(made, duration)
    head = [
        'File type = "ooTextFile"',
        'Object class = "TextGrid"',
        "",
        "xmin = 0 ",
        f"xmax = {_seconds(last)} ",
        "tiers? <exists> ",
        f"size = {len(made)} ",
        "item []: ",
    ]
    body = [line for number, tier in enumerate(made, start=1) for line in _tier(number, tier, last)]
    return "\n".join([*head, *body, ""])


def _tier(number: int, tier: Tier, last: int) -> Iterator[str]:
    filled = list(_filled(tier.intervals, last))
    yield f"    item [{number}]:"
    yield '        class = "IntervalTier" '
    yield f"        name = {_quoted(tier.name)} "
    yield "        xmin = 0 "
    yield f"        xmax = {_seconds(last)} "
    yield f"        intervals: size = {len(filled)} "
    for place, one in enumerate(filled, start=1):
        yield f"        intervals [{place}]:"
        yield f"            xmin = {_seconds(one.start)} "
        yield f"            xmax = {_seconds(one.end)} "
        yield f"            text = {_quoted(one.text)} "


def _filled(intervals: Sequence[Interval], last: int) -> Iterator[Interval]:
    """The intervals with empty ones where nothing is labelled."""
    reached = 0
    for one in intervals:
        if one.start > reached:
            yield Interval(reached, one.start, "")
        yield one
        reached = one.end
    if reached < last:
        yield Interval(reached, last, "")


def _seconds(ms: int) -> str:
    return f"{ms / 1000:.3f}"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
