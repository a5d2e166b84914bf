"""What was said, whatever way it was written down or halted over.

One form for British and American spelling, contractions, capitals and marks, without fillers and
without a word that was said twice in a row: what is judged on it does not depend on these.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from interview.model import Word

_PIECE = re.compile(r"\d+(?:[.,]\d+)*\w*|\w+(?:['.]\w+)*[+#]*|%")
_HESITATION = re.compile(r"u+[hm]+|e+r+m*|a+h+m*|h+m+|m+h*m+")
_FILLERS = {"basically", "literally"}
_PHRASES = (["you", "know"], ["i", "mean"])
_ASKED = {"do", "did", "if", "as", "let", "would", "how", "could", "not"}
"""Words after which "you know" is meant."""
_MEANT = {"i", "we", "you", "they", "he", "she", "would", "'d", "not", "also", "really", "to"}
"""Words after which "like" is a verb."""
_COUNTS = {"twenty", "nineteen"}
"""Said twice they are a year."""
_CONTRACTED: Mapping[str, tuple[str, ...]] = {
    "can't": ("can", "not"), "cant": ("can", "not"), "cannot": ("can", "not"),
    "won't": ("will", "not"), "wont": ("will", "not"), "let's": ("let", "us"),
    "i'm": ("i", "am"), "im": ("i", "am"), "ive": ("i", "have"), "i'd": ("i", "'d"),
    "youre": ("you", "are"), "youve": ("you", "have"), "weve": ("we", "have"),
    "theyre": ("they", "are"), "theyve": ("they", "have"), "thats": ("that's",),
    "theres": ("there's",), "alright": ("all", "right"), "ok": ("okay",), "%": ("percent",),
}  # fmt: skip
_ENDINGS = {"'ve": "have", "'re": "are", "'ll": "will", "'d": "'d"}
_NEGATED = re.compile(r"(do|does|did|is|are|was|were|could|would|should|have|has|had|must)n'?t")
_SPELLED: Mapping[str, str] = {
    "learnt": "learned", "spelt": "spelled", "burnt": "burned", "dreamt": "dreamed",
    "leant": "leaned", "whilst": "while", "amongst": "among", "towards": "toward",
    "afterwards": "afterward", "enrolment": "enrollment", "fulfilment": "fulfillment",
    "skilful": "skillful", "acknowledgement": "acknowledgment", "mum": "mom", "maths": "math",
    "kerb": "curb", "orientated": "oriented",
}  # fmt: skip
_ISE = re.compile(r"(\w{2,}(?:[aeiu][lnt]|[aeo]r|im|iv|ic|ud|um|is|on))is(e[drs]?|ing|ations?)")
"""Verbs that the list of spellings does not know: "containerise", but never "promise"."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word in its one form, and what was spoken; a contraction has more than one."""

    text: str
    word: Word


def tokens(words: Iterable[Word]) -> list[Token]:
    """What the words say, without fillers and repetitions."""
    spoken = [Token(text, word) for word in words for text in _forms(word.text)]
    return [spoken[at] for at in _kept([token.text for token in spoken])]


def plain(text: str) -> str:
    """The same for a text: words parted by single spaces."""
    forms = [form for piece in text.split() for form in _forms(piece)]
    return " ".join(forms[at] for at in _kept(forms))


def stumbles(words: Iterable[Word]) -> int:
    """How many fillers and repetitions `tokens` leaves out."""
    forms = [form for word in words for form in _forms(word.text)]
    return len(forms) - len(_kept(forms))


def _kept(texts: Sequence[str]) -> list[int]:
    """The places of what is neither filler nor repetition."""
    kept: list[int] = []
    skipped = -1
    for at in (at for at, text in enumerate(texts) if not _is_filler(text)):
        previous = texts[kept[-1]] if kept else ""
        if at == skipped or previous == texts[at] not in _COUNTS:
            continue
        if texts[at : at + 2] in _PHRASES and previous not in _ASKED:
            skipped = at + 1
        elif texts[at] != "like" or previous in _MEANT:
            kept.append(at)
    return kept


def _is_filler(text: str) -> bool:
    return text in _FILLERS or _HESITATION.fullmatch(text) is not None


@lru_cache(maxsize=16384)  # the words of a language that an hour has
def _forms(written: str) -> tuple[str, ...]:
    pieces = _PIECE.findall(written.lower().replace("\u2019", "'"))
    return tuple(form for piece in pieces for form in _form(piece))


def _form(piece: str) -> tuple[str, ...]:
    if piece in _CONTRACTED:
        return _CONTRACTED[piece]
    if negated := _NEGATED.fullmatch(piece):
        return negated[1], "not"
    for ending, full in _ENDINGS.items():
        if piece.endswith(ending) and len(piece) > len(ending):
            return piece.removesuffix(ending), full
    return (_spelled(piece),)


def _spelled(word: str) -> str:
    known = _SPELLED.get(word) or _spellings().get(word)
    return known or (_ISE.sub(r"\1iz\2", word) if _ISE.fullmatch(word) else word)


@cache
def _spellings() -> Mapping[str, str]:
    """British to American, as word error rates are counted."""
    from whisper_normalizer.english import EnglishSpellingNormalizer

    spellings: Mapping[str, str] = EnglishSpellingNormalizer().mapping
    return spellings
