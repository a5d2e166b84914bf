"""What a person may do with a session: each an event in their name, none of them a score."""

from collections.abc import Sequence

from interview.errors import BadInput, Completed, Refused
from interview.model import Event
from workbench import ratings
from workbench.dashboard.viewing import Viewing

LONGEST = 4000
"""Characters of a comment."""


def switch_profiling(viewing: Viewing, on: bool) -> Event:
    """From now on answers count, or do not."""
    check_examiner(viewing)
    return viewing.append("profiling", {"on": on, "time": _now(viewing)})


def complete(viewing: Viewing) -> Event:
    """Say that the interview is over; Completed where it is already."""
    check_examiner(viewing)
    if any(event.kind == "completed" for event in viewing.store.events(viewing.session)):
        raise Completed(f"session {viewing.session} is completed already")
    return viewing.append("completed", {"time": _now(viewing)})


def comment(viewing: Viewing, text: str) -> Event:
    check_examiner(viewing)
    said = text.strip()
    if not said or len(said) > LONGEST:
        raise BadInput(f"a comment has 1 to {LONGEST} characters: this one has {len(said)}")
    return viewing.append("comment", {"text": said})


def rate(viewing: Viewing, value: int, reason: str) -> Event:
    check_examiner(viewing)
    return ratings.rate(
        viewing.store,
        viewing.session,
        value,
        reason,
        who=viewing.user.name,
        at=viewing.clock(),
    )


def profiling(events: Sequence[Event]) -> bool:
    """How it was switched last; before the first switch it is on."""
    switched = [event.body.get("on") for event in events if event.kind == "profiling"]
    return switched[-1] is not False if switched else True


def check_examiner(viewing: Viewing) -> None:
    """Refused for everybody else."""
    if viewing.user.role != "examiner":
        raise Refused("you may look, not change: sign in with the examiners' link for that")


def _now(viewing: Viewing) -> float:
    """Session time."""
    return viewing.clock() - viewing.store.meta(viewing.session).start_time
