"""A session as one plain document for a file or for paper; what is covered stays out of it."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from interview.errors import NotMade, Refused
from interview.model import Event, ProfileSnapshot
from interview.shapes import beliefs, in_order, one_line
from workbench.console import day
from workbench.dashboard.viewing import Viewing
from workbench.dashboard.views import controls, explaining, telling
from workbench.dashboard.views.html import render
from workbench.dashboard.views.reading import or_none, read
from workbench.dashboard.views.status import reached
from workbench.figures.columns import numbers

T = TypeVar("T")


def document(viewing: Viewing) -> str:
    """HTML that needs nothing else, apart from its style sheet."""
    session = viewing.session_view()
    pairs, evidence = or_none(lambda: session.pairs), or_none(lambda: session.evidence)
    profile, verdict = read(lambda: session.profile), read(lambda: session.verdict)
    job = _made(lambda: session.job)
    sections: dict[str, object] = {
        "turns": in_order(or_none(lambda: session.turns)),
        "pairs": pairs,
        "called": numbers(pairs),
        "profile": profile if isinstance(profile, str) else held(profile),
        "verdict": verdict,
    }
    if not isinstance(verdict, str):
        sections |= {
            "summary": telling.summary(verdict),
            "moved": telling.moved(session.id, verdict, pairs, evidence),
            "requirements": telling.met(session.id, verdict, job, evidence),
            "risks": telling.risks(session.id, verdict, evidence),
        }
    return render(
        "print",
        meta=session.meta,
        begun=day(session.meta.start_time),
        duration=session.duration,
        status=reached(viewing),
        versions=session.versions,
        events=[printed(one) for one in viewing.store.events(session.id)],
        printed=day(viewing.clock()),
        who=viewing.user.name,
        **sections,
    )


def held(profile: Sequence[ProfileSnapshot]) -> dict[str, explaining.Held]:
    """What is believed after the last answer, by dimension."""
    last = beliefs(profile[-1]) if profile else {}
    return {name: explaining.held(belief) for name, belief in last.items()}


def printed(event: Event) -> dict[str, str]:
    """One line of the audit chain, with the beginning of its hash."""
    said = one_line(controls.told(event))
    return {"at": day(event.at), "who": event.who, "said": said, "hash": event.hash[:12]}


def _made(get: Callable[[], T]) -> T | None:
    try:
        return get()
    except (NotMade, Refused):
        return None
