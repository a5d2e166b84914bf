"""Text that knows where in the posting it stands, and the posting cut into such pieces."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)\b[^<>]{0,500}>")
BLOCKS = {"br", "p", "li", "ul", "ol", "div", "tr", "td", "h1", "h2", "h3", "h4", "h5", "h6"}
ENTITY = re.compile(r"&(?:#\d{1,6}|[a-zA-Z]{2,8});")
ENTITIES = {"&amp;": "&", "&rsquo;": "'", "&apos;": "'", "&#39;": "'", "&ndash;": "-"}
TYPOGRAPHY = str.maketrans("\r\t\u00a0\u2018\u2019\u201c\u201d\u2013\u2014\u2011", "   ''\"\"---")
BULLET = re.compile(r"^(?:[^\w\s\"'(<\u00a3\u20ac$#&.]+|\(?\d{1,2}[.)]|[a-z]\))\s+")
ABBREVIATION = re.compile(
    r"\b(?:e\.g|i\.e|etc|incl|approx|min|max|no|st|dr|mr|mrs|ph\.d|vs)\.$", re.I
)
LONGEST = 1000  # characters of a sentence: what is longer has lost its punctuation
SENTENCE_END = re.compile(r"[.!?](?=\s+[\"'(]?[A-Z0-9])|;\s")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the posting: `text` is as long as what it stands for, from `start` on."""

    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    def part(self, start: int, end: int | None = None) -> "Piece":
        """Characters `start` to `end`, without the white space around them."""
        text = self.text[start:end]
        bare = text.strip()
        return Piece(bare, self.start + start + text.find(bare))

    def split(self, pattern: re.Pattern[str]) -> list["Piece"]:
        """What lies between the matches, without empty pieces."""
        starts, ends = [0], []
        for match in pattern.finditer(self.text):
            ends.append(match.start())
            starts.append(match.end())
        pieces = [self.part(*ends_) for ends_ in zip(starts, [*ends, None], strict=True)]
        return [piece for piece in pieces if piece.text]


@dataclass(frozen=True, slots=True)
class Line:
    piece: Piece
    bullet: bool


def lines(text: str) -> Iterator[Line]:
    """The lines that say something; the marks of HTML and of lists are left out."""
    whole = Piece(masked(text), 0)
    for piece in whole.split(re.compile(r"\n")):
        mark = BULLET.match(piece.text)
        bare = piece.part(mark.end()) if mark else piece
        if any(character.isalnum() for character in bare.text):
            yield Line(bare, mark is not None)


def sentences(piece: Piece) -> list[Piece]:
    """Cut where a sentence ends, not behind an abbreviation; none longer than `LONGEST`."""
    found, start = [], 0
    for match in SENTENCE_END.finditer(piece.text):
        if not ABBREVIATION.search(piece.text[max(start, match.end() - 8) : match.end()]):
            found.append(piece.part(start, match.end()))
            start = match.end()
    whole = [one for one in [*found, piece.part(start)] if one.text]
    return [short for one in whole for short in _shortened(one)]


def _shortened(piece: Piece) -> list[Piece]:
    if len(piece.text) <= LONGEST:
        return [piece]
    cut = max(piece.text.rfind(" ", 0, LONGEST), LONGEST // 2)
    return [piece.part(0, cut), *_shortened(piece.part(cut))]


def masked(text: str) -> str:
    """Plain text of the same length: marks of HTML are blank, quotes and dashes ASCII."""
    text = TAG.sub(_blank_tag, text)
    text = ENTITY.sub(_plain_entity, text)
    return text.translate(TYPOGRAPHY)


def _blank_tag(match: re.Match[str]) -> str:
    block = match.group(2).lower() in BLOCKS
    first = "\n" if block else " "
    if match.group(2).lower() == "li" and not match.group(1):
        return ("\n* " + " " * len(match.group()))[: len(match.group())]
    return first + " " * (len(match.group()) - 1)


def _plain_entity(match: re.Match[str]) -> str:
    return ENTITIES.get(match.group(), " ").ljust(len(match.group()))
