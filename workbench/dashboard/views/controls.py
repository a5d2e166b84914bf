"""What a person may do with a session, and the log of what was done."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from threading import Thread
from typing import Any

import panel as pn
import param

from interview.corrections import standing
from interview.errors import InterviewError
from interview.model import Event
from workbench import erasing, ratings
from workbench.corrections import described
from workbench.dashboard import doings
from workbench.dashboard.viewing import Viewing
from workbench.dashboard.views import correcting
from workbench.dashboard.views.component import Mirror, script, style
from workbench.dashboard.views.keyed import Message, Picture, Row, picture

KINDS = frozenset({"events"})
SECTIONS = ("profiling", "rating", "comment", "complete", "corrections", "log", "delete")
LAST = 50
"""Events that the log shows."""


def log(events: Sequence[Event]) -> list[tuple[str, Row]]:
    """A row an event, by the hash that seals it; the newest `LAST` of them."""
    return [
        (event.hash[:12], {"at": event.at, "who": event.who, "said": told(event)})
        for event in events[-LAST:]
    ]


def told(event: Event) -> str:
    """What happened, as a reader puts it."""
    say = _TOLD.get(event.kind)
    return say(event.body) if say else event.kind.replace("_", " ")


_TOLD: Mapping[str, Callable[[Mapping[str, object]], str]] = {
    "created": lambda body: f"began the session, for {body.get('purpose', 'research')}",
    "completed": lambda _: "completed the session",
    "recovered": lambda _: "recovered the session after a crash",
    "profiling": lambda body: f"switched profiling {'on' if body.get('on') else 'off'}",
    "comment": lambda body: f"commented: {body.get('text', '')}",
    "mark": lambda body: f"marked: {body.get('note', '')}",
    "rating": lambda body: f"rated {body.get('value')} of 5: {body.get('reason', '')}",
    "consent": lambda body: _agreed(body),
    "connection": lambda _: "connected",
    "verdict": lambda _: "reached a verdict from what is known so far",
    "correction": lambda body: (
        "took a correction back" if "takes_back" in body else "corrected the script"
    ),
}


def _agreed(body: Mapping[str, object]) -> str:
    scopes = body.get("scopes", body)
    said = scopes if isinstance(scopes, Mapping) else {}
    yes = [name for name, agreed in said.items() if agreed is True]
    no = [name for name, agreed in said.items() if agreed is False]
    parts = [f"agreed to {', '.join(yes)}"] if yes else []
    return "; ".join([*parts, *([f"did not agree to {', '.join(no)}"] if no else [])])


def look(viewing: Viewing) -> Picture:
    meta, events = viewing.store.meta(viewing.session), viewing.store.events(viewing.session)
    facts: dict[str, object] = {
        "title": meta.title or meta.session_id,
        "purpose": meta.purpose,
        "status": viewing.store.status(viewing.session),
        "profiling": doings.profiling(events),
        "may": viewing.user.role == "examiner",
        "who": viewing.user.name,
        "mine": ratings.values(events).get(viewing.user.name, 0),
        "covered": viewing.covered,
        "corrections": [
            {"id": one.id, "who": one.who, "said": described(one.fix)} for one in standing(events)
        ],
    }
    return picture(log(events), **facts)


class ControlsView(Mirror):
    _esm = script("parts", "mirror", "controls")
    _stylesheets = style("parts", "controls")
    _own = True
    sections = param.List(default=list(SECTIONS))

    def _handle_msg(self, message: Message) -> None:
        if message.get("do") == "delete" and message.get("name") == self._viewing.session:
            Thread(target=self._delete, args=(pn.state.curdoc,), name="delete").start()
        else:
            super()._handle_msg(message)

    def _delete(self, document: Any) -> None:  # noqa: ANN401
        """In a thread of its own: it takes seconds. The page shows the receipt."""
        told: Message = {}
        try:
            told |= {"done": "The session is deleted.", "receipt": asdict(_deleted(self._viewing))}
        except InterviewError as error:
            told["failed"] = str(error)
        document.add_next_tick_callback(partial(self._send_msg, told))

    def _asked(self, message: Message) -> str:
        match message:
            case {"do": "profiling", "on": bool(on)}:
                doings.switch_profiling(self._viewing, on)
                return f"Profiling is {'on' if on else 'off'}."
            case {"do": "comment", "text": str(text)}:
                doings.comment(self._viewing, text)
                return "Your comment is kept."
            case {"do": "rating", "value": int(value), "reason": str(reason)}:
                doings.rate(self._viewing, value, reason)
                return f"Your rating, {value} of 5, is kept."
            case {"do": "complete"}:
                doings.complete(self._viewing)
                return "The session is completed."
        return correcting.correct(self._viewing, message)


def _deleted(viewing: Viewing) -> erasing.Receipt:
    doings.check_examiner(viewing)
    root = str(viewing.store.root)
    return erasing.erase(root, viewing.session, who=viewing.user.name, at=viewing.clock())


def component(viewing: Viewing, sections: Sequence[str] = SECTIONS) -> ControlsView:
    return ControlsView(viewing, look, KINDS, sections=list(sections))
