"""A figure as HTML that stands alone: any notebook shows it, without extension or network."""

from html import escape

from bokeh.embed import file_html
from bokeh.models import UIElement
from bokeh.resources import INLINE

HEIGHT = 160  # pixels, until the frame knows how high its figure is
_AS_HIGH = "<style>html, body { height: auto !important; margin: 0 }</style>"
_GROW = (
    "const body = this.contentDocument.body;"
    "new ResizeObserver(() => this.style.height = body.scrollHeight + 20 + 'px').observe(body)"
)


def framed(layout: UIElement) -> str:
    """A frame with the figure and all of BokehJS that it needs, about a megabyte."""
    page = file_html(layout, INLINE, "Figure").replace("<head>", f"<head>{_AS_HIGH}", 1)
    return (
        f'<iframe srcdoc="{escape(page)}" onload="{escape(_GROW)}" title="Figure" '
        f'style="width: 100%; height: {HEIGHT}px; border: 0"></iframe>'
    )
