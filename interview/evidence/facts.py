"""Numbers and deeds that an answer states, for comparison with those of other answers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from interview.evidence import speech

Kind = Literal["career", "since", "date", "count", "share"]

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
SMALL = {word: number for number, word in enumerate(_UNITS.split())} | {
    word: 10 * number for number, word in enumerate(_TENS.split(), start=2)
}
LARGE = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
_ONE = rf"(?:\d[\d.,]*|{'|'.join([*SMALL, *LARGE])})"
NUMBER = re.compile(rf"\b{_ONE}(?:[ -](?:and )?{_ONE})*(?!\w)")
PER_YEAR = {"year": 1.0, "yr": 1.0, "month": 12.0, "week": 52.0}
DURATION = re.compile(
    r" (?:full |whole |long |more )?(?P<unit>year|yr|month|week)s?'?(?P<ago> ago)?\b"
)
SHARE = re.compile(r"\s?(?:%|percent\b|per cent\b)")
COUNTED = re.compile(r" (?:\w+ )?(?P<noun>[a-z]{3,}s|people|staff|children|men|women)\b")
UNCOUNTED = {"years", "months", "weeks", "days", "hours", "minutes", "seconds", "times", "things"}
TEAM = re.compile(r"\bteam of (?:about |around |up to )?$")
OF_US = re.compile(r" of us\b")
DATE = re.compile(r"\b(?:in|since|from|until)(?: \w+)? $")
LASTING = re.compile(r"\bfor(?: \w+){0,2} $")
LASTED = re.compile(r" (?:of |in |as |with |experience)")
BEGINNING = re.compile(
    r"\b(?:qualified|graduated|started|began|joined|registered|became|finished|learnt|learned"
    r"|trained)\b"
)
SCOPED = re.compile(r"\b(?:last|past|first|previous|next|coming|every|than)(?: \w+)? $")
PERFECT = r"(?:i|we)(?:'ve| have| had)(?! (?:an?|the|my|our|some|\d+)\b)"
NEVER_DONE = re.compile(
    rf"\b(?:{PERFECT}|(?:i|we)) never (?P<deed>[a-z].*)|\b{PERFECT} not (?P<not>[a-z].*)"
    r"|\b(?:i|we) haven't (?P<havent>[a-z].*)"
    r"|\b(?:i|we) (?:do not|don't) (?P<lack>have .*)"
)
DONE = re.compile(
    rf"\b(?:{PERFECT}|(?:i|we)) "
    r"(?!(?:never|not|ever|would|could|might|will|want|hope|should|can|do)\b)"
    r"(?P<deed>[a-z]+ .*)"
)
NOTHING = {"no", "not", "never", "nothing"}
ADVERB = re.compile(r"^(?:(?:also|just|only|really|ever|even|once|often|always|\w+ly) )+")
BASE_FORM = {
    "wrote": "write", "written": "write", "led": "lead", "built": "build", "made": "make",
    "ran": "run", "taught": "teach", "gave": "give", "given": "give", "took": "take",
    "taken": "take", "did": "do", "done": "do", "drove": "drive", "driven": "drive",
}  # fmt: skip
_UNSPECIFIC = speech.stems("experience career job company field years months ago start qualify")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A stated number; in years for "career" (how long), "since" (how long ago).

    `first` and `last` are the places of the sentence's words in the answer.
    """

    kind: Kind
    value: float
    unit: str
    topic: frozenset[str]
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that was done, or that never was."""

    done: bool
    verb: str
    topic: frozenset[str]
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Facts:
    quantities: tuple[Quantity, ...]
    deeds: tuple[Deed, ...]


@lru_cache(maxsize=4096)
def facts(words: tuple[str, ...]) -> Facts:
    """What the words of an answer, with their punctuation, state."""
    quantities: list[Quantity] = []
    deeds: list[Deed] = []
    for first, last in _sentences(words):
        text = " ".join(speech.bare(word) for word in words[first : last + 1])
        quantities += _quantities(text, first, last)
        deeds += _deeds(text, first, last)
    return Facts(tuple(quantities), tuple(deeds))


def years(text: str) -> float | None:
    """The first duration in plain text that is not "ago", in years."""
    for match in NUMBER.finditer(text):
        unit = DURATION.match(text, match.end())
        if unit and not unit["ago"]:
            return number(match.group()) / PER_YEAR[unit["unit"]]
    return None


def number(text: str) -> float:
    """The value of digits or number words, such as "28", "1,200" or "a hundred and twenty"."""
    total, current = 0.0, 0.0
    for part in re.split(r"[ -]", text):
        if part in LARGE:
            current = max(current, 1.0) * LARGE[part]
            if LARGE[part] > 100:
                total, current = total + current, 0.0
        elif part != "and":
            current += SMALL[part] if part in SMALL else _digits(part)
    return total + current


def _digits(token: str) -> float:
    plain = token.replace(",", "").rstrip(".")
    return float(plain) if plain.count(".") <= 1 else float(plain.replace(".", ""))


def _sentences(words: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    start = 0
    for place, word in enumerate(words):
        if word.endswith((".", "?", "!")) or place == len(words) - 1:
            yield start, place
            start = place + 1


def _quantities(text: str, first: int, last: int) -> Iterator[Quantity]:
    for match in NUMBER.finditer(text):
        before, value = text[: match.start()], number(match.group())
        stated = _kind(text, match, before, value)
        if stated:
            kind, unit, factor = stated
            topic = speech.stems(text) - _UNSPECIFIC - speech.stems(f"{unit} {match.group()}")
            yield Quantity(kind, value / factor, unit, topic, first, last)


def _kind(
    text: str, match: re.Match[str], before: str, value: float
) -> tuple[Kind, str, float] | None:
    """Kind, unit and how many of it make one, or None if the number says nothing to compare."""
    rest = match.end()
    if duration := DURATION.match(text, rest):
        factor = PER_YEAR[duration["unit"]]
        if duration["ago"]:
            return ("since", "year", factor) if BEGINNING.search(text) else None
        lasts = LASTING.search(before) or LASTED.match(text, duration.end())
        is_career = lasts and factor <= PER_YEAR["month"] and not SCOPED.search(before)
        return ("career", "year", factor) if is_career else None
    if SHARE.match(text, rest):
        return "share", "percent", 1.0
    if TEAM.search(before) or OF_US.match(text, rest):
        return "count", "team", 1.0
    if 1950 <= value < 2050 and DATE.search(before):
        return ("date", "year", 1.0) if BEGINNING.search(text) else None
    counted = COUNTED.match(text, rest)
    if counted and counted["noun"] not in UNCOUNTED:
        return "count", counted["noun"], 1.0
    return None


def _deeds(text: str, first: int, last: int) -> Iterator[Deed]:
    for clause in re.split(r" (?:but|and|because|so|although|when) (?=(?:i|we)\b)", text):
        never, done = NEVER_DONE.search(clause), DONE.search(clause)
        match = never or done
        if match:
            deed = ADVERB.sub("", next(group for group in match.groups() if group))
            verb, *rest = deed.split()[:5]
            if not NOTHING & set(rest):
                topic = speech.stems(" ".join(rest)) - _UNSPECIFIC
                yield Deed(never is None, _base(verb), topic, first, last)


def _base(verb: str) -> str:
    verb = BASE_FORM.get(verb, verb)
    return re.sub(r"(?:ed|ing|e|d|s)$", "", verb) if len(verb) > 3 else verb
