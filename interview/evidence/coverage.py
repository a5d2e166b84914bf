"""How far does the answer show that a requirement of the posting is met?"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from interview.evidence import absolutes, claims, speech, wording
from interview.evidence.finding import Case, about, finding
from interview.evidence.numbers import years
from interview.evidence.speech import Clause
from interview.model import Answer, Dimension, Evidence, Requirement
from interview.ports import Embedder

NEAR = 0.42  # cosine from which a clause is rather about a requirement than not
ASKED = 0.55  # the same for a question and a hard skill: small talk comes near, too
SOFTNESS = 0.025  # cosine over which it becomes e times as likely
LEAST = 0.1  # probability of being about a requirement below which nothing is said
LITERAL_SD, NEAR_SD = 0.2, 0.28  # its words stand in the answer, or only its meaning is near
DENIED, WEAK, IN_THEORY, PRACTISED = 0.12, 0.35, 0.5, 0.68
SPECIFIC, FLUENT = 0.12, 0.1  # added to what is practised
ENOUGH_YEARS = 0.85


@dataclass(frozen=True, slots=True)
class Match:
    """A clause and the probability that it is about a requirement, 1 where its words stand."""

    clause: Clause
    p: float


def coverage(case: Case, embedder: Embedder) -> list[Evidence]:
    """What the clauses about a requirement, by its words or by their meaning, claim.

    Four steps (denied, with reserve, in theory, practised), more where the practice is specific
    or daily, and years said against years asked. It judges what is claimed, not whether it is true.
    """
    if case.job is None or not case.job.job.requirements or not case.clauses:
        return []
    asked = wording.plain(case.answer.pair.question)
    question, *said = embedder.embed([asked, *(clause.text for clause in case.clauses)])
    found = []
    for requirement, wanted in zip(case.job.job.requirements, case.job.vectors, strict=True):
        near = [_likely(float(vector @ wanted), NEAR) for vector in said]
        matches = _matches(requirement, case.clauses, near)
        if not matches:
            p = _asked(requirement, case.answer, float(question @ wanted))
            matches = [Match(clause, p) for clause in case.clauses if p >= LEAST]
        if matches:
            found.append(_judged(case, requirement, matches))
    return found


def _judged(case: Case, requirement: Requirement, matches: Sequence[Match]) -> Evidence:
    literal = [match for match in matches if match.p == 1.0]
    judging = literal or matches
    total = math.fsum(match.p for match in judging)
    value = math.fsum(match.p * _claimed(match, requirement) for match in judging) / total
    dimension: Dimension = "communication" if requirement.kind == "soft" else "technical_depth"
    words = [word for match in judging for word in match.clause.words]
    sd = LITERAL_SD if literal else NEAR_SD / math.sqrt(max(match.p for match in judging))
    return about(requirement.name, finding(case, dimension, (value, sd), words))


def _matches(
    requirement: Requirement, clauses: Sequence[Clause], near: Sequence[float]
) -> list[Match]:
    wanted = speech.stems(requirement.name)
    likely = [
        Match(clause, 1.0 if wanted and wanted <= speech.stems(clause.text) else p)
        for clause, p in zip(clauses, near, strict=True)
    ]
    return [match for match in likely if match.p >= LEAST]


def _likely(cosine: float, even: float) -> float:
    """That a text is about a requirement; never certain by its meaning alone."""
    return min(0.999, 1 / (1 + math.exp((even - cosine) / SOFTNESS)))


def _asked(requirement: Requirement, answer: Answer, cosine: float) -> float:
    wanted = speech.stems(requirement.name)
    if wanted and wanted <= speech.stems(answer.pair.question):
        return 0.999
    return _likely(cosine, NEAR if requirement.kind == "soft" else ASKED)


def _claimed(match: Match, requirement: Requirement) -> float:
    text = match.clause.text
    if absolutes.BOAST.search(text):
        return IN_THEORY
    speaks_of_itself = match.p == 1.0 or requirement.kind != "soft"  # conduct is shown
    if speaks_of_itself and claims.DENIAL.search(text):
        return DENIED
    said = years(text)
    if said and requirement.years:
        return WEAK + (ENOUGH_YEARS - WEAK) * min(1.0, said / requirement.years)
    if speaks_of_itself and claims.RESERVE.search(text):
        return WEAK
    if claims.HYPOTHETICAL.search(text) or not claims.PRACTICE.search(text):
        return IN_THEORY
    specific = speech.NUMBER.search(text) or speech.RESULT.search(text)
    fluent = claims.FLUENCY.search(text)
    return PRACTISED + SPECIFIC * bool(specific) + FLUENT * bool(fluent)
