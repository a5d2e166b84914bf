"""Pieces of pages written as HTML: templates beside the views, everything in them escaped."""

from functools import cache
from pathlib import Path
from typing import Any

import param
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from panel.custom import JSComponent

from interview.shapes import clock
from workbench.console import day
from workbench.figures.columns import spoken

_HERE = Path(__file__).parent
INTERVALS = "/dashboard/static/interval.css"
STYLES = ["/dashboard/static/pieces.css", INTERVALS]
"""What a pane links to, so that its style is sent once."""

CHOICE = """
:host { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); }
label { color: var(--quiet); font-size: 14px; }
select.bk-input {
  appearance: auto; font-size: 15px;
  color: var(--ink); background: var(--surface); border-color: var(--quiet);
}
select.bk-input:focus-visible, input:focus-visible { outline: 3px solid var(--accent); }
input[type="checkbox"] + span { color: var(--ink); font-size: 15px; }
"""
"""How a widget of Panel suits the pages."""


@cache
def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(clock=clock, day=day, spoken=spoken, signed=signed, two="{:.2f}".format)
    return made


def render(template: str, **told: object) -> str:
    return _templates().get_template(f"{template}.html").render(**told)


def signed(value: float) -> str:
    """To two places, and without a sign where those are nought."""
    return f"{value:+.2f}" if abs(value) >= 0.005 else "0.00"


class Piece(JSComponent):  # type: ignore[misc]  # Panel's types are not read
    """HTML as a part of a page; `shown` is the id of what is opened and scrolled to."""

    html = param.String()
    shown = param.String()

    _esm = (_HERE / "piece.js").read_text()

    def __init__(self, html: str, **params: Any) -> None:  # noqa: ANN401  # as Panel takes them
        super().__init__(html=html, stylesheets=STYLES, sizing_mode="stretch_width", **params)

    def show(self, name: str) -> None:
        """Opens it, and scrolls to it where it is out of sight, also when asked again."""
        self.shown = ""
        self.shown = name
