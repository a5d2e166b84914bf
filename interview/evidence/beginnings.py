"""Since when or until when something has been so, as an answer tells it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from interview.evidence import speech
from interview.evidence.numbers import FIRST_YEAR, LAST_YEAR, NUMBER, YEAR, durations, year
from interview.evidence.speech import Clause

Kind = Literal["ongoing", "lasted", "began", "ended"]

MONTHS = "january february march april may june july august september october november december"
SEASONS = "spring summer autumn fall winter"
UNSPECIFIC = speech.stems(
    "experience career year month week ago begin start now together altogether total overall own "
    "job position post role stay "
    f"been only just since until till first last new still {MONTHS} {SEASONS}"
)
_ENTERED = r"""
    joined / (?:came|moved|went) (?:over |across |here )?(?:to|into) / took over
    switched (?:over )?to / my first
    (?:started|began)(?: out| off)?(?: work\w*)?(?: at| with| in| as| on| here)? / arrived (?:at|in)
    became / hired / employed / got into / promoted to / made
"""
_QUALIFIED = r"""
    qualified(?: as)? / graduated(?: in| as)? / registered(?: as)? / trained as / learned / opened
    (?:finished|completed|passed|got|did)(?: my| the)? / set up / founded
"""
_HELD = r"(?:been|working|worked|using|used|run|running|had|have|managed|done|led|held|\w+ing)"
_EVENT = speech.whole(f"{_ENTERED}\n{_QUALIFIED}")
_QUALIFYING = re.compile(r"\b(?:qualified|graduated|registered|trained as|became)\b")
_STATE = re.compile(rf"\b(?:have|has|am|is|are) (?:\w+ )?{_HELD}\b|\b{_HELD}\b")
_PERFECT = re.compile(
    r"\b(?:have|has|am|are|is) (?:\w+ ){0,2}(?:been|\w+ed|\w+ing|run|taught|had|led)\b"
)
_PAST = re.compile(r"\b(?:was|were|worked|stayed)\b")
_LEFT = speech.whole(
    "left / quit / resigned(?: from)? / finished at / stopped / gave up / was / worked / stayed"
)
_UNTIL = re.compile(r"\b(?:until|till|up to)(?: \w+)? $")
_DATED = re.compile(
    rf"\b(?:in|since|from|by|of|early|late|about|{MONTHS.replace(' ', '|')}"
    rf"|{SEASONS.replace(' ', '|')}) $"
)
_SINCE = re.compile(r"\bsince(?: \w+)? $")
_FOR = re.compile(r"\b(?:for|these|been)(?: \w+){0,2} $")
_EXPERIENCE = re.compile(r"(?: \w+)? experience\b| (?:of|in|as|with|behind)\b| now\b")
_SCOPED = re.compile(r"\b(?:last|past|first|previous|next|coming|every|than|another)(?: \w+)? $")
_RECENT: tuple[tuple[float, re.Pattern[str]], ...] = (
    (2.0, re.compile(rf"\blast (?:year|{SEASONS.replace(' ', '|')})\b")),
    (1.0, re.compile(r"\bthis year\b|\ba few months ago\b|\brecently\b|\blast month\b")),
)
_OBJECT = 7
"""Words of what it is about that are looked at."""
SHORTEST = 1 / 12
"""Years: what took less is no beginning."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When it began or ended: so many years ago, or in a year.

    "ongoing" is told by how long it has gone on, "lasted" by how long it went on; a beginning that
    makes a profession (`qualifies`) need not name it.
    """

    kind: Kind
    ago: float | None
    year: int | None
    topic: frozenset[str]
    qualifies: bool
    clause: Clause

    def years_ago(self, now: int) -> float:
        return self.ago if self.ago is not None else now - float(self.year or now)


def moments(clause: Clause) -> Iterator[Moment]:
    text = clause.text
    yield from _told_by_duration(clause, text)
    yield from _told_by_year(clause, text)
    recent = next(((ago, m) for ago, p in _RECENT if (m := p.search(text))), None)
    if recent and _EVENT.search(text):
        yield _moment("began", clause, recent[1].span(), ago=recent[0])


def _told_by_duration(clause: Clause, text: str) -> Iterator[Moment]:
    for one in durations(text):
        before, span = text[: one.start], (one.start, one.end)
        if one.is_ago:
            if _EVENT.search(text):
                yield _moment("began", clause, span, ago=one.years)
        elif one.years >= SHORTEST and not _SCOPED.search(before):
            lasts = _FOR.search(before) and _PERFECT.search(before)
            experienced = _EXPERIENCE.match(text, one.end) and not re.search(r"\bafter $", before)
            if lasts or experienced:
                yield _moment("ongoing", clause, span, ago=one.years)
            elif _FOR.search(before) and _PAST.search(before):
                yield _moment("lasted", clause, span, ago=one.years)


def _told_by_year(clause: Clause, text: str) -> Iterator[Moment]:
    for match in YEAR.finditer(text):
        before, value = text[: match.start()], year(match.group())
        if not FIRST_YEAR <= value <= LAST_YEAR:
            continue
        if _UNTIL.search(before) or (_DATED.search(before) and re.search(r"\bleft\b", before)):
            yield _moment("ended", clause, match.span(), year=value)
        elif _DATED.search(before) and (_EVENT.search(text) or _SINCE.search(before)):
            yield _moment("began", clause, match.span(), year=value)


def _moment(
    kind: Kind,
    clause: Clause,
    span: tuple[int, int],
    ago: float | None = None,
    year: int | None = None,
) -> Moment:
    text = clause.text
    verb = _LEFT if kind == "ended" else _EVENT
    said = verb.search(text)
    if said and kind not in ("ongoing", "lasted"):
        topic = _beside(text, span, verb) or speech.stems(said.group())
    else:
        topic = _beside(text, span, _STATE) or _stems(text[span[1] :]) or _stems(text[: span[0]])
    return Moment(kind, ago, year, topic, _QUALIFYING.search(text) is not None, clause)


def _beside(text: str, span: tuple[int, int], verb: re.Pattern[str]) -> frozenset[str]:
    """The words after the verb, up to the time where it comes later, or after that time."""
    start, end = span
    found = list(verb.finditer(text))
    before = [text[match.end() : start] for match in reversed(found) if match.end() <= start]
    after = [text[match.end() :] for match in found if match.start() >= end]
    return next(filter(None, map(_stems, [*before, *after])), frozenset())


def _stems(text: str) -> frozenset[str]:
    words = NUMBER.sub(" ", text).split()[:_OBJECT]
    return speech.stems(" ".join(words)) - UNSPECIFIC
