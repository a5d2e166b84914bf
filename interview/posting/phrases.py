"""From a clause of a posting to the short names of what it asks for."""

import re
from dataclasses import dataclass

from interview.posting import soft, wording
from interview.posting.piece import Piece

LONGEST = 6  # words of a name
NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20,
}  # fmt: skip
_NUMBER = rf"(?:\d{{1,2}}(?:\.\d)?|{'|'.join(NUMBERS)}|an?)"
YEARS = re.compile(
    r"(?:with |for )?(?:(?:at least|a minimum of|minimum(?: of)?|min\.?|more than|over|ideally"
    r"|approximately|around|about|up to|the first) )?"
    rf"\b(?P<number>{_NUMBER})\+?\s*(?:(?:to|-|or)\s*(?:{_NUMBER}|more)\+?\s*)?"
    r"(?:or more |plus |full |\+ ?)*(?P<unit>years?|yrs?|months?)\b(?:'s?)?"
    r"(?:\s+or more|\s+plus|\s*\+)?"
    r"(?:\s+of\b)?(?:\s+(?:\w+[ -]){0,3}?experiences?)?"
    r"(?:\s+(?:in|with|as|of|at|on|using|working)(?= ))*",
    re.I,
)
MEMBER = re.compile(r",\s+(?:and\s+)?(?![^(]*\))", re.I)
LISTED = 4  # members from which on a clause is a list, whatever it says
OR = re.compile(r"\s+or\s+", re.I)
BRACKET = re.compile(r"\(([^()]*)\)?")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A skill that a posting names; `soft` if it is one of character or of conduct."""

    name: str
    piece: Piece
    soft: bool
    years: float | None


def phrases(clause: Piece) -> list[Phrase]:
    """What one clause asks for, in its order; years in a list are those of one of its members."""
    members = clause.split(MEMBER)
    if len(members) >= LISTED and YEARS.search(clause.text):
        return [one for member in members for one in _phrases(member)]
    return _phrases(clause)


def _phrases(clause: Piece) -> list[Phrase]:
    wanted = years(clause.text)
    found: list[Phrase] = []
    for part in _parts(clause):
        found += soft_skills(part) or _hard(part, wanted)
    return found


def years(text: str) -> float | None:
    """The fewest years that the text asks for; of a range its lower end."""
    match = YEARS.search(text)
    if not match:
        return None
    number = match["number"].lower()
    value = 1.0 if number in ("a", "an") else float(NUMBERS.get(number, 0) or number)
    return value / 12 if match["unit"].lower().startswith("month") else value


def _parts(clause: Piece) -> list[Piece]:
    """The members of the list that the clause is; its examples if it only announces them."""
    similar = wording.OR_SIMILAR.search(clause.text)
    asked = clause.part(0, similar.start()) if similar and similar.start() else clause
    head, examples = _examples(_without_years(asked))
    if examples and _is_generic(_stripped(head)):
        return examples.split(wording.LIST)
    return _members(head)


def _members(piece: Piece) -> list[Piece]:
    """The list divided, without members that only go on with the one before."""
    kept: list[Piece] = []
    going_on = False
    for connector, member in _divided(piece):
        if wording.SUBORDINATE.match(member.text):
            continue
        going_on = bool(kept) and _goes_on(kept[-1], connector, member, going_on)
        if not going_on:
            kept.append(member)
    return kept


def _goes_on(kept: Piece, connector: str, member: Piece, going_on: bool) -> bool:
    """Whether the member tells more about the last one kept; `going_on`: one before it did."""
    joins = re.findall(r",|\w+", connector)
    is_alternative = wording.DEGREE.search(kept.text) and "and" not in joins
    if is_alternative or wording.CONTINUED.search(member.text):
        return True
    if member.text[0].isupper():
        return False  # a name of its own
    has_complement = _has_complement(kept)
    if has_complement and (
        soft_skills(kept) or (wording.DEGREE.search(kept.text) and "and" not in joins)
    ):
        return True
    return not {",", "to"} & set(joins) and (going_on or has_complement)


def _has_complement(member: Piece) -> bool:
    return bool(wording.COMPLEMENT.search(_stripped(member).text))


def _divided(piece: Piece) -> list[tuple[str, Piece]]:
    """Each member with the connector before it."""
    protected = [match.span() for match in wording.COMPOUND.finditer(piece.text)]
    protected += [
        match.span() for form in soft.SKILLS.values() for match in form.finditer(piece.text)
    ]
    members, start, connector = [], 0, ","
    for match in wording.LIST.finditer(piece.text):
        if not any(first < match.end() and match.start() < last for first, last in protected):
            members.append((connector, piece.part(start, match.start())))
            start, connector = match.end(), match.group()
    return [one for one in [*members, (connector, piece.part(start))] if one[1].text]


def _examples(piece: Piece) -> tuple[Piece, Piece | None]:
    """The phrase and, where it names some, its examples."""
    if bracket := BRACKET.search(piece.text):
        plain = BRACKET.sub(lambda match: " " * len(match.group()), piece.text)
        return Piece(plain, piece.start).part(0), piece.part(*bracket.span(1))
    match = wording.EXAMPLES.search(piece.text)
    if match and match.start() > 0:
        return piece.part(0, match.start()), piece.part(match.end())
    return piece, None


def _is_generic(head: Piece) -> bool:
    words = head.text.split()
    return len(words) <= 3 and bool(words) and bool(wording.GENERIC.search(head.text))


def _without_years(clause: Piece) -> Piece:
    """What the years are asked of, or what is said beside them."""
    match = YEARS.search(clause.text)
    if not match:
        return clause
    before = _stripped(clause.part(0, match.start()))
    behind = clause.part(match.end())
    if before.text and not wording.EMPTY.match(before.text):
        return before
    if not re.search(r"\w", behind.text) or wording.EMPTY.match(behind.text):
        inner = re.search(r"(?:years?|months?)'?\s+(?:of\s+)?(.*experience)", clause.text, re.I)
        return clause.part(*inner.span(1)) if inner else behind
    if re.search(r"\bas$", match.group().strip(), re.I) or re.match(r"as\b", behind.text, re.I):
        return behind.split(OR)[0]
    return behind


def soft_skills(piece: Piece) -> list[Phrase]:
    return [
        Phrase(name, piece.part(*match.span()), True, None)
        for name, pattern in soft.SKILLS.items()
        if (match := pattern.search(piece.text))
    ]


def _hard(piece: Piece, wanted: float | None) -> list[Phrase]:
    core = _core(piece)
    name = normalised(core.text)
    if wording.EMPTY.match(core.text) or not any(character.isalnum() for character in name):
        return []
    return [Phrase(name, core, False, wanted)]


def _core(piece: Piece) -> Piece:
    piece = _stripped(piece)
    cut = wording.CUT.search(piece.text)
    while cut and wording.EMPTY.match(piece.text[: cut.start()]):
        piece = _stripped(piece.part(cut.end()))
        cut = wording.CUT.search(piece.text)
    if cut:
        piece = piece.part(0, cut.start())
    words = list(re.finditer(r"\S+", piece.text))[:LONGEST]
    return _stripped(piece.part(0, words[-1].end())) if words else piece


def _stripped(piece: Piece) -> Piece:
    """Without the words around a name that ask for it, such as "you have" and "is a plus"."""
    while (lead := wording.LEAD.match(piece.text + " ")) and lead.end():
        piece = piece.part(lead.end())
    while (tail := wording.TAIL.search(piece.text)) and tail.group():
        piece = piece.part(0, tail.start())
    return piece


def normalised(text: str) -> str:
    """Lower case, without articles and without the words that any requirement could carry."""
    name = re.sub(r"[\"'()\[\]]|(?<=\w)'s\b", "", text.lower())
    name = re.sub(r"\b(?:an?|the|your|our)\s+", "", name)
    name = re.sub(r"^(?:registered|registration) with (.+)$", r"\1 registration", name)
    name = re.sub(r"\s+(?:skills?|experience|knowledge)$", "", name)
    return " ".join(name.split()).strip(" .,:;-")
