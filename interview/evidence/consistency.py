"""Does the answer fit what was said before?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from interview.evidence import deeds, facts, speech
from interview.evidence.deeds import Deed
from interview.evidence.facts import Quantity
from interview.evidence.finding import Case, finding
from interview.evidence.speech import Clause
from interview.model import Answer, Evidence

CONTRADICTED, SD = 0.1, 0.2
AGREED, AGREED_SD = 0.7, 0.3
SLACK_YEARS, SLACK = 1.0, 0.3  # what rounding explains: a year, or this share of the larger
SAME_YEAR = 1  # years that two dates of one thing may lie apart: one is soon misremembered
LATEST = 2026
"""The year of an interview that does not say when it was, if that was not later."""

Clash = tuple[Clause, Clause]


@dataclass(frozen=True, slots=True)
class Stated:
    """What an answer states."""

    quantities: Sequence[Quantity]
    deeds: Sequence[Deed]


def consistency(case: Case, year: int | None = None) -> list[Evidence]:
    """Numbers, years and deeds about the same thing that do not fit each other.

    `year` is when the interview was, which tells how long ago a date lies.
    """
    said = _stated(case.answer, case.clauses)
    for before in case.earlier:
        for old, new in _clashes(_stated(before), said, year or LATEST):
            words = [*old.words, *new.words]
            return [finding(case, "consistency", (CONTRADICTED, SD), words)]
    return []


def agreement(case: Case) -> list[Evidence]:
    """Numbers and years that are said of the same thing again, and fit: not by heart, by chance."""
    said = facts.quantities(case.clauses)
    for before in case.earlier:
        for old in facts.quantities(speech.clauses(before.words)):
            for new in said:
                if _repeated(old, new):
                    words = [*old.clause.words, *new.clause.words]
                    return [finding(case, "consistency", (AGREED, AGREED_SD), words)]
    return []


def _stated(answer: Answer, clauses: Sequence[Clause] | None = None) -> Stated:
    clauses = speech.clauses(answer.words) if clauses is None else clauses
    return Stated(facts.quantities(clauses), deeds.deeds(answer, clauses))


def _clashes(old: Stated, new: Stated, year: int) -> Iterator[Clash]:
    for one in old.quantities:
        for other in new.quantities:
            if _disagree(one, other, year):
                yield one.clause, other.clause
    for deed in old.deeds:
        yield from ((deed.clause, o.clause) for o in new.deeds if deeds.opposed(deed, o))


def _disagree(one: Quantity, other: Quantity, year: int) -> bool:
    of_kind = {quantity.kind: quantity for quantity in (one, other)}
    if of_kind.keys() == {"career", "since"}:
        return _too_long(of_kind["career"], of_kind["since"], of_kind["since"].value)
    if of_kind.keys() == {"career", "began"}:
        return _too_long(of_kind["career"], of_kind["began"], year - of_kind["began"].value)
    if len(of_kind) > 1 or one.unit != other.unit or one.kind == "since":
        return False
    if one.kind in {"began", "ended"}:
        return abs(one.value - other.value) > SAME_YEAR and _same_thing(one, other)
    return not _near(one, other) and _same_topic(one, other)


def _too_long(career: Quantity, start: Quantity, ago: float) -> bool:
    return bool(career.topic & start.topic) and career.value > ago + SLACK_YEARS


def _near(one: Quantity, other: Quantity) -> bool:
    small, large = sorted((one.value, other.value))
    slack = SLACK_YEARS if one.kind == "career" else 0.0
    return large - small <= max(slack, SLACK * large)


def _same_topic(one: Quantity, other: Quantity) -> bool:
    """More than half of what the smaller number is about: six years in all, two of them here."""
    small, large = sorted((one, other), key=lambda quantity: quantity.value)
    shared = small.topic & large.topic
    return len(shared) * 2 > len(small.topic)


def _same_thing(one: Quantity, other: Quantity) -> bool:
    """More than half of all that is said to have begun."""
    return len(one.topic & other.topic) * 2 > max(len(one.topic), len(other.topic))


def _repeated(one: Quantity, other: Quantity) -> bool:
    if one.kind != other.kind or one.unit != other.unit:
        return False
    if not (one.topic and len(one.topic & other.topic) * 2 > min(len(one.topic), len(other.topic))):
        return False
    return one.value == other.value or (one.kind == "career" and abs(one.value - other.value) < 0.1)
