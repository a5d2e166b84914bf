"""How a written word is said, as words in letters: "3.5", "2019", "$50k", "CI/CD".

Only to find when it was said, so one likely reading is enough: "2019" is twenty nineteen.
"""

import re
import unicodedata
from collections.abc import Callable

ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
TENS = (
    "zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
)  # fmt: skip
SCALES = ((10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred"))
ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
    "nine": "ninth", "twelve": "twelfth",
}  # fmt: skip
SYMBOLS = {
    "%": "percent", "&": "and", "+": "plus", "@": "at", "#": "number", "=": "equals",
    "$": "dollars", "£": "pounds", "€": "euros", "°": "degrees",
}  # fmt: skip
UNITS = {
    "k": "thousand", "m": "million", "bn": "billion", "x": "times", "h": "hours",
    "gb": "gigabytes", "mb": "megabytes", "tb": "terabytes", "kg": "kilograms", "mg": "milligrams",
    "ml": "millilitres", "km": "kilometres", "cm": "centimetres", "ms": "milliseconds",
}  # fmt: skip
PIECE = re.compile(
    r"(?P<money>[$£€])?(?P<number>\d[\d,]*(?:\.\d+)*)(?P<suffix>[A-Za-z]+)?"
    r"|(?P<word>[A-Za-z]+(?:'[A-Za-z]+)*)|(?P<symbol>[%&+@#=$£€°])"
)
APOSTROPHE = "\N{RIGHT SINGLE QUOTATION MARK}"
CAPITALS = re.compile(r"([A-Z]{2,5})('?s)?")
LONGEST_NUMBER = 12  # digits; longer ones are read out digit by digit


def spoken(text: str, known: Callable[[str], bool]) -> list[str]:
    """Lower-case words; the name of a letter is written "a.".

    Capitals are named one by one unless they are a `known` word of three letters or more.
    """
    plain = unicodedata.normalize("NFKD", text.replace(APOSTROPHE, "'"))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return [word for piece in PIECE.finditer(plain) for word in _piece(piece, known)]


def _piece(piece: re.Match[str], known: Callable[[str], bool]) -> list[str]:
    if symbol := piece["symbol"]:
        return [SYMBOLS[symbol]]
    if word := piece["word"]:
        return _word(word, known)
    money = [SYMBOLS[piece["money"]]] if piece["money"] else []
    return _with_suffix(_number(piece["number"]), piece["suffix"] or "") + money


def _word(word: str, known: Callable[[str], bool]) -> list[str]:
    capitals = CAPITALS.fullmatch(word)
    if capitals is None or (len(capitals[1]) > 2 and known(word.lower())):
        return [word.lower()]
    letters = [f"{letter}." for letter in capitals[1].lower()]
    return [*letters[:-1], letters[-1].replace(".", "'s")] if capitals[2] else letters


def _number(written: str) -> list[str]:
    whole, *decimals = written.replace(",", "").split(".")
    words = _year(whole) if "," not in written and not decimals else None
    words = words or _cardinal(whole)
    for digits in decimals:
        words += ["point", *(ONES[int(digit)] for digit in digits)]
    return words


def _year(digits: str) -> list[str] | None:
    if not ("1100" <= digits <= "2099") or len(digits) != 4 or digits[1:3] == "00":
        return None
    century, rest = _cardinal(digits[:2]), digits[2:]
    if rest == "00":
        return [*century, "hundred"]
    return [*century, *(["oh"] if rest[0] == "0" else []), *_cardinal(str(int(rest)))]


def _cardinal(digits: str) -> list[str]:
    if len(digits) > LONGEST_NUMBER or (digits[0] == "0" and len(digits) > 1):
        return [ONES[int(digit)] for digit in digits]
    return _count(int(digits))


def _count(number: int) -> list[str]:
    if number < 20:
        return [ONES[number]]
    if number < 100:
        return [TENS[number // 10], *(_count(number % 10) if number % 10 else [])]
    value, name = next(scale for scale in SCALES if number >= scale[0])
    rest = number % value
    return [*_count(number // value), name, *(_count(rest) if rest else [])]


def _with_suffix(number: list[str], suffix: str) -> list[str]:
    suffix = suffix.lower()
    *first, last = number
    if suffix in ("st", "nd", "rd", "th"):
        return [*first, ORDINALS.get(last, _joined(last, "th"))]
    if suffix == "s":
        return [*first, _joined(last, "s")]
    if suffix in UNITS:
        return [*number, UNITS[suffix]]
    return [*number, *(f"{letter}." for letter in suffix)]


def _joined(word: str, ending: str) -> str:
    if word.endswith("y"):
        return f"{word[:-1]}ie{ending}"
    return word + ("es" if ending == "s" and word.endswith("x") else ending)
