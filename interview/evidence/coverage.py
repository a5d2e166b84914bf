"""How far does the answer show that a requirement of the posting is met?"""

from collections.abc import Sequence
from dataclasses import dataclass

from interview.evidence import absolutes, claims, speech
from interview.evidence.facts import years
from interview.evidence.finding import Case, about, finding
from interview.model import Answer, Dimension, Evidence, Requirement, Sentence
from interview.ports import Embedder

NEAR = 0.42  # cosine from which a sentence is about a requirement
ASKED = 0.55  # cosine from which a question asks for a hard skill: small talk comes near, too
LITERAL_SD, NEAR_SD = 0.2, 0.28  # its words stand in the answer, or only its meaning is near
DENIED, WEAK, IN_THEORY, PRACTISED = 0.12, 0.35, 0.5, 0.68
SPECIFIC, FLUENT = 0.12, 0.1  # added to what is practised
ENOUGH_YEARS = 0.85


@dataclass(frozen=True, slots=True)
class Match:
    """A sentence about a requirement; `literal` if the requirement's own words stand in it."""

    sentence: Sentence
    literal: bool


def coverage(case: Case, embedder: Embedder) -> list[Evidence]:
    """What the sentences about a requirement, by its words or by their meaning, claim.

    Four steps (denied, with reserve, in theory, practised), more where the practice is specific
    or daily, and years said against years asked. Not validated, only looked at on two scripted
    interviews, hence the deviations. It judges what is claimed, never whether it is true.
    """
    if case.job is None or not case.job.job.requirements or not case.answer.words:
        return []
    question, *said = embedder.embed([case.answer.pair.question, *(s.text for s in case.sentences)])
    found = []
    for requirement, wanted in zip(case.job.job.requirements, case.job.vectors, strict=True):
        near = [float(vector @ wanted) >= NEAR for vector in said]
        matches = _matches(requirement, case.sentences, near)
        if not matches and _is_asked(requirement, case.answer, float(question @ wanted)):
            matches = [Match(sentence, literal=False) for sentence in case.sentences]
        if matches:
            found.append(_judged(case, requirement, matches))
    return found


def _judged(case: Case, requirement: Requirement, matches: Sequence[Match]) -> Evidence:
    literal = [match for match in matches if match.literal]
    judging = literal or matches
    value = sum(_claimed(match, requirement) for match in judging) / len(judging)
    dimension: Dimension = "communication" if requirement.kind == "soft" else "technical_depth"
    words = [word for match in judging for word in match.sentence.words]
    sd = LITERAL_SD if literal else NEAR_SD
    return about(requirement.name, finding(case, dimension, (value, sd), words))


def _matches(
    requirement: Requirement, sentences: Sequence[Sentence], near: Sequence[bool]
) -> list[Match]:
    wanted = speech.stems(requirement.name)
    literal = [bool(wanted) and wanted <= speech.stems(one.text) for one in sentences]
    return [
        Match(sentence, is_literal)
        for sentence, is_literal, is_near in zip(sentences, literal, near, strict=True)
        if is_literal or is_near
    ]


def _is_asked(requirement: Requirement, answer: Answer, cosine: float) -> bool:
    wanted = speech.stems(requirement.name)
    is_named = bool(wanted) and wanted <= speech.stems(answer.pair.question)
    return is_named or cosine >= (NEAR if requirement.kind == "soft" else ASKED)


def _claimed(match: Match, requirement: Requirement) -> float:
    text = _clause(speech.plain(match.sentence.words), requirement)
    if absolutes.BOAST.search(text):
        return IN_THEORY
    speaks_of_itself = match.literal or requirement.kind != "soft"  # conduct is shown, not claimed
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


def _clause(text: str, requirement: Requirement) -> str:
    """The part of the sentence between its "but"s that the requirement's words stand in."""
    wanted = speech.stems(requirement.name)
    parts = [part for part in claims.CLAUSE.split(text) if wanted & speech.stems(part)]
    return parts[0] if parts else text
