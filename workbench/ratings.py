"""What examiners think of candidates: the labels that a scorer learns from."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from interview.errors import BadInput, NotMade
from interview.model import Event, Verdict

if TYPE_CHECKING:
    from interview.store import Store

LOWEST, HIGHEST = 1, 5
_MIDDLE, _EVEN = 3, 0.5
KIND = "rating"


def rate(store: "Store", session: str, value: int, reason: str, *, who: str, at: float) -> Event:
    """Adds the rating to the audit chain; `at` in Unix seconds. Raises BadInput.

    Where a verdict was reached that leans to one side, as the rating does, the event tells whether
    they `agreed`, and which scorer's verdict it was.
    """
    if isinstance(value, bool) or value not in range(LOWEST, HIGHEST + 1):
        raise BadInput(f"{value!r} is no rating: give a whole number from {LOWEST} to {HIGHEST}")
    why = " ".join(reason.split())
    if not why:
        raise BadInput("a rating needs its reason: say in a few words what it rests on")
    compared = _compared(store, session, value)
    body = {"value": value, "reason": why, **compared}
    return store.append(session, KIND, at=at, who=who, body=body)


def agreed(value: int, verdict: Verdict) -> bool | None:
    """Whether both are for or both against; None where one of them is neither."""
    p = verdict.outlook.hire_probability
    if value == _MIDDLE or p == _EVEN or verdict.state == "insufficient_evidence":
        return None
    return (value > _MIDDLE) == (p > _EVEN)


def _compared(store: "Store", session: str, value: int) -> dict[str, object]:
    try:
        verdict = store.read(session, "verdict", Verdict)
    except NotMade:
        return {}
    same = agreed(value, verdict)
    return {} if same is None else {"agreed": same, "scorer": verdict.scorer}


def values(events: Iterable[Event]) -> dict[str, int]:
    """Each examiner's rating of one session, by name; who rated again meant the last one.

    What another program wrote and is no rating is left out.
    """
    given = ((event.who, event.body.get("value")) for event in events if event.kind == KIND)
    return {who: value for who, value in given if type(value) is int and LOWEST <= value <= HIGHEST}
