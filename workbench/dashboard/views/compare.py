"""Candidates of one job beside each other, and two scorers of one session."""

from collections.abc import Sequence
from typing import Any

import panel as pn

from interview.errors import InterviewError
from interview.rescoring import Rescoring
from workbench import figures
from workbench.dashboard.listing import Row
from workbench.dashboard.viewing import Viewing
from workbench.dashboard.views import comparing
from workbench.dashboard.views.comparing import Candidate, Job
from workbench.dashboard.views.html import CHOICE, Piece, render
from workbench.dashboard.views.reading import or_none

MOST = 6
"""Curves in one figure, each with a dash of its own."""


def page(viewing: Viewing) -> pn.viewable.Viewable:
    rows = viewing.listing.rows(viewing.user)
    return pn.Column(
        Piece(render("heading", title="Candidates of one job")),
        _candidates(viewing, rows),
        Piece(render("heading", title="Two scorers, one session")),
        _scorers(viewing, rows),
        sizing_mode="stretch_width",
    )


def candidate(row: Row) -> Candidate:
    return Candidate(
        session=row.meta.session_id,
        name=f"{row.candidate} ({row.meta.session_id})",
        title=row.meta.title,
        begun=row.meta.start_time,
        outlook=row.outlook,
        state=row.state,
        covered=row.covered,
    )


def _candidates(viewing: Viewing, rows: Sequence[Row]) -> pn.Column:
    """A choice of the job and of the candidates, their curves and what those share."""
    postings = _postings(viewing)
    jobs = {one.key: one for one in comparing.jobs([candidate(row) for row in rows], postings)}
    if not any(len(job.candidates) > 1 for job in jobs.values()):
        return _empty(
            "No two candidates of one job yet",
            "Interviews belong to one job when they were imported with the same posting:",
            "workbench import --candidate F --interviewer F --jd FILE",
        )
    wanted = viewing.arguments.get("job", "")
    job = pn.widgets.Select(
        name="Job",
        options={_job(one): key for key, one in jobs.items()},
        value=wanted if wanted in jobs else next(iter(jobs)),
        width=380,
        stylesheets=[CHOICE],
    )
    who = pn.widgets.CheckBoxGroup(name="Candidates", stylesheets=[CHOICE])
    shown = pn.Column(sizing_mode="stretch_width")

    def choose(*_: object) -> None:
        held = jobs[job.value].candidates
        who.param.update(
            options={one.name: one.session for one in held},
            value=[one.session for one in held[:MOST]],
        )
        draw()

    def draw(*_: object) -> None:
        shown.objects = _drawn(viewing, jobs[job.value], who.value[:MOST])

    choose()
    job.param.watch(choose, "value")
    who.param.watch(draw, "value")
    return pn.Column(job, who, shown, sizing_mode="stretch_width")


def _job(one: Job) -> str:
    """Told apart by its first session, for titles may be the same."""
    return f"{one.title} ({len(one.candidates)}, first {one.candidates[0].session})"


def _postings(viewing: Viewing) -> Any:  # noqa: ANN401
    def posting(session: str) -> str | None:
        try:
            return viewing.store.job(session)
        except InterviewError:
            return None

    return posting


def _drawn(viewing: Viewing, job: Job, chosen: Sequence[str]) -> list[Any]:
    held = [one for one in job.candidates if one.session in chosen]
    curves = {one.name: one.outlook for one in held if one.outlook}
    table = render("candidates", candidates=held, shared=comparing.shared(held))
    if not curves:
        return [Piece(table)]
    chart = figures.outlooks(curves, theme=figures.THEMES[viewing.theme])
    return [pn.pane.Bokeh(chart.layout), Piece(table)]


def _scorers(viewing: Viewing, rows: Sequence[Row]) -> pn.Column:
    """A choice of the session and of the other scorer, and what differs."""
    made = {
        row.meta.session_id: versions
        for row in rows
        if not row.covered and (versions := _rescored(viewing, row.meta.session_id))
    }
    if not made:
        return _empty(
            "No session was scored by two models yet",
            "Score one again, what counts stays as it is:",
            "workbench rescore SESSION --model interview-scorer@VERSION",
        )
    wanted = viewing.arguments.get("session", "")
    session = pn.widgets.Select(
        name="Session",
        options={_called(row): row.meta.session_id for row in rows if row.meta.session_id in made},
        value=wanted if wanted in made else next(iter(made)),
        width=380,
        stylesheets=[CHOICE],
    )
    scorer = pn.widgets.Select(name="Other scorer", width=380, stylesheets=[CHOICE])
    shown = pn.Column(sizing_mode="stretch_width")

    def choose(*_: object) -> None:
        versions = made[session.value]
        scorer.param.update(options=versions, value=versions[-1])
        draw()

    def draw(*_: object) -> None:
        shown.objects = _side_by_side(viewing, session.value, scorer.value)

    choose()
    session.param.watch(choose, "value")
    scorer.param.watch(draw, "value")
    return pn.Column(pn.FlexBox(session, scorer), shown, sizing_mode="stretch_width")


def _called(row: Row) -> str:
    return f"{row.meta.title or row.candidate} ({row.meta.session_id})"


def _rescored(viewing: Viewing, session: str) -> list[str]:
    try:
        return viewing.store.versions(session, "rescoring")
    except InterviewError:
        return []


def _side_by_side(viewing: Viewing, session: str, version: str) -> list[Any]:
    if viewing.covers(session):
        return [
            Piece(
                render(
                    "missing",
                    why="covered",
                    what="Scorers",
                    session=session,
                    examiner=viewing.user.role == "examiner",
                    live=False,
                )
            )
        ]
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


def _empty(title: str, told: str, command: str) -> pn.Column:
    piece = Piece(render("empty", title=title, told=told, command=command))
    return pn.Column(piece, sizing_mode="stretch_width")
