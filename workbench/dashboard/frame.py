"""What all pages have in common: where one is, where one can go, who looks, and who decides."""

from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import panel as pn
from jinja2 import Template
from panel.io.resources import parse_template
from panel.theme import DarkTheme, DefaultTheme, Native

from interview.errors import InterviewError
from interview.model import SessionMeta
from workbench.console import day
from workbench.dashboard.viewing import Viewing
from workbench.dashboard.views import status
from workbench.dashboard.views.following import follow
from workbench.dashboard.views.html import STYLES
from workbench.figures.theme import THEMES, variables

DECIDES = (
    "A person decides. These figures are evidence to weigh; intervals are 80 %, "
    "and no model here was shown to predict how somebody works."
)
OVERALL = {"sessions": "Sessions", "compare": "Compare"}
OF_A_SESSION = {"script": "Script", "qa": "Q/A", "profile": "Profile", "verdict": "Verdict"}
ICON = "/dashboard/static/icon.svg"


@cache
def _template() -> Template:
    made: Template = parse_template((Path(__file__).parent / "frame.html").read_text())
    return made


@dataclass(frozen=True, slots=True)
class Place:
    """A link of the navigation; `here` where it leads to the page that it stands on."""

    address: str
    name: str
    here: bool


def places(session: str, view: str) -> tuple[list[Place], list[Place]]:
    """The links that every page has, and those of the session that is looked at."""
    overall = [Place(f"/dashboard/{one}", name, one == view) for one, name in OVERALL.items()]
    if not session:
        return overall, []
    own = [
        Place(f"/dashboard/session/{session}/{one}", name, one == view)
        for one, name in OF_A_SESSION.items()
    ]
    return overall, own


def heading(meta: SessionMeta) -> str:
    return meta.title or meta.session_id


def titled(heading: str, name: str) -> str:
    """What the browser's tab says."""
    return " · ".join([*dict.fromkeys((heading, name)), "Interview workbench"])


def framed(viewing: Viewing, view: str, body: pn.viewable.Viewable) -> pn.Template:
    """`view` is the last part of the address; `body` what belongs to it alone."""
    meta = _meta(viewing)
    name = OVERALL.get(view) or OF_A_SESSION[view]
    made = pn.Template(
        _template(),
        theme=DarkTheme if viewing.theme == "dark" else DefaultTheme,
        design=Native,
    )
    overall, own = places(viewing.session if meta else "", view)
    told: dict[str, Any] = {
        "name": name,
        "overall": overall,
        "own": own,
        "user": viewing.user,
        "meta": meta,
        "heading": heading(meta) if meta else name,
        "tab": titled(heading(meta) if meta else name, name),
        "begun": f"{day(meta.start_time)} UTC" if meta else "",
        "theme": viewing.theme,
        "other": "light" if viewing.theme == "dark" else "dark",
        "colours": variables(THEMES[viewing.theme]),
        "decides": DECIDES,
        "icon": ICON,
    }
    for key, value in told.items():
        made.add_variable(key, value)
    made.add_panel("status", _status(viewing) if meta else pn.pane.HTML(""))
    made.add_panel("body", body)
    return made


def _meta(viewing: Viewing) -> SessionMeta | None:
    if not viewing.session:
        return None
    try:
        return viewing.store.meta(viewing.session)
    except InterviewError:
        return None


def _status(viewing: Viewing) -> pn.pane.HTML:
    look = partial(status.shown, viewing)
    shown = pn.pane.HTML("", stylesheets=STYLES, margin=0)
    follow(viewing, {"events", "verdict", "words"}, look, partial(setattr, shown, "object"))
    shown.object = look()
    return shown
