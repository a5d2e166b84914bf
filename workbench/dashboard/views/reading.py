"""Reads what may not be there yet, or not for everybody's eyes."""

from collections.abc import Callable
from typing import Literal, TypeVar

from interview.errors import NotMade, Refused
from workbench.dashboard.viewing import Viewing
from workbench.dashboard.views.html import Piece, render

T = TypeVar("T")

Missing = Literal["covered", "not made"]


def read(get: Callable[[], T]) -> T | Missing:
    """What `get` gives, or why there is nothing to show."""
    try:
        return get()
    except Refused:
        return "covered"
    except NotMade:
        return "not made"


def or_none(get: Callable[[], list[T]]) -> list[T]:
    """Empty where it was not made or may not be seen."""
    try:
        return get()
    except (NotMade, Refused):
        return []


def missing(viewing: Viewing, why: Missing, what: str) -> Piece:
    """Says why there is nothing to see and what to do about it."""
    live = viewing.store.status(viewing.session) == "live"
    examiner = viewing.user.role == "examiner"
    told = {"why": why, "what": what, "live": live, "examiner": examiner}
    return Piece(render("missing", session=viewing.session, **told))
