"""A choice of a session and of the other scorer, and what differs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import panel as pn

from interview.errors import InterviewError
from interview.rescoring import Rescoring
from interview.store.changes import Mark
from workbench import figures
from workbench.dashboard.viewing import Viewing
from workbench.dashboard.views import comparing
from workbench.dashboard.views.html import CHOICE, Piece, render
from workbench.dashboard.views.reading import or_none


@dataclass(frozen=True, slots=True)
class Rescored:
    """A session, the versions that scored it again, and when those were written."""

    called: str
    versions: tuple[str, ...]
    mark: Mark


class Scorers:
    def __init__(self, viewing: Viewing) -> None:
        self._viewing = viewing
        self._made: Mapping[str, Rescored] = {}
        self._drawn: object = None
        self._session = pn.widgets.Select(name="Session", width=380, stylesheets=[CHOICE])
        self._scorer = pn.widgets.Select(name="Other scorer", width=380, stylesheets=[CHOICE])
        self._shown = pn.Column(sizing_mode="stretch_width")
        self._choice = pn.FlexBox(self._session, self._scorer)
        self.place = pn.Column(sizing_mode="stretch_width")
        self._session.param.watch(self._choose, "value")
        self._scorer.param.watch(self._draw, "value")

    def show(self, made: Mapping[str, Rescored]) -> None:
        if self.place.objects and made == self._made:
            return
        first, self._made = not self._made, made
        if not made:
            self.place.objects = [_empty()]
            return
        wanted = self._viewing.arguments.get("session", "") if first else self._session.value
        options = {one.called: session for session, one in made.items()}
        value = wanted if wanted in made else next(iter(made))
        self._session.param.update(options=options, value=value)
        self._choose()
        if self._shown not in self.place.objects:
            self.place.objects = [self._choice, self._shown]

    def _choose(self, *_: object) -> None:
        versions = list(self._made[self._session.value].versions)
        value = self._scorer.value if self._scorer.value in versions else versions[-1]
        self._scorer.param.update(options=versions, value=value)
        self._draw()

    def _draw(self, *_: object) -> None:
        session, version = self._session.value, self._scorer.value
        now = session, version, self._made[session].mark
        if version in self._made[session].versions and now != self._drawn:
            try:
                self._shown.objects = _side_by_side(self._viewing, session, version)
            except InterviewError as error:
                self._drawn, self._shown.objects = None, [Piece(render("gone", told=str(error)))]
            else:
                self._drawn = now


def _side_by_side(viewing: Viewing, session: str, version: str) -> list[Any]:
    if viewing.covers(session):
        return [_covered(viewing, session)]
    made = viewing.store.read(session, "rescoring", Rescoring, version)
    seen = viewing.session_view(session)
    theme = figures.THEMES[viewing.theme]
    curves = {one.scorer: one.outlook for one in (made.before, made.after)}
    told = render(
        "scorers",
        before=made.before,
        after=made.after,
        gained=made.gained,
        lost=made.lost,
        reread=len(made.reread),
        verdict=comparing.verdicts(made),
        dimensions=comparing.dimensions(made),
        requirements=comparing.requirements(made),
        answers=comparing.answers(made, or_none(lambda: seen.pairs)),
    )
    charts = [figures.outlooks(curves, theme=theme), figures.dimensions(made, theme=theme)]
    return [*(pn.pane.Bokeh(one.layout) for one in charts), Piece(told)]


def _covered(viewing: Viewing, session: str) -> Piece:
    examiner = viewing.user.role == "examiner"
    told = {"why": "covered", "what": "Scorers", "session": session, "live": False}
    return Piece(render("missing", **told, examiner=examiner))


def _empty() -> Piece:
    return Piece(
        render(
            "empty",
            title="No session was scored by two models yet",
            told="Score one again, what counts stays as it is:",
            command="workbench rescore SESSION --model interview-scorer@VERSION",
        )
    )
