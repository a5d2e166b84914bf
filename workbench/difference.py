"""Two scorings of a session, side by side."""

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from interview.belief import interval
from interview.model import QAPair, Verdict
from interview.rescoring import Rescoring
from interview.shapes import one_line
from workbench.console import within

LONGEST = 30  # characters of a question
SHOWN = 10
"""Answers, and pieces of evidence, at most: those that differ most."""


def page(made: Rescoring, pairs: Sequence[QAPair]) -> Group:
    return Group(*_sections(made, pairs))


def _sections(made: Rescoring, pairs: Sequence[QAPair]) -> Iterator[RenderableType]:
    yield _table(made, "", [_outlook(made), _state(made), _calibration(made)])
    yield _table(made, "Dimensions", _dimensions(made))
    if made.after.requirements:
        yield _table(made, "Requirements", _requirements(made))
    yield _flags(made)
    yield _table(made, "Answers, by leaving each out", _answers(made, pairs))
    if made.reread:
        yield _table(made, "Evidence, value ± deviation as read", _evidence(made))
    else:
        yield Text("Both read all evidence alike.", style="dim")


def _table(made: Rescoring, title: str, rows: Sequence[Sequence[str]]) -> Table:
    table = Table(title=title or None, title_justify="left", box=None, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, overflow="ellipsis", min_width=18, max_width=LONGEST)
    for name in (made.before.scorer, made.after.scorer, ""):
        table.add_column(name)
    for row in rows:
        table.add_row(*row)
    return table


def _moved(before: float, after: float) -> str:
    return f"{after - before:+.2f}"


def _outlook(made: Rescoring) -> tuple[str, ...]:
    was, now = (one.outlook for one in (made.before, made.after))
    cells = (f"{one.hire_probability:.2f}  {within(one.interval)}" for one in (was, now))
    return "hire probability", *cells, _moved(was.hire_probability, now.hire_probability)


def _state(made: Rescoring) -> tuple[str, ...]:
    return "state", *(one.state.replace("_", " ") for one in (made.before, made.after)), ""


def _calibration(made: Rescoring) -> tuple[str, ...]:
    return "calibration", made.before.calibration, made.after.calibration, ""


def _dimensions(made: Rescoring) -> list[tuple[str, ...]]:
    return [
        (
            one.dimension.replace("_", " "),
            *(f"{held.mean:.2f}  {within(interval(held))}" for held in (one.before, one.after)),
            _moved(one.before.mean, one.after.mean),
        )
        for one in made.dimensions
    ]


def _requirements(made: Rescoring) -> list[tuple[str, ...]]:
    before = {one.name: one for one in made.before.requirements}
    return [
        (
            one_line(now.name),
            *(f"{one.met:.2f}  {within(one.interval)}" for one in (before[now.name], now)),
            _moved(before[now.name].met, now.met),
        )
        for now in made.after.requirements
        if now.name in before  # the posting may be another since
    ]


def _flags(made: Rescoring) -> Text:
    stay = [one.flag for one in made.after.risk_flags if one.flag not in made.gained]
    told = {"gained": made.gained, "lost": made.lost, "as before": stay}
    parts = [f"{what}: {', '.join(flags)}" for what, flags in told.items() if flags]
    return Text(f"Risk flags  {'; '.join(parts) or 'none, before and after'}")


def _answers(made: Rescoring, pairs: Sequence[QAPair]) -> list[tuple[str, ...]]:
    questions = {pair.id: one_line(pair.question) for pair in pairs}
    was, now = _by_answer(made.before), _by_answer(made.after)
    most = sorted(now, key=lambda qa: -abs(now[qa] - was.get(qa, 0.0)))[:SHOWN]
    return [
        (
            questions.get(qa, qa),
            f"{was.get(qa, 0.0):+.2f}",
            f"{now[qa]:+.2f}",
            _moved(was.get(qa, 0.0), now[qa]),
        )
        for qa in most
    ]


def _by_answer(verdict: Verdict) -> dict[str, float]:
    return {one.qa: one.leave_one_out for one in verdict.contributions}


def _evidence(made: Rescoring) -> list[tuple[str, ...]]:
    most = sorted(made.reread, key=lambda one: -abs(one.after[0] - one.before[0]))
    rows = [
        (
            f"{one.scorer} {one.evidence}",
            *(f"{value:.2f} ± {sd:.2f}" for value, sd in (one.before, one.after)),
            _moved(one.before[0], one.after[0]),
        )
        for one in most[:SHOWN]
    ]
    more = len(made.reread) - len(rows)
    return [*rows, (f"and {more} more", "", "", "")] if more else rows
