"""How many there are of something, as an answer tells it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from interview.evidence import speech
from interview.evidence.beginnings import MONTHS, SEASONS
from interview.evidence.numbers import NUMBER, YEAR, durations, number
from interview.evidence.speech import Clause

TEAM = "team"
SHARE = "percent"
COUNTED = re.compile(
    r" (?:\w+ )?(?P<noun>[a-z]{3,}s|people|staff|children|men|women)\b(?! (?:ago|later|notice))"
)
UNCOUNTED = frozenset(
    ["years", "months", "weeks", "days", "hours", "minutes", "seconds", "times", "things", "was"]
)
_PEOPLE = frozenset(["people", "staff", "men", "women", "persons", "colleagues"])
_TEAM_BEFORE = speech.whole("team of / team (?:was|is|were|had|has) / group of / (?:we|they) were")
_PEOPLED = speech.whole("""
    we / they / there / team / department / small / large / had / have / with / just / only / led
    lead / managed / manage / supervised / supervise / over / it was
""")
_TEAM_AFTER = re.compile(
    r" (?:\w+ ){0,2}(?:of us(?! (?:\w+ed|did|were|had|went))|in (?:the|my|our) (?:\w+ )?team"
    r"|under me|report(?:ing|ed) to)\b"
)
_DOZENS = re.compile(
    r"\b(?P<many>dozens|hundreds|thousands) of (?:\w+ )?(?P<noun>[a-z]{3,}s|people)"
)
_NONE = re.compile(r"\b(?:no|not (?:\w+ )?any|without any) (?P<noun>[a-z]{3,}s|children)\b")
_ONLY = re.compile(r"\b(?:was|am|been) the only (?P<noun>[a-z]{4,})\b")
_MANY = {"dozens": 24.0, "hundreds": 200.0, "thousands": 2000.0}
NEAR = 4
"""Words before a number in which its team is named."""
_WHEN = (
    f"{MONTHS} {SEASONS} monday tuesday wednesday thursday friday saturday sunday weekend night"
    " morning afternoon evening usual normal average last every per peak christmas week month year"
    " first second third day once busy most least maximum other"
)
SCOPES = speech.stems(_WHEN)
"""What numbers hold for: on Sundays, last year, usually."""
CHANGE = speech.whole(
    "used to / now / previous\\w* / before that / at first / at the (?:start|beginning) / back then"
    " / later / grew / grown / these days / in the end / instead / other / another / old"
)


@dataclass(frozen=True, slots=True)
class Count:
    """A stated number of `unit`, the noun it counts, `TEAM` or `SHARE`."""

    value: float
    unit: str
    topic: frozenset[str]
    scope: frozenset[str]
    clause: Clause


def counts(clause: Clause) -> Iterator[Count]:
    """All but those that are told of a change, or of two times at once."""
    text = clause.text
    if CHANGE.search(text):
        return
    times = [(one.start, one.end) for one in durations(text)]
    times += [match.span() for match in YEAR.finditer(text)]
    for match in NUMBER.finditer(text):
        unit = _unit(text, match)
        if unit and not any(start <= match.start() < end for start, end in times):
            yield _count(number(match.group()), unit, clause)
    for none in _NONE.finditer(text):
        yield _count(0.0, none["noun"], clause)
    for only in _ONLY.finditer(text):
        yield _count(1.0, only["noun"], clause)
    for many in _DOZENS.finditer(text):
        yield _count(_MANY[many["many"]], many["noun"], clause)


def _count(value: float, unit: str, clause: Clause) -> Count:
    about = speech.stems(NUMBER.sub(" ", clause.text))
    named = speech.stems(f"{unit} team group people dozens hundreds thousands small large")
    return Count(value, speech.stem(unit), about - named - SCOPES, about & SCOPES, clause)


def _unit(text: str, match: re.Match[str]) -> str | None:
    """None where the number says nothing to compare."""
    before, rest = " ".join(text[: match.start()].split()[-NEAR:]), match.end()
    if text.startswith(f" {SHARE}", rest):
        return SHARE
    counted = COUNTED.match(text, rest)
    people = counted is not None and counted["noun"] in _PEOPLE
    if _TEAM_BEFORE.search(before) or _TEAM_AFTER.match(text, rest):
        return TEAM
    if people:
        return TEAM if _PEOPLED.search(before) else _served(text, rest)
    return counted["noun"] if counted and counted["noun"] not in UNCOUNTED else None


def _served(text: str, rest: int) -> str | None:
    """People who are no team; some of the people of a place are not counted."""
    return None if re.match(r" people (?:of|from|in)\b", text[rest:]) else "people"
