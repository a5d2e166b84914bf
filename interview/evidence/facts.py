"""Numbers and dates that an answer states, for comparison with those of other answers."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from interview.evidence import speech
from interview.evidence.numbers import (
    FIRST_YEAR,
    LAST_YEAR,
    NUMBER,
    YEAR,
    Duration,
    durations,
    number,
    year,
)
from interview.evidence.speech import Clause

Kind = Literal["career", "since", "began", "ended", "count", "share"]

MONTHS = "january february march april may june july august september october november december"
SEASONS = "spring summer autumn fall winter"
_ENTERED = (
    r"(?:joined|came (?:over |here )?(?:to|into)|moved (?:over |across )?(?:to|into)"
    r"|(?:started|began)(?: out)? (?:at|with|in|as|on|work|working|here)|arrived (?:at|in)"
    r"|been (?:at|with|in|an?|the|on|here)|(?:worked|working) (?:at|with|for|in|as|on|here)"
    r"|took over|switched (?:over )?to|new to|hired|employed)"
)
_STARTED = (
    r"(?:qualified|graduated|registered|became|finished|learned|trained|passed|set up|opened)"
)
ENTERED = re.compile(rf"\b{_ENTERED}\b")
BEGINNING = re.compile(rf"\b(?:{_ENTERED}|{_STARTED}|started|began)\b")
LEAVING = re.compile(r"\b(?:left|quit|resigned|moved on|until|finished at|stopped)\b")
DATED = re.compile(
    rf"\b(?:in|since|from|until|till|by)(?: (?:early|late|about|the year|{'|'.join(MONTHS.split())}"
    rf"|{'|'.join(SEASONS.split())}))* $"
)
RECENT: Sequence[tuple[float, re.Pattern[str]]] = (
    (2.0, re.compile(rf"\blast (?:year|{'|'.join(SEASONS.split())})\b")),
    (1.0, re.compile(r"\bthis year\b|\ba few months ago\b|\brecently\b")),
    (0.5, re.compile(r"\blast month\b|\ba few weeks ago\b")),
)
"""How many years ago at most."""
LASTING = re.compile(r"\b(?:for|been)(?: \w+){0,3} $")
LASTED = re.compile(r" (?:of|in|as|with|now|on|at|behind)\b| experience")
SCOPED = re.compile(
    r"\b(?:last|past|first|previous|next|coming|every|than|another|only)(?: \w+)? $"
)
SHARE = re.compile(r" (?:percent|per cent)\b")
COUNTED = re.compile(r" (?:\w+ )?(?P<noun>[a-z]{3,}s|people|staff|children|men|women)\b")
UNCOUNTED = {"years", "months", "weeks", "days", "hours", "minutes", "seconds", "times", "things"}
TEAM = re.compile(
    r"\b(?:team of|led|managed|supervised|in charge of|responsible for|manage|lead|supervise)"
    r" (?:about |around |up to |over |a team of |some )*$"
)
OF_US = re.compile(
    r" of us\b| (?:\w+ )?(?:in|on) (?:the|my|our) team\b| (?:people )?(?:under|reporting)"
)
SHORTEST = 1 / 12
"""Years: what took less is no career."""
CONTENT = 5
"""Words of what began that are looked at."""
UNSPECIFIC = speech.stems(
    "experience career job field year month week ago begin start now together altogether total "
    f"overall been only {MONTHS} {SEASONS}"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A stated number.

    In years for "career" (for how long) and "since" (how long ago, at most), a calendar year for
    "began" and "ended".
    """

    kind: Kind
    value: float
    unit: str
    topic: frozenset[str]
    clause: Clause


def quantities(clauses: Sequence[Clause]) -> list[Quantity]:
    return [found for clause in clauses for found in _quantities(clause)]


def _quantities(clause: Clause) -> Iterator[Quantity]:
    text = clause.text
    about = speech.stems(NUMBER.sub(" ", text)) - UNSPECIFIC
    yield from _times(clause, text, about)
    taken = [(one.start, one.end) for one in durations(text)]
    taken += [match.span() for match in YEAR.finditer(text) if DATED.search(text[: match.start()])]
    for match in NUMBER.finditer(text):
        if not any(start <= match.start() < end for start, end in taken):
            kind, unit = _counted(text, match)
            if kind:
                topic = about - speech.stems(f"{unit} {match.group()}")
                yield Quantity(kind, number(match.group()), unit, topic, clause)


def _times(clause: Clause, text: str, about: frozenset[str]) -> Iterator[Quantity]:
    begins = BEGINNING.search(text)
    for one in durations(text):
        before = text[: one.start]
        if one.is_ago:
            if begins:
                yield Quantity("since", one.years, "year", about, clause)
        elif one.years >= SHORTEST and _lasts(text, one) and not SCOPED.search(before):
            yield Quantity("career", one.years, "year", about, clause)
    recent = next((years for years, pattern in RECENT if pattern.search(text)), None)
    if recent and begins and re.search(r"\b(?:only|just|first|new)\b", text):
        yield Quantity("since", recent, "year", about, clause)
    yield from _dates(clause, text)


def _lasts(text: str, one: Duration) -> bool:
    return bool(LASTING.search(text[: one.start]) or LASTED.match(text, one.end))


def _dates(clause: Clause, text: str) -> Iterator[Quantity]:
    for match in YEAR.finditer(text):
        before, value = text[: match.start()], year(match.group())
        if not (FIRST_YEAR <= value <= LAST_YEAR and DATED.search(before)):
            continue
        if LEAVING.search(text):
            yield Quantity("ended", value, "year", _object(text, LEAVING, match), clause)
        elif BEGINNING.search(text):
            yield Quantity("began", value, "year", _object(text, BEGINNING, match), clause)


def _object(text: str, verb: re.Pattern[str], date: re.Match[str]) -> frozenset[str]:
    """What began or ended: the verb, all ways of joining being one, and the words after it."""
    said = verb.search(text)
    if said is None:
        return frozenset()
    rest = text[said.end() : date.start()] if said.end() < date.start() else text[said.end() :]
    content = re.split(r"\b(?:when|where|and|but|so|because|there|after|before)\b", rest)[0]
    near = " ".join(content.split()[: CONTENT + 1])
    is_entry = verb is BEGINNING and ENTERED.search(text)
    return (speech.stems(near) - UNSPECIFIC) | {"enter" if is_entry else speech.stem(said.group())}


def _counted(text: str, match: re.Match[str]) -> tuple[Kind | None, str]:
    """Kind and unit, or None if the number says nothing to compare."""
    before, rest = text[: match.start()], match.end()
    if SHARE.match(text, rest):
        return "share", "percent"
    counted = COUNTED.match(text, rest)
    people = counted is not None and counted["noun"] in {"people", "staff", "men", "women"}
    if OF_US.match(text, rest) or (TEAM.search(before) and (people or "team" in before)):
        return "count", "team"
    if counted and counted["noun"] not in UNCOUNTED:
        return "count", counted["noun"]
    return None, ""
