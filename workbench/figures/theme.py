"""The colours of figures and pages, light and dark, and what every figure has in common.

Text has a contrast of at least 4.5 to both backgrounds; no meaning lies in a colour alone.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Literal

from bokeh.models import AdaptiveTicker, CustomJSTickFormatter
from bokeh.plotting import figure

from interview.model import Speaker

ThemeName = Literal["light", "dark"]


@dataclass(frozen=True, slots=True)
class Theme:
    paper: str
    surface: str
    ink: str
    quiet: str
    line: str
    accent: str
    candidate: str
    interviewer: str
    good: str
    bad: str
    warn: str
    mark: str

    def of(self, speaker: Speaker) -> str:
        return self.candidate if speaker == "candidate" else self.interviewer


LIGHT = Theme(
    paper="#f5f6f8",
    surface="#ffffff",
    ink="#1c2430",
    quiet="#566072",
    line="#d5dae2",
    accent="#1d5fa6",
    candidate="#0a6b6b",
    interviewer="#8a4a06",
    good="#1a7140",
    bad="#b0281f",
    warn="#7d5400",
    mark="#fbe7a6",
)
DARK = Theme(
    paper="#14171c",
    surface="#1c2128",
    ink="#e7eaef",
    quiet="#a5afbd",
    line="#363e49",
    accent="#82b6f2",
    candidate="#63c9c3",
    interviewer="#e6b06c",
    good="#7bd09a",
    bad="#ff9f96",
    warn="#e8c15c",
    mark="#54481c",
)
THEMES: Mapping[ThemeName, Theme] = {"light": LIGHT, "dark": DARK}
SERIES = ("accent", "interviewer", "candidate", "bad", "good", "quiet")
"""Names of colours for things side by side, each with a dash of its own."""
DASHES = ("solid", "dashed", "dotdash", "dotted", "dashdot", [12, 4])
FONT = "sans-serif"

_CLOCK = """
const whole = Math.max(0, Math.floor(tick)), two = n => String(n).padStart(2, "0")
const h = Math.floor(whole / 3600), m = Math.floor(whole / 60) % 60
return (h ? two(h) + ":" : "") + two(m) + ":" + two(whole % 60)
"""


def variables(theme: Theme) -> str:
    """The colours as custom properties of CSS."""
    return "".join(f"--{name}: {colour};" for name, colour in asdict(theme).items())


def plain(theme: Theme, title: str = "", **options: object) -> figure:
    """A quiet figure as wide as its place, without a toolbar."""
    made = figure(
        title=title,
        sizing_mode="stretch_width",
        toolbar_location=None,
        background_fill_color=theme.surface,
        border_fill_color=theme.surface,
        outline_line_color=None,
        **{"tools": "", **options},
    )
    made.title.text_color = theme.ink
    made.title.text_font = FONT
    made.title.text_font_size = "13px"
    made.title.text_font_style = "normal"
    made.grid.grid_line_color = theme.line
    made.grid.grid_line_alpha = 0.6
    for axis in made.axis:
        axis.axis_line_color = axis.major_tick_line_color = theme.line
        axis.minor_tick_line_color = None
        axis.major_label_text_color = axis.axis_label_text_color = theme.quiet
        axis.major_label_text_font = axis.axis_label_text_font = FONT
        axis.major_label_text_font_size = axis.axis_label_text_font_size = "12px"
        axis.axis_label_text_font_style = "normal"
    return made


def tell_time(on: figure) -> None:
    """Seconds as 02:05, as the script shows them."""
    on.xaxis.formatter = CustomJSTickFormatter(code=_CLOCK)
    on.xaxis.ticker = AdaptiveTicker(base=60, mantissas=[1, 2, 5, 10, 15, 30])
