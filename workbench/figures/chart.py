"""A figure together with the data sources that keep it up to date."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bokeh.models import BoxAnnotation, ColumnDataSource, Range1d, Span, UIElement
from bokeh.plotting import figure

from interview import model
from workbench.figures.columns import Columns
from workbench.figures.framed import framed
from workbench.figures.renewing import renew
from workbench.figures.theme import Theme

CURSOR = "cursor"
"""Name of the line that stands where the player is."""


@dataclass(frozen=True)
class Chart:
    """`layout` is what is shown, `sources` what is drawn, by name; `time` the axis it shares."""

    layout: UIElement
    sources: Mapping[str, ColumnDataSource]
    figures: Mapping[str, figure] = field(default_factory=dict)
    time: Range1d | None = None
    cursors: tuple[Span, ...] = ()

    def renew(
        self,
        columns: Mapping[str, Columns],
        titles: Mapping[str, str] | None = None,
        until: float | None = None,
    ) -> None:
        """Sends what differs from what is drawn."""
        for name, values in columns.items():
            renew(self.sources[name], values)
        for name, title in (titles or {}).items():
            if self.figures[name].title.text != title:
                self.figures[name].title.text = title
        if self.time is not None and until is not None and self.time.end != until:
            self.time.end = until

    def _repr_html_(self) -> str:
        """Shows itself in a notebook."""
        return framed(self.layout)


def cursor(on: figure, theme: Theme) -> Span:
    line = Span(
        name=CURSOR,
        location=float("nan"),
        dimension="height",
        line_color=theme.bad,
        line_width=1.5,
        line_dash=[4, 3],
    )
    on.add_layout(line)
    return line


def shade(on: figure, spans: list[model.Span], theme: Theme) -> None:
    """Dots the stretches in which profiling was off."""
    for span in spans:
        on.add_layout(
            BoxAnnotation(
                left=span.start,
                right=span.end,
                fill_color=theme.quiet,
                fill_alpha=0.12,
                line_color=None,
                hatch_pattern="dot",
                hatch_color=theme.quiet,
                hatch_alpha=0.6,
                hatch_scale=7,
            )
        )
