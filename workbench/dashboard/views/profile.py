"""The profile: what is believed of each dimension after each answer, and why it moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import panel as pn

from interview.model import (
    DIMENSIONS,
    AffectSample,
    BehaviourMode,
    BehaviourSample,
    Dimension,
    Evidence,
    ProfileSnapshot,
    QAPair,
)
from interview.settling import Switch, switches
from workbench import figures
from workbench.dashboard.viewing import Viewing
from workbench.dashboard.views import explaining, player
from workbench.dashboard.views.component import WorkplaceView
from workbench.dashboard.views.following import kept
from workbench.dashboard.views.heard import shared
from workbench.dashboard.views.html import CHOICE, Piece, render
from workbench.dashboard.views.reading import Missing, or_none, read
from workbench.figures import columns, judged, shown
from workbench.figures.chart import follow_player

KINDS = frozenset(
    {
        "profile",
        "evidence",
        "affect_evidence",
        "pairs",
        "events",
        "behaviour",
        "affect",
        "media",
    }
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page is drawn from; `until` is how far the session goes, in its seconds."""

    session: str
    profile: Sequence[ProfileSnapshot]
    pairs: Sequence[QAPair]
    evidence: Sequence[Evidence]
    switches: Sequence[Switch]
    mode: BehaviourMode
    behaviour: Sequence[BehaviourSample]
    affect: Sequence[AffectSample]
    until: float


def look(viewing: Viewing) -> Seen | Missing:
    session = viewing.session_view()
    profile = read(lambda: session.profile)
    if isinstance(profile, str):
        return profile
    return Seen(
        session=session.id,
        profile=profile,
        pairs=or_none(lambda: session.pairs),
        evidence=or_none(lambda: session.evidence),
        switches=switches(viewing.store.events(session.id)),
        mode=session.meta.behaviour,
        behaviour=or_none(lambda: session.behaviour) if session.meta.behaviour != "off" else [],
        affect=or_none(lambda: session.affect),
        until=judged.end_of(profile, session.duration),
    )


def page(viewing: Viewing) -> pn.viewable.Viewable:
    return kept(viewing, KINDS, "Profile", shared(look, KINDS), Drawn)


class Drawn:
    """The parts of the page, each kept in step on its own."""

    def __init__(self, viewing: Viewing, seen: Seen) -> None:
        theme = figures.THEMES[viewing.theme]
        self._seen, self._dimension = seen, ""
        self._profile = figures.profile(
            seen.profile, seen.pairs, until=seen.until, switches=seen.switches, theme=theme
        )
        self._behaviour = _behaviour(seen, self._profile, theme) if seen.behaviour else None
        self._answer = pn.widgets.Select(
            name="Answer",
            options=explaining.choices(seen.profile, seen.pairs),
            stylesheets=[CHOICE],
            sizing_mode="stretch_width",
        )
        self._why = Piece("")
        self._answer.param.watch(self._explain, "value")
        for dimension in DIMENSIONS:
            selected = self._profile.sources[dimension].selected
            selected.on_change("indices", partial(self._chosen, dimension))
        self._begin_with(viewing.arguments.get("answer", ""))
        self._let_cursors_follow()
        side = [
            player.component(viewing),
            pn.Column(self._answer, self._why, sizing_mode="stretch_width"),
        ]
        self.parts: list[Any] = [WorkplaceView(main=self._main(), side=side)]

    def _main(self) -> pn.Column:
        parts: list[Any] = [Piece(render("legend")), pn.pane.Bokeh(self._profile.layout)]
        parts.append(Piece(render("behaviour", why=_why_behaviour(self._seen))))
        if self._behaviour:
            parts.append(pn.pane.Bokeh(self._behaviour.layout))
        return pn.Column(*parts, sizing_mode="stretch_width")

    def _let_cursors_follow(self) -> None:
        charts = [chart for chart in (self._profile, self._behaviour) if chart]
        cursors = [cursor for chart in charts for cursor in chart.cursors]
        if pn.state.curdoc:
            pn.state.curdoc.js_on_event("document_ready", follow_player(cursors))

    def fits(self, seen: Seen) -> bool:
        return bool(seen.behaviour) == (self._behaviour is not None)

    def renew(self, seen: Seen) -> None:
        self._seen = seen
        called = columns.numbers(seen.pairs)
        self._profile.renew(
            {
                **columns.profile(seen.profile, called, seen.until),
                "answers": columns.answers(seen.profile, called, seen.until),
                "off": columns.off(seen.switches, seen.until),
            },
            judged.titles(seen.profile),
            seen.until,
        )
        if self._behaviour:
            self._behaviour.renew(shown.series(seen.behaviour, seen.affect))
        self._answer.options = explaining.choices(seen.profile, seen.pairs)
        self._explain()

    def _begin_with(self, wanted: str) -> None:
        """With the answer that the address names, or else with the last one."""
        places = {one.after: place for place, one in enumerate(self._seen.profile)}
        if places:
            self._answer.value = places.get(wanted, len(places) - 1)
        self._explain()

    def _chosen(self, dimension: Dimension, _name: str, _before: list[int], now: list[int]) -> None:
        if now:
            self._dimension = dimension
            self._answer.value = now[0]
            self._explain()
            self._why.show("why")

    def _explain(self, *_: object) -> None:
        seen, at = self._seen, self._answer.value
        if at is None or at >= len(seen.profile):
            self._why.html = ""
            return
        one = explaining.why(seen.session, seen.profile, seen.pairs, seen.evidence, at)
        self._why.html = render("why", one=one, dimension=self._dimension)


def _behaviour(seen: Seen, profile: figures.Chart, theme: figures.Theme) -> figures.Chart:
    return figures.behaviour(seen.behaviour, seen.affect, time=profile.time, theme=theme)


def _why_behaviour(seen: Seen) -> str:
    """Which words stand above what the face showed, or instead of it."""
    if seen.mode == "off" or seen.behaviour:
        return seen.mode
    return "none"
