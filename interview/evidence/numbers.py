"""Numbers, durations and years in plain words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
SMALL = {word: number for number, word in enumerate(_UNITS.split())} | {
    word: 10 * number for number, word in enumerate(_TENS.split(), start=2)
}
LARGE = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
_ONE = rf"(?:\d[\d.,]*|{'|'.join([*SMALL, *LARGE, 'dozen'])})"
NUMBER = re.compile(
    rf"\b(?:a (?=hundred|thousand|million|dozen))?{_ONE}(?: (?:and )?{_ONE})*(?!\w)"
)
PER_YEAR = {"decade": 0.1, "year": 1.0, "yr": 1.0, "month": 12.0, "week": 52.0}
_UNIT = r"(?:full |whole |long |more |good |solid )?(?P<unit>decade|year|yr|month|week)s?'?(?:'s)?"
DURATION = re.compile(
    rf"\b(?:(?P<half>half an?)|(?P<pair>(?:a )?couple of)|(?P<number>{NUMBER.pattern})"
    rf"|(?P<one>an?|one))(?P<halves> and a half)? {_UNIT}(?P<later> and a half)?(?P<ago> ago)?\b"
)
FIRST_YEAR, LAST_YEAR = 1950, 2049
_CENTURIES = {"nineteen": 1900, "twenty": 2000}
YEAR = re.compile(
    r"\b(?:(?:19|20)\d\d|(?:nineteen|twenty) (?:ten|eleven|twelve|\w+teen"
    r"|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?: (?:one|two|three|four|five|six"
    r"|seven|eight|nine))?)|two thousand(?: and)? (?:\w+teen|ten|eleven|twelve|one|two|three|four"
    r"|five|six|seven|eight|nine|twenty(?: \w+)?))\b"
)


@dataclass(frozen=True, slots=True)
class Duration:
    """A stretch of time in years, and where in the text it is said."""

    years: float
    is_ago: bool
    start: int
    end: int


def number(text: str) -> float:
    """The value of digits or number words, such as "28", "1,200" or "a hundred and twenty"."""
    total, current = 0.0, 0.0
    for part in text.split():
        if part in LARGE:
            current = max(current, 1.0) * LARGE[part]
            if LARGE[part] > 100:
                total, current = total + current, 0.0
        elif part == "dozen":
            current = max(current, 1.0) * 12
        elif part not in {"and", "a"}:
            current += SMALL[part] if part in SMALL else _digits(part)
    return total + current


def year(text: str) -> int:
    """The year that the whole text names: "2019", "twenty nineteen", "two thousand and nine"."""
    first, *rest = text.split()
    if first in _CENTURIES and rest:
        return _CENTURIES[first] + round(number(" ".join(rest)))
    return round(number(text))


def durations(text: str) -> Iterator[Duration]:
    for match in DURATION.finditer(text):
        value = number(match["number"]) if match["number"] else 2.0 if match["pair"] else 1.0
        value = 0.5 if match["half"] else value
        value += 0.5 * bool(match["halves"] or match["later"])
        years = value / PER_YEAR[match["unit"]]
        yield Duration(years, bool(match["ago"]), *match.span())


def years(text: str) -> float | None:
    """The first duration that is not "ago", in years."""
    return next((one.years for one in durations(text) if not one.is_ago), None)


def _digits(token: str) -> float:
    plain = token.replace(",", "").rstrip(".")
    return float(plain) if plain.count(".") <= 1 else float(plain.replace(".", ""))
