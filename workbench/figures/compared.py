"""Figures of verdicts as distributions, side by side, and of what made them."""

from collections.abc import Mapping, Sequence

from bokeh.core.properties import value
from bokeh.models import (
    ColumnDataSource,
    DataRange1d,
    FactorRange,
    HoverTool,
    Legend,
    LegendItem,
    NumeralTickFormatter,
    Range1d,
    Span,
)
from bokeh.plotting import figure
from bokeh.transform import dodge, factor_cmap

from interview.belief import interval
from interview.model import Outlook, QAPair, Verdict
from interview.rescoring import Rescoring
from workbench.figures import columns, density
from workbench.figures.chart import Chart
from workbench.figures.columns import Columns
from workbench.figures.theme import DASHES, FONT, LIGHT, SERIES, Theme, plain

HEIGHT = 230
MANY = 24
_BARS = "bars: by how much it moved when the answer came; ◇ what the whole would lose without it"


def outlook(held: Outlook, *, theme: Theme = LIGHT) -> Chart:
    """The distribution of the hire probability: its 80 % shaded, its mean a line."""
    made = _probability(theme)
    sources = {name: ColumnDataSource(values) for name, values in outlook_columns(held).items()}
    made.varea("p", 0, "density", source=sources["inside"], color=theme.accent, alpha=0.25)
    made.line("p", "density", source=sources["density"], color=theme.accent, line_width=2)
    made.segment(
        x0="p", x1="p", y0=0, y1="density", source=sources["mean"], color=theme.ink, line_width=2
    )
    made.text(
        "p",
        "density",
        "told",
        source=sources["mean"],
        text_align="center",
        text_baseline="bottom",
        y_offset=-4,
        text_font=value(FONT),
        text_font_size="13px",
        text_color=theme.ink,
    )
    return Chart(made, sources, {"outlook": made})


def outlook_columns(held: Outlook) -> dict[str, Columns]:
    shape = density.of(held)
    low, high = held.interval
    heights = shape.density()
    inside = (density.GRID - low) * (density.GRID - high) <= 0
    at = int((abs(density.GRID - held.hire_probability)).argmin())
    return {
        "density": _curve(density.GRID, heights),
        "inside": _curve(density.GRID[inside], heights[inside]),
        "mean": {
            "p": [held.hire_probability],
            "density": [float(heights[at])],
            "told": [f"{held.hire_probability:.2f}"],
        },
    }


def outlooks(held: Mapping[str, Outlook], *, theme: Theme = LIGHT) -> Chart:
    """Several distributions over each other, each with a dash of its own."""
    made = _probability(theme)
    made.height = HEIGHT + 40
    sources, items = {}, []
    for place, (name, curve) in enumerate(curves(held).items()):
        sources[name] = ColumnDataSource(curve)
        colour = getattr(theme, SERIES[place % len(SERIES)])
        area = made.varea("p", 0, "density", source=sources[name], color=colour, alpha=0.12)
        line = made.line(
            "p",
            "density",
            source=sources[name],
            color=colour,
            line_width=2.5,
            line_dash=DASHES[place % len(DASHES)],
        )
        items.append(LegendItem(label=name, renderers=[line, area]))
    made.add_layout(_legend(items, theme), "above")
    return Chart(made, sources, {"outlooks": made})


def curves(held: Mapping[str, Outlook]) -> dict[str, Columns]:
    return {name: _curve(density.GRID, density.of(one).density()) for name, one in held.items()}


def contributions(verdict: Verdict, pairs: Sequence[QAPair], *, theme: Theme = LIGHT) -> Chart:
    """By how much each answer moved the hire probability, and what it would be without it."""
    held = columns.contributions(verdict, columns.numbers(pairs))
    source = ColumnDataSource(held)
    made = plain(theme, _BARS, height=HEIGHT, x_range=FactorRange(factors=_factors(held)))
    made.yaxis.formatter = NumeralTickFormatter(format="+0.00")
    _turn_names(made)
    made.add_layout(Span(location=0.0, dimension="width", line_color=theme.quiet))
    bars = made.vbar(
        "answer",
        0.6,
        "delta",
        source=source,
        line_color=None,
        fill_color=factor_cmap("side", [theme.good, theme.bad], ["up", "down"]),
        fill_alpha=0.75,
    )
    made.scatter(
        "answer",
        "without",
        source=source,
        marker="diamond",
        size=11,
        fill_color=theme.surface,
        line_color=theme.ink,
        line_width=1.5,
    )
    told = [("", "@answer"), ("moved by", "@delta{+0.000}"), ("left out", "@without{+0.000}")]
    made.add_tools(HoverTool(renderers=[bars], tooltips=told))
    return Chart(made, {"contributions": source}, {"contributions": made})


def _turn_names(on: figure) -> None:
    """Upright where there are too many to stand beside each other."""
    many = len(on.x_range.factors) > MANY
    on.xaxis.major_label_orientation = "vertical" if many else "horizontal"


def renew_contributions(chart: Chart, verdict: Verdict, called: Mapping[str, str]) -> None:
    held = columns.contributions(verdict, called)
    answers = chart.figures["contributions"].x_range
    if answers.factors != _factors(held):
        answers.factors = _factors(held)
        _turn_names(chart.figures["contributions"])
    chart.renew({"contributions": held})


def dimensions(made: Rescoring, *, theme: Theme = LIGHT) -> Chart:
    """What two scorers hold of each dimension: a line for the interval, a mark for the mean."""
    names = [columns.spoken(one.dimension) for one in reversed(made.dimensions)]
    shown = plain(theme, height=60 + 46 * len(names), y_range=FactorRange(factors=names))
    shown.x_range = Range1d(0.0, 1.0)
    shown.min_border_left = 110  # the names, which Bokeh measures too narrow
    sides = {made.before.scorer: [one.before for one in made.dimensions]}
    sides[made.after.scorer] = [one.after for one in made.dimensions]
    sources, items = {}, []
    for (scorer, beliefs), colour, mark, off in zip(
        sides.items(),
        (theme.accent, theme.interviewer),
        ("circle", "square"),
        (0.15, -0.15),
        strict=True,
    ):
        ends = [interval(belief) for belief in beliefs]
        source = ColumnDataSource(
            {
                "name": list(reversed(names)),
                "mean": [belief.mean for belief in beliefs],
                "low": [low for low, _ in ends],
                "high": [high for _, high in ends],
            }
        )
        y = dodge("name", off, range=shown.y_range)
        line = shown.hbar(y, 0.06, "high", "low", source=source, color=colour)
        point = shown.scatter("mean", y, source=source, marker=mark, size=10, color=colour)
        sources[scorer] = source
        items.append(LegendItem(label=scorer, renderers=[point, line]))
    shown.add_layout(_legend(items, theme), "above")
    return Chart(shown, sources, {"dimensions": shown})


def _probability(theme: Theme) -> figure:
    made = plain(theme, height=HEIGHT, x_range=Range1d(0.0, 1.0))
    made.xaxis.axis_label = "hire probability"
    made.yaxis.visible = False
    made.ygrid.visible = False
    made.y_range = DataRange1d(start=0.0, range_padding=0.2)
    return made


def _curve(at: density.Values, heights: density.Values) -> Columns:
    return {"p": at.tolist(), "density": heights.tolist()}


def _factors(held: Columns) -> list[str]:
    return [str(answer) for answer in held["answer"]]


def _legend(items: list[LegendItem], theme: Theme) -> Legend:
    made = Legend(items=items, orientation="horizontal")
    _plain_legend(made, theme)
    return made


def _plain_legend(made: Legend, theme: Theme) -> None:
    made.orientation = "horizontal"
    made.background_fill_alpha = 0.0
    made.border_line_color = None
    made.label_text_color = theme.ink
    made.label_text_font = FONT
    made.label_text_font_size = "12px"
    made.glyph_width = 34
    made.spacing = 18
