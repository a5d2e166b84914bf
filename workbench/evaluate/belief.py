"""How often the 80 % intervals of a profile hold the truth, by simulation.

A quantity counts after each answer from its first reading on. The figures are means over the
families that the filter does not assume; each family's own coverage is among the conditions.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from interview import belief, scorer
from interview.model import DIMENSIONS, Belief, Evidence, JobDescription, ProfileSnapshot
from interview.scorer import ScorerModel
from workbench.evaluate import kept
from workbench.evaluate.candidates import ASSUMED, FAMILIES, Candidates, simulate
from workbench.report import Report

SIZE = 1800
"""Quantities a family, six to a simulated interview."""
OUTLIERS = 0.1
SEED = 5
DRAWS = 1000
NO_JOB = JobDescription("", None, None, (), ())


def figures(_data: Path | None = None, model: Path | None = None) -> Report:
    """Needs no data; `model` is the folder of another scorer."""
    judged_by = scorer.load(model, str(model)) if model else scorer.shipped()
    clean = {name: covered(simulate(name, SIZE, 0.0, SEED), judged_by) for name in FAMILIES}
    wild = {name: covered(simulate(name, SIZE, OUTLIERS, SEED), judged_by) for name in FAMILIES}
    (mean, low, high), (mean_wild, low_wild, high_wild) = _mean(clean), _mean(wild)
    table = {name: [_share(clean[name]), _share(wild[name])] for name in FAMILIES}
    conditions: dict[str, object] = {
        "scorer": judged_by.version,
        "quantities a family": SIZE,
        "seed": SEED,
        "intervals": {
            "coverage_80_low": low,
            "coverage_80_high": high,
            "coverage_80_outliers_low": low_wild,
            "coverage_80_outliers_high": high_wild,
        },
        "by family, with none and with 10 % outliers": table,
        f"'{ASSUMED}'": "is what the filter assumes, and is not in the means",
    }
    rows = [("family", "coverage", "with outliers"), *((name, *of) for name, of in table.items())]
    shares: dict[str, float | None] = {"coverage_80": mean, "coverage_80_outliers": mean_wild}
    return Report(shares, conditions, lambda: {"coverage.csv": kept.table(rows)})


def covered(candidates: Candidates, model: ScorerModel) -> list[list[bool]]:
    """For each quantity, whether its interval held the truth after each answer that counts."""
    apart = range(0, len(candidates.truth), len(DIMENSIONS))
    return [held for first in apart for held in _interview(candidates, first, model)]


def _interview(candidates: Candidates, first: int, model: ScorerModel) -> Iterator[list[bool]]:
    """One candidate, whose dimensions are quantities of their own; the first tells the links."""
    evidence = list(evidence_of(candidates, first))
    profile = belief.revised(moments_of(candidates, first), evidence, NO_JOB, model)
    for place, dimension in enumerate(DIMENSIONS):
        truth = candidates.truth[first + place]
        beliefs = [snapshot.beliefs[dimension] for snapshot in profile]
        yield [_holds(one, t) for one, t in zip(beliefs, truth, strict=True) if one.evidence]


def _holds(one: Belief, truth: float) -> bool:
    low, high = belief.interval(one)
    return bool(low <= truth <= high)


def moments_of(candidates: Candidates, first: int) -> list[ProfileSnapshot]:
    """The answers of the interview whose first quantity that is, nothing believed yet."""
    return [
        ProfileSnapshot(float(t), f"q{at}", {}, {}, float(candidates.link[first, at]))
        for at, t in enumerate(candidates.times)
    ]


def evidence_of(candidates: Candidates, first: int) -> Iterator[Evidence]:
    """What scorers read in it: a quantity for each dimension."""
    rows = slice(first, first + len(DIMENSIONS))
    for place, at, by in np.argwhere(candidates.seen[rows]).tolist():
        value, sd = (float(a[first + place, at, by]) for a in (candidates.values, candidates.sds))
        id_ = f"q{at}/{by}/{place}"
        yield Evidence(id_, f"q{at}", DIMENSIONS[place], value, sd, f"s{by}@1", (), (), "")


def _share(held: list[list[bool]]) -> float:
    return round(float(np.mean([each for one in held for each in one])), 4)


def _mean(families: dict[str, list[list[bool]]]) -> tuple[float, float, float]:
    """Over the families that are not assumed, with its 95 % interval by bootstrap of candidates."""
    random = np.random.default_rng(SEED)
    others = [held for name, held in families.items() if name != ASSUMED]
    draws = np.mean([_resampled(held, random) for held in others], axis=0)
    low, high = np.quantile(draws, [0.025, 0.975])
    mean = float(np.mean([_share(held) for held in others]))
    return round(mean, 4), round(float(low), 4), round(float(high), 4)


def _resampled(held: list[list[bool]], random: np.random.Generator) -> np.ndarray:
    """Coverage of one family in each draw of its candidates."""
    hits, counts = np.array([(sum(one), len(one)) for one in held]).T
    drawn = random.integers(0, len(held), (DRAWS, len(held)))
    shares: np.ndarray = hits[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    return shares
