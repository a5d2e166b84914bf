"""Figures of what the face showed over time."""

from collections.abc import Sequence

import numpy as np
from bokeh.layouts import column
from bokeh.models import BasicTicker, ColumnDataSource, DataRange1d, HoverTool, Range1d
from bokeh.plotting import figure

from interview.conduct import WINDOW
from interview.model import AffectSample, BehaviourSample
from workbench.figures import columns
from workbench.figures.chart import Chart, cursor, seek_on_tap
from workbench.figures.judged import LEFT
from workbench.figures.theme import LIGHT, Theme, plain, tell_time


def behaviour(
    samples: Sequence[BehaviourSample],
    affects: Sequence[AffectSample] = (),
    *,
    time: Range1d | None = None,
    theme: Theme = LIGHT,
) -> Chart:
    """Each signal over time with its 80 % interval; what could not be measured is left out.

    `time` is the axis of another figure, to move together with it.
    """
    held = series(samples, affects)
    time = time or Range1d(0.0, max([one.time for one in samples], default=1.0))
    sources = {name: _source(values) for name, values in held.items()}
    figures = {name: _signal(name, source, time, theme) for name, source in sources.items()}
    last = list(figures.values())[-1]
    last.xaxis.visible = True
    tell_time(last)
    last.height += 24
    return Chart(
        layout=column(*figures.values(), sizing_mode="stretch_width", spacing=0),
        sources=sources,
        figures=figures,
        time=time,
        cursors=tuple(cursor(one, theme) for one in figures.values()),
    )


def _source(values: columns.Columns) -> ColumnDataSource:
    """As arrays, for there is a sample a second."""
    return ColumnDataSource({name: np.array(each, float) for name, each in values.items()})


def series(
    samples: Sequence[BehaviourSample], affects: Sequence[AffectSample] = ()
) -> dict[str, columns.Columns]:
    held = columns.behaviour(samples)
    return {**held, **columns.affect(affects)} if affects else held


def _signal(name: str, source: ColumnDataSource, time: Range1d, theme: Theme) -> figure:
    told, low, high = columns.SIGNALS.get(name, (f"{name}, uncalibrated", 0.0, 1.0))
    made = plain(theme, told, height=84, x_range=time)
    made.y_range = DataRange1d(only_visible=True) if high > 1 else Range1d(low, high)
    made.min_border_left = LEFT
    made.yaxis.ticker = BasicTicker(desired_num_ticks=2)
    made.xaxis.visible = False
    made.vbar(  # an area would bridge what was not measured
        "t", WINDOW, "high", "low", source=source, color=theme.candidate, alpha=0.22, line_width=0
    )
    seek_on_tap(made)
    line = made.line("t", "value", source=source, color=theme.candidate, line_width=1.5)
    made.add_tools(
        HoverTool(
            renderers=[line],
            mode="vline",
            tooltips=[("", "@value{0.00}, 80 % in @low{0.00} to @high{0.00}")],
        )
    )
    return made
