"""Who may see what is judged of a candidate, and when: one rule for every way out.

With purpose `selection` a person decides first: an examiner sees evidence, profile and verdict
once that account has rated, anybody else once somebody has. With `research` they are open.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from interview.model import Event, SessionMeta
from workbench import ratings

Role = Literal["viewer", "examiner"]
JUDGED = frozenset({"evidence", "profile", "verdict"})
"""The kinds that are covered."""


@dataclass(frozen=True, slots=True)
class User:
    """A person by the name that goes into the audit chain."""

    name: str
    role: Role


READER = User("", "viewer")
"""Whoever reads by a command, a notebook or an export, without signing in."""


def covered(user: User, meta: SessionMeta, events: Iterable[Event]) -> bool:
    if meta.purpose != "selection":
        return False
    rated = ratings.values(events)
    return user.name not in rated if user.role == "examiner" else not rated
