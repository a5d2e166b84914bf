"""All sessions: found by a word, by how far they are, by date."""

from asyncio import to_thread

import panel as pn

from interview.shapes import seconds, unit
from workbench.console import day
from workbench.dashboard.listing import Row as Listed
from workbench.dashboard.viewing import Viewing
from workbench.dashboard.views.component import Mirror, script, style
from workbench.dashboard.views.following import follow
from workbench.dashboard.views.html import INTERVALS
from workbench.dashboard.views.keyed import Message, Picture, Row, picture


def row(one: Listed) -> Row:
    """What the list shows of a session; no figure of what is covered."""
    meta = one.meta
    told: dict[str, object] = {
        "title": meta.title or meta.session_id,
        "candidate": one.candidate,
        "start": seconds(meta.start_time),
        "date": day(meta.start_time),
        "purpose": meta.purpose,
        "status": one.status,
        "duration": seconds(one.duration),
    }
    if one.covered:
        return {**told, "covered": True}
    if one.outlook is None:
        return told
    low, high = one.outlook.interval
    figures = [unit(value) for value in (one.outlook.hire_probability, low, high)]
    return {**told, "outlook": figures, "state": one.state}


def look(viewing: Viewing) -> Picture:
    rows = viewing.listing.rows(viewing.user)
    return picture([(one.meta.session_id, row(one)) for one in rows])


class Sessions(Mirror):
    _esm = script("parts", "mirror", "sessions")
    _stylesheets = style("parts", "sessions")
    _own = True

    def __init__(self, viewing: Viewing) -> None:
        super().__init__(viewing, look, frozenset(), stylesheets=[INTERVALS])
        self._greeting = False
        follow(viewing, (), self._scene.renew, lambda _: None)

    def _handle_msg(self, _hello: Message) -> None:
        """Thousands are read for the first time in seconds: not where all pages are served."""
        if not self._greeting:
            self._greeting = True
            self._document.add_next_tick_callback(self._greet)

    async def _greet(self) -> None:
        try:
            await to_thread(self._tell_all)
        finally:
            self._greeting = False


def page(viewing: Viewing) -> pn.viewable.Viewable:
    return Sessions(viewing)
