"""The verdict: what it says and how surely, and how every answer made it so."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import panel as pn

from interview.errors import NotMade
from interview.model import Evidence, JobDescription, QAPair, Verdict
from workbench import figures
from workbench.dashboard.viewing import Viewing
from workbench.dashboard.views import telling
from workbench.dashboard.views.following import kept
from workbench.dashboard.views.heard import shared
from workbench.dashboard.views.html import Piece, render
from workbench.dashboard.views.reading import Missing, or_none, read
from workbench.figures import columns, compared, judged

BESIDE = """
:host { display: grid; gap: 0 1.25rem; align-items: start;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); }
"""
KINDS = frozenset(
    {
        "verdict",
        "evidence",
        "pairs",
        "job_description",
        "affect_verdict",
        "affect_evidence",
        "events",
    }
)


@dataclass(frozen=True)
class Seen:
    """What the page is drawn from; `until` is how far the session goes, in its seconds."""

    session: str
    verdict: Verdict
    pairs: Sequence[QAPair]
    evidence: Sequence[Evidence]
    job: JobDescription | None
    until: float

    @cached_property
    def sections(self) -> dict[str, str]:
        """Written once for all who see the same."""
        return sections(self)


def look(viewing: Viewing) -> Seen | Missing:
    session = viewing.session_view()
    verdict = read(lambda: session.verdict)
    if isinstance(verdict, str):
        return verdict
    pairs, evidence = or_none(lambda: session.pairs), or_none(lambda: session.evidence)
    try:
        job = session.job
    except NotMade:
        job = None
    until = judged.end_of(verdict.history, session.duration)
    return Seen(session.id, verdict, pairs, evidence, job, until)


def sections(seen: Seen) -> dict[str, str]:
    """The parts that are words, as HTML."""
    session, verdict = seen.session, seen.verdict
    rows = telling.moved(session, verdict, seen.pairs, seen.evidence)
    return {
        "summary": render("summary", session=session, one=telling.summary(verdict)),
        "moved": render("moved", rows=rows),
        "requirements": render(
            "requirements", rows=telling.met(session, verdict, seen.job, seen.evidence)
        ),
        "risks": render("risks", rows=telling.risks(session, verdict, seen.evidence)),
    }


def page(viewing: Viewing) -> pn.viewable.Viewable:
    return kept(viewing, KINDS, "Verdict", shared(look, {*KINDS, "media"}), Drawn)


class Drawn:
    """The parts of the page, each kept in step on its own."""

    def __init__(self, viewing: Viewing, seen: Seen) -> None:
        theme = figures.THEMES[viewing.theme]
        verdict, pairs = seen.verdict, seen.pairs
        self._outlook = figures.outlook(verdict.outlook, theme=theme)
        self._history = figures.history(verdict, pairs, until=seen.until, theme=theme)
        self._contributions = figures.contributions(verdict, pairs, theme=theme)
        self._pieces = {name: Piece(html) for name, html in seen.sections.items()}
        self._show_answer(viewing.arguments.get("answer", ""), seen.verdict)
        self._history.sources["history"].selected.on_change("indices", self._chosen)

    @property
    def parts(self) -> list[Any]:
        head = [self._pieces["summary"], _drawn("Distribution", self._outlook)]
        return [
            pn.Column(*head, stylesheets=[BESIDE], sizing_mode="stretch_width"),
            self._pieces["risks"],
            _drawn("After each answer", self._history),
            _drawn("Contribution of each answer", self._contributions),
            self._pieces["moved"],
            self._pieces["requirements"],
        ]

    def fits(self, seen: Seen) -> bool:  # noqa: ARG002  # it has a place for everything
        return True

    def renew(self, seen: Seen) -> None:
        for name, html in seen.sections.items():
            self._pieces[name].html = html
        called = columns.numbers(seen.pairs)
        self._outlook.renew(compared.outlook_columns(seen.verdict.outlook))
        history = columns.history(seen.verdict, called, seen.until)
        self._history.renew({"history": history}, until=seen.until)
        compared.renew_contributions(self._contributions, seen.verdict, called)

    def _chosen(self, _name: str, _before: list[int], now: list[int]) -> None:
        if now:
            self._pieces["moved"].show(f"answer-{now[0] + 1}")

    def _show_answer(self, wanted: str, verdict: Verdict) -> None:
        places = {one.after: place for place, one in enumerate(verdict.history, start=1)}
        if wanted in places:
            self._pieces["moved"].show(f"answer-{places[wanted]}")


def _drawn(title: str, chart: figures.Chart) -> pn.Column:
    heading = Piece(render("heading", title=title))
    return pn.Column(heading, pn.pane.Bokeh(chart.layout), sizing_mode="stretch_width")
