"""What examiners think of candidates: the labels that a scorer learns from."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from interview.errors import BadInput
from interview.model import Event

if TYPE_CHECKING:
    from interview.store import Store

LOWEST, HIGHEST = 1, 5
KIND = "rating"


def rate(store: "Store", session: str, value: int, reason: str, *, who: str, at: float) -> Event:
    """Adds the rating to the audit chain; `at` in Unix seconds. Raises BadInput."""
    if isinstance(value, bool) or value not in range(LOWEST, HIGHEST + 1):
        raise BadInput(f"{value!r} is no rating: give a whole number from {LOWEST} to {HIGHEST}")
    why = " ".join(reason.split())
    if not why:
        raise BadInput("a rating needs its reason: say in a few words what it rests on")
    return store.append(session, KIND, at=at, who=who, body={"value": value, "reason": why})


def values(events: Iterable[Event]) -> dict[str, int]:
    """Each examiner's rating of one session, by name; who rated again meant the last one.

    What another program wrote and is no rating is left out.
    """
    given = ((event.who, event.body.get("value")) for event in events if event.kind == KIND)
    return {who: value for who, value in given if type(value) is int and LOWEST <= value <= HIGHEST}
