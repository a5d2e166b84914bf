"""Where commands write, and how figures look there."""

from datetime import UTC, datetime

from rich.console import Console
from rich.text import Text

OUT = Console(highlight=False, markup=False, emoji=False)
ERR = Console(highlight=False, markup=False, emoji=False, stderr=True)

BAR = 21
"""Cells of a bar from 0 to 1."""


def say(text: str) -> None:
    """A result as it is, not wrapped."""
    OUT.print(text, soft_wrap=True)


def remark(text: str) -> None:
    """A word beside the result, on stderr."""
    ERR.print(text, soft_wrap=True)


def day(time: float) -> str:
    """In UTC."""
    return f"{datetime.fromtimestamp(time, UTC):%Y-%m-%d %H:%M}"


def within(ends: tuple[float, float]) -> str:
    return f"{ends[0]:.2f}-{ends[1]:.2f}"


def bar(mean: float, ends: tuple[float, float]) -> Text:
    """0 to 1 with the interval as a line and the mean as its mark."""
    low, high, mark = (round(value * (BAR - 1)) for value in (*ends, mean))
    cells = ["·"] * BAR
    cells[low : high + 1] = "─" * (high + 1 - low)
    cells[low], cells[high] = "├", "┤"
    cells[mark] = "●"
    return Text("".join(cells))
