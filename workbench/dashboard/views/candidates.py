"""A choice of the job and of its candidates, their curves and what those share."""

from collections.abc import Mapping, Sequence
from typing import Any

import panel as pn

from workbench import figures
from workbench.dashboard.viewing import Viewing
from workbench.dashboard.views import comparing
from workbench.dashboard.views.comparing import Candidate, Job
from workbench.dashboard.views.html import CHOICE, Piece, render
from workbench.figures import compared

MOST = 6
"""Curves in one figure, each with a dash of its own."""


class Candidates:
    def __init__(self, viewing: Viewing) -> None:
        self._viewing = viewing
        self._jobs: Mapping[str, Job] = {}
        self._held: list[Candidate] = []
        self._chart: figures.Chart | None = None
        self._table = Piece("")
        self._job = pn.widgets.Select(name="Job", width=380, stylesheets=[CHOICE])
        self._who = pn.widgets.CheckBoxGroup(name="Candidates", stylesheets=[CHOICE])
        self._shown = pn.Column(sizing_mode="stretch_width")
        self.place = pn.Column(sizing_mode="stretch_width")
        self._job.param.watch(self._choose, "value")
        self._who.param.watch(self._draw, "value")

    def show(self, jobs: Mapping[str, Job]) -> None:
        if self.place.objects and jobs == self._jobs:
            return
        first, self._jobs = not self._jobs, jobs
        if not any(len(job.candidates) > 1 for job in jobs.values()):
            self.place.objects = [_empty()]
            return
        wanted = self._viewing.arguments.get("job", "") if first else self._job.value
        value = wanted if wanted in jobs else next(iter(jobs))
        self._job.param.update(options={_job(one): key for key, one in jobs.items()}, value=value)
        self._offer(None if first else self._who.options.values())
        if self._shown not in self.place.objects:
            self.place.objects = [self._job, self._who, self._shown]

    def _choose(self, *_: object) -> None:
        self._offer(None)

    def _offer(self, known: Any) -> None:  # noqa: ANN401  # ids, None of another job
        """Keep what was chosen of those that were `known`; who is new is chosen too."""
        sessions = {one.name: one.session for one in self._jobs[self._job.value].candidates}
        before, chosen = set(known or ()), set(self._who.value)
        value = [one for one in sessions.values() if one in chosen or one not in before]
        self._who.param.update(options=sessions, value=value[:MOST])
        self._draw()

    def _draw(self, *_: object) -> None:
        """Only what differs from what is drawn."""
        job = self._jobs[self._job.value]
        held = [one for one in job.candidates if one.session in self._who.value[:MOST]]
        if held == self._held:
            return
        curves = {one.name: one.outlook for one in held if one.outlook}
        drawn, self._held = [one.name for one in self._held if one.outlook], held
        self._table.html = render("candidates", candidates=held, shared=comparing.shared(held))
        if self._chart and drawn == list(curves):
            self._chart.renew(compared.curves(curves))
        else:
            self._chart = None
            if curves:
                theme = figures.THEMES[self._viewing.theme]
                self._chart = figures.outlooks(curves, theme=theme)
            self._shown.objects = [*_figure(self._chart), self._table]


def _figure(chart: figures.Chart | None) -> Sequence[pn.viewable.Viewable]:
    return [pn.pane.Bokeh(chart.layout)] if chart else []


def _job(one: Job) -> str:
    """Told apart by its first session, for titles may be the same."""
    return f"{one.title} ({len(one.candidates)}, first {one.candidates[0].session})"


def _empty() -> Piece:
    return Piece(
        render(
            "empty",
            title="No two candidates of one job yet",
            told="Interviews belong to one job when they were imported with the same posting:",
            command="workbench import --candidate F --interviewer F --jd FILE",
        )
    )
