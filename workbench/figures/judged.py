"""Figures of what is believed of a candidate over time: the profile and the verdict's history."""

from collections.abc import Sequence

from bokeh.core.properties import value
from bokeh.layouts import column
from bokeh.models import (
    ColumnDataSource,
    FixedTicker,
    GlyphRenderer,
    HoverTool,
    NumeralTickFormatter,
    Range1d,
    TapTool,
)
from bokeh.plotting import figure
from bokeh.transform import factor_hatch, factor_mark

from interview.model import DIMENSIONS, HistoryPoint, ProfileSnapshot, QAPair, Verdict
from interview.settling import Switch
from workbench.figures import columns
from workbench.figures.chart import Chart, cursor, seek_on_tap, shade
from workbench.figures.theme import FONT, LIGHT, Theme, plain, tell_time

STATES = ("judged", columns.INSUFFICIENT)
LEFT = 36
"""Pixels left of what is drawn, so that figures below each other share their time axis."""
_TOLD = [
    ("answer", "@answer, ended at @at"),
    ("mean", "@mean{0.00}, 80 % in @low{0.00} to @high{0.00}"),
    ("moved by", "@moved{+0.00}"),
]


def profile(
    snapshots: Sequence[ProfileSnapshot],
    pairs: Sequence[QAPair],
    *,
    until: float | None = None,
    switches: Sequence[Switch] = (),
    theme: Theme = LIGHT,
) -> Chart:
    """Each dimension over time with its 80 % interval, and where answers end."""
    called = columns.numbers(pairs)
    end = end_of(snapshots, until)
    sources = {
        name: ColumnDataSource(values)
        for name, values in columns.profile(snapshots, called, end).items()
    }
    marks = ColumnDataSource(columns.answers(snapshots, called, end))
    paused = ColumnDataSource(columns.off(switches, end))
    time, told = Range1d(0.0, end), titles(snapshots)
    figures = {
        **{name: _dimension(one, told[name], time, theme) for name, one in sources.items()},
        "answers": _answers(marks, time, theme),
    }
    for one in figures.values():
        shade(one, paused, theme)
        seek_on_tap(one)
    return Chart(
        layout=column(*figures.values(), sizing_mode="stretch_width", spacing=0),
        sources={**sources, "answers": marks, "off": paused},
        figures=figures,
        time=time,
        cursors=tuple(cursor(one, theme) for one in figures.values()),
    )


def titles(snapshots: Sequence[ProfileSnapshot]) -> dict[str, str]:
    """What is held of each dimension now."""
    last = snapshots[-1].beliefs if snapshots else {}
    return {name: columns.title(name, last.get(name)) for name in DIMENSIONS}


def history(
    verdict: Verdict,
    pairs: Sequence[QAPair],
    *,
    until: float | None = None,
    theme: Theme = LIGHT,
) -> Chart:
    """The hire probability after each answer, with its 80 % interval."""
    end = end_of(verdict.history, until)
    source = ColumnDataSource(columns.history(verdict, columns.numbers(pairs), end))
    time = Range1d(0.0, end)
    made = _over_time(plain(theme, height=220, x_range=time, y_range=Range1d(0.0, 1.0)))
    tell_time(made)
    _tappable(made, _stairs(made, source, theme))
    seek_on_tap(made)
    _names(made, source, theme, at=0.02, baseline="bottom")
    return Chart(made, {"history": source}, {"history": made}, time, (cursor(made, theme),))


def end_of(moments: Sequence[ProfileSnapshot | HistoryPoint], until: float | None) -> float:
    """Leaves room for the last answer's mark, where nothing is known of the session's end."""
    last = max((one.t for one in moments), default=0.0)
    return max(1.02 * last, until or 0.0, 1.0)


def _dimension(source: ColumnDataSource, title: str, time: Range1d, theme: Theme) -> figure:
    made = _over_time(plain(theme, title, height=104, x_range=time, y_range=Range1d(0.0, 1.0)))
    made.xaxis.visible = False
    _tappable(made, _stairs(made, source, theme))
    return made


def _over_time(made: figure) -> figure:
    made.yaxis.ticker = FixedTicker(ticks=[0, 0.5, 1])
    made.yaxis.formatter = NumeralTickFormatter(format="0.0")
    made.min_border_left = LEFT
    return made


def _stairs(on: figure, source: ColumnDataSource, theme: Theme) -> GlyphRenderer:
    """Bands and means from each answer to the next one; what is not judged is hatched.

    Gives the points where they begin, which have another shape then.
    """
    stated = "state" in source.data
    on.quad(
        left="t",
        right="end",
        bottom="low",
        top="high",
        source=source,
        line_color=None,
        fill_color=theme.accent,
        fill_alpha=0.2,
        nonselection_fill_alpha=0.2,
        hatch_pattern=factor_hatch("state", [" ", "/"], STATES) if stated else " ",
        hatch_color=theme.quiet,
        hatch_alpha=0.4,
        nonselection_hatch_alpha=0.4,
        hatch_scale=9,
    )
    on.segment(
        x0="t",
        x1="end",
        y0="mean",
        y1="mean",
        source=source,
        color=theme.accent,
        line_width=2,
        nonselection_alpha=1.0,
    )
    return _points(on, source, theme)


def _points(on: figure, source: ColumnDataSource, theme: Theme) -> GlyphRenderer:
    stated = "state" in source.data
    return on.scatter(
        "t",
        "mean",
        source=source,
        size=9,
        marker=factor_mark("state", ["circle", "diamond"], STATES) if stated else "circle",
        fill_color=theme.surface,
        line_color=theme.accent,
        line_width=2,
        selection_fill_color=theme.accent,
        nonselection_alpha=1.0,
    )


def _tappable(on: figure, points: GlyphRenderer) -> None:
    on.add_tools(
        HoverTool(renderers=[points], tooltips=_TOLD), TapTool(renderers=[points], mode="replace")
    )


def _answers(source: ColumnDataSource, time: Range1d, theme: Theme) -> figure:
    """The axis of time with a mark at the end of each answer."""
    made = plain(theme, height=62, x_range=time, y_range=Range1d(0.0, 1.0))
    made.min_border_left = LEFT
    made.yaxis.visible = False
    made.ygrid.visible = False
    tell_time(made)
    made.scatter("t", 0.85, source=source, size=8, marker="triangle", color=theme.ink)
    _names(made, source, theme, at=0.62, baseline="top")
    return made


def _names(on: figure, source: ColumnDataSource, theme: Theme, *, at: float, baseline: str) -> None:
    on.text(
        "t",
        at,
        "label",
        source=source,
        text_align="center",
        text_baseline=baseline,
        text_font=value(FONT),
        text_font_size="12px",
        text_color=theme.ink,
        nonselection_text_alpha=1.0,
    )
