"""Does the answer fit what was said before?"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from interview.evidence import beginnings, counts, deeds, speech
from interview.evidence.beginnings import Moment
from interview.evidence.counts import Count
from interview.evidence.deeds import Deed
from interview.evidence.finding import Case, finding
from interview.evidence.speech import Clause
from interview.model import Answer, Evidence
from interview.remembering import Key

CONTRADICTED, SD = 0.1, 0.2
AGREED, AGREED_SD = 0.7, 0.3
SLACK_YEARS, SLACK = 1.0, 0.3
"""What rounding explains: a year, or this share of the larger number."""
EQUAL = 0.1
"""The share within which two numbers are the same."""
LATEST = 2026
"""The year of an interview that does not say when it was."""
LEARNED = re.compile(r"\b(?:registered|qualified|certified|chartered|licensed|trained)\b")

Both = tuple[Clause, Clause]


@dataclass(frozen=True, slots=True)
class Stated:
    """What an answer states."""

    moments: Sequence[Moment]
    counts: Sequence[Count]
    deeds: Sequence[Deed]


def consistency(case: Case, year: int | None = None) -> list[Evidence]:
    """Times, numbers and deeds about the same thing that do not fit each other.

    `year` is when the interview was, which tells how long ago a date lies.
    """
    said, now = _stated(case.answer), year or LATEST
    for before in case.earlier:
        for old, new in _clashes(_stated(before), said, now):
            words = [*old.words, *new.words]
            return [finding(case, "consistency", (CONTRADICTED, SD), words)]
    return []


def agreement(case: Case, year: int | None = None) -> list[Evidence]:
    """Times and numbers that are said again of the same thing, and fit."""
    said, now = _stated(case.answer), year or LATEST
    for before in case.earlier:
        for old, new in _repetitions(_stated(before), said, now):
            words = [*old.words, *new.words]
            return [finding(case, "consistency", (AGREED, AGREED_SD), words)]
    return []


def _stated(answer: Answer) -> Stated:
    return _known(Key((answer.pair.id, len(answer.words)), answer))


@lru_cache(maxsize=1024)  # the answers of several hours: each is compared with all before it
def _known(asked: Key[Answer]) -> Stated:
    answer = asked.value
    said = speech.pieces(speech.clauses(answer.words))
    return Stated(
        [moment for piece in said for moment in beginnings.moments(piece)],
        [count for piece in said for count in counts.counts(piece)],
        deeds.deeds(answer, said),
    )


def _clashes(old: Stated, new: Stated, now: int) -> Iterator[Both]:
    for began in old.moments:
        yield from ((began.clause, o.clause) for o in new.moments if _misdated(began, o, now))
    for count in old.counts:
        yield from ((count.clause, o.clause) for o in new.counts if _miscounted(count, o))
    for deed in old.deeds:
        yield from ((deed.clause, o.clause) for o in new.deeds if deeds.opposed(deed, o))


def _repetitions(old: Stated, new: Stated, now: int) -> Iterator[Both]:
    for began in old.moments:
        for other in new.moments:
            if _same_moment(began, other) and abs(_apart(began, other, now)) <= SLACK_YEARS:
                yield began.clause, other.clause
    for count in old.counts:
        for other_count in new.counts:
            if _same_count(count, other_count) and _differ(count, other_count) <= EQUAL:
                yield count.clause, other_count.clause


def _misdated(one: Moment, other: Moment, now: int) -> bool:
    """Whether it began or ended at different times, or has gone on since before it began."""
    apart = _apart(one, other, now)
    least = min(one.years_ago(now), other.years_ago(now))
    slack = max(SLACK_YEARS, SLACK * least) if one.year is None or other.year is None else 1.0
    kinds = {one.kind, other.kind}
    if "began" in kinds and kinds & {"ongoing", "lasted"}:
        going, began = (other, one) if one.kind == "began" else (one, other)
        too_long = going.years_ago(now) - began.years_ago(now) > slack
        return too_long and _of_career(going, began)
    return abs(apart) > slack and _same_moment(one, other)


def _apart(one: Moment, other: Moment, now: int) -> float:
    return one.years_ago(now) - other.years_ago(now)


def _of_career(going: Moment, began: Moment) -> bool:
    """Whether what began is what has gone on, or the profession of which it is a part."""
    shared = going.topic & began.topic
    learned = not began.topic and LEARNED.search(going.clause.text)
    if going.kind == "ongoing" and began.qualifies and (shared or learned):
        return True
    return len(shared) * 2 > len(began.topic) and bool(shared)


def _same_moment(one: Moment, other: Moment) -> bool:
    if "lasted" in (one.kind, other.kind) or (one.kind == "ended") != (other.kind == "ended"):
        return False
    return len(one.topic & other.topic) * 2 > max(len(one.topic), len(other.topic))


def _miscounted(one: Count, other: Count) -> bool:
    return _same_count(one, other) and _differ(one, other) > SLACK


def _differ(one: Count, other: Count) -> float:
    """By which share of the larger number."""
    small, large = sorted((one.value, other.value))
    return (large - small) / large if large else 0.0


def _same_count(one: Count, other: Count) -> bool:
    """Of the same unit and scope, and sharing half of what the shorter one is about."""
    if one.unit != other.unit or one.scope != other.scope:
        return False
    shared, least = len(one.topic & other.topic), min(len(one.topic), len(other.topic))
    if least == 0:
        return one.unit == counts.TEAM or bool(one.scope)
    return shared * 2 > least or (shared * 2 == least and one.unit != counts.SHARE)
