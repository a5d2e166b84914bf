"""Rated sessions as what the verdict's weights are fitted to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from interview import belief
from interview.errors import NotMade
from interview.model import DIMENSIONS, Evidence, JobDescription, ProfileSnapshot
from interview.scorer import ScorerModel
from interview.store import Store
from workbench import ratings

Array = NDArray[np.float64]

HIRE: Mapping[int, float] = {1: 0.05, 2: 0.25, 3: 0.5, 4: 0.75, 5: 0.95}
"""How probable a rating makes it that the rater would hire: a declared map, sure at neither end."""
AGREEMENT = 0.44
"""Correlation of two separate interviewers' ratings of a candidate (Huffcutt et al. 2013)."""


@dataclass(frozen=True, slots=True)
class Rated:
    """A session's last profile and what examiners made of it.

    The beliefs count from their middle. Those about requirements are one sum by the posting's
    weights, of which `requirements` has the mean, the sum of weighted deviations and the sum of
    weighted variances; None without a posting. `dimensions` has rows of mean, deviation, variance.
    """

    session: str
    requirements: tuple[float, float, float] | None
    dimensions: tuple[tuple[float, float, float], ...]
    values: tuple[int, ...]

    @property
    def hire(self) -> float:
        return float(np.mean([HIRE[value] for value in self.values]))

    @property
    def weight(self) -> float:
        """The reliability of the mean of all ratings by that of one (Spearman-Brown)."""
        count = len(self.values)
        return count / (1 + (count - 1) * AGREEMENT)


def rated(store: Store, model: ScorerModel) -> list[Rated]:
    """All sessions with a rating and a profile, in the order of their names, believed anew.

    A session that nobody rated, or that was not judged yet, is left out.
    """
    found = (_rated(store, session, model) for session in sorted(store.sessions()))
    return [one for one in found if one is not None]


def _rated(store: Store, session: str, model: ScorerModel) -> Rated | None:
    values = ratings.values(store.events(session))
    if not values:
        return None
    try:
        moments = store.read(session, "profile", list[ProfileSnapshot])
        evidence = store.read(session, "evidence", list[Evidence])
        job = store.read(session, "job_description", JobDescription)
    except NotMade:
        return None
    profile = belief.revised(moments, evidence, job, model)
    return of_profile(session, profile[-1], job, values) if profile else None


def of_profile(
    session: str, last: ProfileSnapshot, job: JobDescription, values: Mapping[str, int]
) -> Rated:
    wanted = [(one.weight, last.requirements[one.name]) for one in job.requirements]
    requirements = (
        sum(weight * (held.mean - belief.UNKNOWN) for weight, held in wanted),
        sum(weight * held.variance**0.5 for weight, held in wanted),
        sum(weight**2 * held.variance for weight, held in wanted),
    )
    held = [last.beliefs[name] for name in DIMENSIONS]
    dimensions = tuple((b.mean - belief.UNKNOWN, b.variance**0.5, b.variance) for b in held)
    given = tuple(value for _, value in sorted(values.items()))
    return Rated(session, requirements if wanted else None, dimensions, given)


def digest(sessions: Sequence[Rated]) -> str:
    return sha256(repr(list(sessions)).encode()).hexdigest()
