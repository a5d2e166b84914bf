"""A figure together with the data sources that keep it up to date."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bokeh.models import ColumnDataSource, CustomJS, Range1d, Span, UIElement
from bokeh.plotting import figure

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


def shade(on: figure, source: ColumnDataSource, theme: Theme) -> None:
    """Dots the stretches in which profiling was off, of a figure from 0 to 1."""
    on.quad(
        left="start",
        right="end",
        bottom=0,
        top=1,
        source=source,
        line_color=None,
        fill_color=theme.quiet,
        fill_alpha=0.12,
        hatch_pattern="dot",
        hatch_color=theme.quiet,
        hatch_alpha=0.6,
        hatch_scale=7,
    )


def follow_player(cursors: Sequence[Span]) -> CustomJS:
    """For the document, when it is ready: the lines go where the page's player is."""
    return CustomJS(args={"cursors": list(cursors)}, code=_FOLLOW)


def seek_on_tap(on: figure) -> None:
    on.js_on_event("tap", CustomJS(code=_SEEK))


_FOLLOW = """
let drawn = 0
document.addEventListener("workbench:time", ({ detail }) => {
  const now = performance.now()
  if (detail.playing && now - drawn < 150) return
  drawn = now
  for (const cursor of cursors) cursor.location = detail.time
})
document.dispatchEvent(new CustomEvent("workbench:ask", { detail: {} }))
"""
_SEEK = """
const detail = { time: Math.max(0, cb_obj.x) }
document.dispatchEvent(new CustomEvent("workbench:seek", { detail }))
"""
