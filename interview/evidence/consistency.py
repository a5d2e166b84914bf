"""Does the answer contradict what was said before?"""

from collections.abc import Iterator

from interview.evidence.facts import Deed, Facts, Quantity, facts
from interview.evidence.finding import Case, finding
from interview.model import Answer, Evidence, Word

CONTRADICTED, SD = 0.1, 0.2
SLACK_YEARS, SLACK = 1.0, 0.3  # what rounding explains: a year, or this share of the larger

Clash = tuple[Quantity | Deed, Quantity | Deed]


def consistency(case: Case) -> list[Evidence]:
    """Numbers, years and deeds about the same thing that do not fit each other.

    Speaks of contradictions alone: that two answers agree proves nothing. Not validated; the rules
    were written for precision: in 564 turns of parliamentary committees, compared with all
    earlier ones of their speaker, they see none, and most real contradictions go unseen.
    """
    said = facts(_texts(case.answer))
    for before in case.earlier:
        for old, new in _clashes(facts(_texts(before)), said):
            words = [*_words(before, old), *_words(case.answer, new)]
            return [finding(case, "consistency", (CONTRADICTED, SD), words)]
    return []


def _texts(answer: Answer) -> tuple[str, ...]:
    return tuple(word.text for word in answer.words)


def _words(answer: Answer, stated: Quantity | Deed) -> tuple[Word, ...]:
    return answer.words[stated.first : stated.last + 1]


def _clashes(old: Facts, new: Facts) -> Iterator[Clash]:
    for one in old.quantities:
        yield from ((one, other) for other in new.quantities if _disagree(one, other))
    for deed in old.deeds:
        yield from ((deed, other) for other in new.deeds if _opposed(deed, other))


def _disagree(one: Quantity, other: Quantity) -> bool:
    if {one.kind, other.kind} == {"career", "since"}:
        career, since = (one, other) if one.kind == "career" else (other, one)
        return bool(one.topic & other.topic) and career.value > since.value + SLACK_YEARS
    if one.kind != other.kind or one.unit != other.unit:
        return False
    small, large = sorted((one, other), key=lambda quantity: quantity.value)
    slack = {"career": SLACK_YEARS, "date": 0.0}.get(one.kind, SLACK * large.value)
    if large.value - small.value <= max(slack, SLACK * large.value * (one.kind != "date")):
        return False
    return _same_topic(small, large)


def _same_topic(small: Quantity, large: Quantity) -> bool:
    """More than half of what the smaller number is about: six years in all, two of them here."""
    shared = small.topic & large.topic
    return len(shared) * 2 > len(small.topic)


def _opposed(one: Deed, other: Deed) -> bool:
    shared = one.topic & other.topic
    least = min(len(one.topic), len(other.topic))
    return one.done != other.done and one.verb == other.verb and len(shared) * 2 > least
