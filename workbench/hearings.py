"""The versions of a session's words, side by side."""

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from interview.comparing import (
    Deviation,
    Disagreement,
    HeardVersion,
    OtherVersion,
    WordsComparison,
)
from interview.shapes import clock, one_line

SHOWN = 15
"""Places of disagreement, at most."""


def page(made: WordsComparison) -> Group:
    return Group(*_sections(made))


def _sections(made: WordsComparison) -> Iterator[RenderableType]:
    names = ["words", "errors", "confidence", "by aligner", "starts off by", "version"]
    rows = [_heard(made.active), *(_heard(each.heard) for each in made.others)]
    yield _table("Against what was said" if _known(made) else "Versions", names, rows)
    if made.others:
        names = ["errors", "in both", "starts apart", "ends apart", "version"]
        yield _table("Against the words that count", names, [_other(each) for each in made.others])
    for each in made.others:
        yield from _disagreements(each.disagreements)


def _known(made: WordsComparison) -> bool:
    return made.active.wer is not None


def _table(title: str, names: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    table = Table(title=title, title_justify="left", box=None, padding=(0, 2, 0, 0))
    for name in names:
        table.add_column(name, justify="left" if name == "version" else "right")
    for row in rows:
        table.add_row(*row)
    return table


def _heard(heard: HeardVersion) -> tuple[str, ...]:
    shares = (_share(value) for value in (heard.wer, heard.confidence, heard.aligned))
    return str(heard.words), *shares, _apart(heard.starts), heard.version


def _other(other: OtherVersion) -> tuple[str, ...]:
    apart = (_apart(other.starts), _apart(other.ends))
    return _share(other.wer), str(other.matched), *apart, other.heard.version


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.1%}"


def _apart(times: Deviation | None) -> str:
    """Median and 95th percentile."""
    return "" if times is None else f"{times.median_ms:.0f}, {times.p95_ms:.0f} ms"


def _disagreements(found: Sequence[Disagreement]) -> Iterator[Text]:
    for each in found[:SHOWN]:
        heard = f"{one_line(each.active) or '-'} | {one_line(each.other) or '-'}"
        yield Text(f"[{clock(each.start)}] {each.speaker}: {heard}")
    if len(found) > SHOWN:
        yield Text(f"and {len(found) - SHOWN} more", style="dim")
