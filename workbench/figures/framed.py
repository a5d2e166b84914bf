"""A figure as HTML that stands alone: any notebook shows it, without extension or network."""

from html import escape

from bokeh.embed import components
from bokeh.models import UIElement
from bokeh.resources import Resources

HEIGHT = 160  # pixels, until the frame knows how high its figure is
_AS_HIGH = "<style>html, body { height: auto !important; margin: 0 }</style>"
_LIBRARY = Resources(mode="inline", components=["bokeh"])
"""Of it the scripts alone: `render` adds links to files of Panel once that is loaded."""
_GROW = (
    "const body = this.contentDocument.body;"
    "new ResizeObserver(() => this.style.height = body.scrollHeight + 20 + 'px').observe(body)"
)


def framed(layout: UIElement) -> str:
    """A frame with the figure and all of BokehJS that it needs, about a megabyte."""
    script, place = components(layout)
    library = "".join(f"<script>{raw}</script>" for raw in _LIBRARY.js_raw)
    page = f"<!DOCTYPE html><title>Figure</title>{_AS_HIGH}{library}{place}{script}"
    return (
        f'<iframe srcdoc="{escape(page)}" onload="{escape(_GROW)}" title="Figure" '
        f'style="width: 100%; height: {HEIGHT}px; border: 0"></iframe>'
    )
