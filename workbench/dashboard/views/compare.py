"""Candidates of one job beside each other, and two scorers of one session."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import panel as pn

from interview.errors import InterviewError
from interview.store.changes import kept
from workbench.dashboard.listing import Row
from workbench.dashboard.viewing import Viewing
from workbench.dashboard.views import comparing
from workbench.dashboard.views.candidates import Candidates
from workbench.dashboard.views.comparing import Candidate, Job
from workbench.dashboard.views.following import follow
from workbench.dashboard.views.html import Piece, render
from workbench.dashboard.views.scorers import Rescored, Scorers


@dataclass(frozen=True, slots=True)
class Seen:
    """Jobs by key, and by id the sessions that other models scored again."""

    jobs: Mapping[str, Job]
    rescored: Mapping[str, Rescored]


def look(viewing: Viewing) -> Seen:
    rows = viewing.listing.rows(viewing.user)
    jobs = comparing.jobs([candidate(row) for row in rows])
    found = {row.meta.session_id: _rescored(viewing, row) for row in rows if not row.covered}
    return Seen({job.key: job for job in jobs}, {name: one for name, one in found.items() if one})


def page(viewing: Viewing) -> pn.viewable.Viewable:
    """Both parts go on with what is stored while they are looked at."""
    candidates, scorers = Candidates(viewing), Scorers(viewing)

    def show(seen: Seen) -> None:
        candidates.show(seen.jobs)
        scorers.show(seen.rescored)

    follow(viewing, (), partial(look, viewing), show)
    show(look(viewing))
    return pn.Column(
        Piece(render("heading", title="Candidates of one job")),
        candidates.place,
        Piece(render("heading", title="Two scorers, one session")),
        scorers.place,
        sizing_mode="stretch_width",
    )


def candidate(row: Row) -> Candidate:
    return Candidate(
        session=row.meta.session_id,
        name=f"{row.candidate} ({row.meta.session_id})",
        title=row.meta.title,
        posting=row.posting,
        begun=row.meta.start_time,
        outlook=row.outlook,
        state=row.state,
        covered=row.covered,
    )


def _rescored(viewing: Viewing, row: Row) -> Rescored | None:
    session = row.meta.session_id
    try:
        versions = tuple(viewing.store.versions(session, "rescoring"))
    except InterviewError:
        return None
    if not versions:
        return None
    called = f"{row.meta.title or row.candidate} ({session})"
    return Rescored(called, versions, kept(viewing.store, session, "rescoring"))
