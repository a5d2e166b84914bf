"""What another scoring model makes of the same evidence, beside what was made of it before."""

from collections.abc import Sequence
from dataclasses import dataclass

from interview import belief, judgement, shapes
from interview.model import (
    DIMENSIONS,
    Belief,
    Dimension,
    Evidence,
    Flag,
    JobDescription,
    ProfileSnapshot,
    Verdict,
)
from interview.scorer import ScorerModel

VERSION = "rescoring@1"


@dataclass(frozen=True, slots=True)
class Judged:
    """What a model made of the evidence of a session."""

    profile: Sequence[ProfileSnapshot]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Held:
    """The last belief about a dimension, before and after."""

    dimension: Dimension
    before: Belief
    after: Belief


@dataclass(frozen=True, slots=True)
class Reread:
    """Evidence that the two models do not read alike: value and standard deviation as read."""

    evidence: str
    qa: str
    scorer: str
    before: tuple[float, float]
    after: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Rescoring:
    """Two verdicts on the same evidence, and what differs on the way to them."""

    before: Verdict
    after: Verdict
    dimensions: tuple[Held, ...]
    reread: tuple[Reread, ...]

    @property
    def delta(self) -> float:
        """By how much the hire probability moves."""
        return self.after.outlook.hire_probability - self.before.outlook.hire_probability

    @property
    def gained(self) -> list[Flag]:
        return _only_in(self.after, self.before)

    @property
    def lost(self) -> list[Flag]:
        return _only_in(self.before, self.after)


def judged(
    moments: Sequence[ProfileSnapshot],
    evidence: Sequence[Evidence],
    job: JobDescription,
    model: ScorerModel,
) -> Judged:
    """What a model makes of the evidence, at the moments of a profile by any model."""
    profile = belief.revised(moments, evidence, job, model)
    return Judged(profile, judgement.verdict(profile, evidence, job, model))


def compared(
    before: Judged,
    after: Judged,
    evidence: Sequence[Evidence],
    models: tuple[ScorerModel, ScorerModel],
) -> Rescoring:
    """`models` are those of before and after."""
    held = zip(before.profile[-1:], after.profile[-1:], strict=True)
    dimensions = tuple(
        Held(name, was.beliefs[name], now.beliefs[name]) for was, now in held for name in DIMENSIONS
    )
    reread = tuple(_reread(one, models) for one in evidence)
    differs = tuple(one for one in reread if one.before != one.after)
    return Rescoring(before.verdict, after.verdict, dimensions, differs)


def _reread(one: Evidence, models: tuple[ScorerModel, ScorerModel]) -> Reread:
    before, after = (belief.corrected(one, model) for model in models)
    return Reread(one.id, one.qa, one.scorer, before, after)


def _only_in(one: Verdict, other: Verdict) -> list[Flag]:
    known = {risk.flag for risk in other.risk_flags}
    return [risk.flag for risk in one.risk_flags if risk.flag not in known]


def as_json(made: Rescoring) -> shapes.Object:
    """The object that is kept in MLflow and shown side by side."""
    sides = {"before": made.before, "after": made.after}
    return {
        **{side: shapes.verdict(verdict) for side, verdict in sides.items()},
        "delta": shapes.unit(made.delta),
        "flags": {"gained": made.gained, "lost": made.lost},
        "dimensions": [
            {"name": one.dimension, "before": _belief(one.before), "after": _belief(one.after)}
            for one in made.dimensions
        ],
        "evidence": [
            {
                "id": one.evidence,
                "qa": one.qa,
                "scorer": one.scorer,
                "before": _reading(one.before),
                "after": _reading(one.after),
            }
            for one in made.reread
        ],
    }


def _belief(held: Belief) -> shapes.Object:
    low, high = belief.interval(held)
    return {
        "mean": shapes.unit(held.mean),
        "interval": [shapes.unit(low), shapes.unit(high)],
        "state": belief.state(held),
    }


def _reading(read: tuple[float, float]) -> shapes.Object:
    return {"value": shapes.unit(read[0]), "sd": shapes.unit(read[1])}
