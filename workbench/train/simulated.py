"""Simulated interviews with ratings: what training, agreement and fairness can be tried on.

Nobody is in them. What people can do, what scorers read and how examiners rate is drawn at random;
what is read goes through the real beliefs. All figures on them are about the simulation.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator

from interview import belief
from interview.model import DIMENSIONS, Evidence, ProfileSnapshot, SessionMeta
from interview.scorer import ScorerModel
from interview.store import Store
from workbench import ratings
from workbench.evaluate.belief import NO_JOB, evidence_of, moments_of
from workbench.evaluate.candidates import ASSUMED, Candidates, simulate
from workbench.train.rated import HIRE, Rated, of_profile

GROUPS = ("A", "B")
EXAMINERS = ("first", "second")
NOISE = 0.8
"""Standard deviation of an examiner's log-odds around the candidate's."""


@dataclass(frozen=True, slots=True)
class Applicant:
    """`worth` is the true hire probability; `ratings` are by examiner, 1 to 5."""

    session: str
    group: str
    worth: float
    evidence: Sequence[Evidence]
    profile: Sequence[ProfileSnapshot]
    ratings: Mapping[str, int]

    @property
    def rated(self) -> Rated:
        return of_profile(self.session, self.profile[-1], NO_JOB, self.ratings)


def applicants(
    count: int, model: ScorerModel, *, misread: float = 0.0, seed: int = 1
) -> Iterator[Applicant]:
    """Every other one is of group B, which can do as much as A.

    `model` says how worth follows from what they can do, and judges. `misread` is taken from every
    reading of group B: so much lower is what scorers make of the same answers.
    """
    drawn, random = (
        simulate(ASSUMED, count * len(DIMENSIONS), 0.0, seed),
        np.random.default_rng(seed),
    )
    for number in range(count):
        first, group = number * len(DIMENSIONS), GROUPS[number % len(GROUPS)]
        less = misread if group == GROUPS[1] else 0.0
        evidence = [
            replace(one, value=max(0.0, one.value - less)) for one in evidence_of(drawn, first)
        ]
        profile = belief.revised(moments_of(drawn, first), evidence, NO_JOB, model)
        odds = _log_odds(drawn, first, model)
        given = {examiner: _rating(odds, random) for examiner in EXAMINERS}
        name = f"simulated-{number:03}"
        yield Applicant(name, group, _sigmoid(odds), evidence, profile, given)


def _log_odds(drawn: Candidates, first: int, model: ScorerModel) -> float:
    """Of the hire probability of someone of whom all is known."""
    last: list[float] = drawn.truth[first : first + len(DIMENSIONS), -1].tolist()
    weights = [model.dimensions[name] for name in DIMENSIONS]
    return model.base + model.scale * sum(
        weight * (quality - 0.5) for weight, quality in zip(weights, last, strict=True)
    )


def _rating(odds: float, random: Generator) -> int:
    """The mark next to what an examiner thinks."""
    thought = _sigmoid(odds + random.normal(0, NOISE))
    return min(HIRE, key=lambda mark: abs(HIRE[mark] - thought))


def _sigmoid(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))


def land(store: Store, applicant: Applicant) -> None:
    """Makes it a rated session, without media or words."""
    meta = SessionMeta(applicant.session, 0.0, "research", "off", "Simulated")
    store.create(meta, at=0.0, who="simulation")
    made = {
        "evidence": applicant.evidence,
        "profile": applicant.profile,
        "job_description": NO_JOB,
    }
    for kind, value in made.items():
        store.write(applicant.session, kind, value, version="simulated@1")
    for who, value in applicant.ratings.items():
        ratings.rate(store, applicant.session, value, "simulated", who=who, at=0.0)
