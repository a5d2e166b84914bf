"""What the page of a verdict tells, as plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from interview.model import (
    Evidence,
    Flag,
    JobDescription,
    Outlook,
    QAPair,
    RequirementKind,
    State,
    Verdict,
)
from interview.shapes import one_line
from workbench.dashboard.views.findings import Finding, answer_link, findings, named
from workbench.figures.columns import numbers

MEANING: Mapping[Flag, str] = {
    "overclaiming": "claims more than the same answers bear out",
    "contradiction": "says here what was said otherwise elsewhere",
    "overgeneralization": "speaks of always and everybody where an instance was asked for",
    "unsupported_requirement": "a must of the posting, asked about, that the answers speak against",
    "stress_spike": "signals of the face far from this person's own average; uncalibrated",
}


@dataclass(frozen=True, slots=True)
class Summary:
    outlook: Outlook
    without_behaviour: Outlook
    behaviour_weight: float
    confidence: float
    state: State
    scorer: str
    calibration: str
    answers: int
    until: float
    """Session time."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What one answer did: `delta` when it came, `without` what leaving it out takes away."""

    place: int
    qa: str
    answer: str
    question: str
    t: float
    delta: float
    without: float
    outlook: Outlook
    link: str
    evidence: list[Finding]


@dataclass(frozen=True, slots=True)
class Met:
    name: str
    kind: RequirementKind | None
    weight: float | None
    met: float
    interval: tuple[float, float]
    evidence: list[Finding]


@dataclass(frozen=True, slots=True)
class Risk:
    flag: Flag
    meaning: str
    evidence: list[Finding]


def summary(verdict: Verdict) -> Summary:
    return Summary(
        verdict.outlook,
        verdict.without_behaviour,
        verdict.behaviour_weight,
        verdict.confidence,
        verdict.state,
        verdict.scorer,
        verdict.calibration,
        len(verdict.history),
        verdict.time,
    )


def moved(
    session: str, verdict: Verdict, pairs: Sequence[QAPair], evidence: Sequence[Evidence]
) -> list[Moved]:
    """A row an answer, in the order in which they ended."""
    called, asked = numbers(pairs), {pair.id: one_line(pair.question) for pair in pairs}
    without = {one.qa: one.leave_one_out for one in verdict.contributions}
    return [
        Moved(
            place=place,
            qa=one.after,
            answer=called.get(one.after, one.after),
            question=asked.get(one.after, ""),
            t=one.t,
            delta=one.delta,
            without=without.get(one.after, 0.0),
            outlook=one.outlook,
            link=answer_link(session, one.after),
            evidence=findings(session, (each for each in evidence if each.qa == one.after)),
        )
        for place, one in enumerate(verdict.history, start=1)
    ]


def met(
    session: str, verdict: Verdict, job: JobDescription | None, evidence: Sequence[Evidence]
) -> list[Met]:
    """A row a requirement, the weightiest first."""
    wanted = {one.name: one for one in job.requirements} if job else {}
    rows = [
        Met(
            one.name,
            wanted[one.name].kind if one.name in wanted else None,
            wanted[one.name].weight if one.name in wanted else None,
            one.met,
            one.interval,
            named(session, evidence, one.evidence),
        )
        for one in verdict.requirements
    ]
    return sorted(rows, key=lambda row: -(row.weight or 0.0))


def risks(session: str, verdict: Verdict, evidence: Sequence[Evidence]) -> list[Risk]:
    return [
        Risk(one.flag, MEANING[one.flag], named(session, evidence, one.evidence))
        for one in verdict.risk_flags
    ]
