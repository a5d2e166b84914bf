"""An answer as the scorers read it: sentences, plain words, counts of what is in them."""

import re
from collections.abc import Iterable, Sequence

from interview.model import Word

_NUMBER_WORDS = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    "|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred"
    "|thousand|million|half|twice|dozen"
)
NUMBER = re.compile(rf"\b(?:\d[\d.,]*|{_NUMBER_WORDS})\b|%")
_IRREGULAR = (
    "built|wrote|made|led|ran|took|gave|went|saw|found|kept|got|did|had|was|were|came|told|said"
    "|thought|knew|taught|brought|bought|set|put|cut|began|chose|drove|grew|held|learnt|left|lost"
    "|met|paid|read|sent|sold|spent|spoke|stood|understood|won|worked|dealt|laid|drew|threw"
)
FIRST_PERSON_PAST = re.compile(
    r"\b(?:i|we)(?:'ve|'d| have| had)?(?: \w+ly| also| then| always| even| just)?"
    rf" (?:{_IRREGULAR}|done|been|written|taken|given|seen|shown|\w{{2,}}ed)\b"
)
RESULT = re.compile(
    r"\b(?:reduc\w+|increas\w+|improv\w+|dropped|saved|halved|doubled|result(?:ed|s)?|faster|fewer"
    r"|afterwards|after that|since then|in the end|finally|so that|which meant|solved|fixed"
    r"|went (?:up|down)|learned)\b"
)
_ENDING = re.compile(r"(?<=\w{3})(?:ations?|ings?|ments?|ies|ed|es|er|s|e|y)$")
_DOUBLED = re.compile(r"([^aeiouls])\1$")
_COMMON_WORDS = """
    about above after again all also always am an and any anything are as at back be because
    been before being but by can could did do does doing done down each even ever every
    everything few for from get gets getting give go goes going good got great had has have
    having he her here him his how if in into is it its just keep kind know like little lot made
    make makes making many may me mean might more most much must my myself need never new no not
    now of off often on once one only or other our out over own part person really right
    said same say see she should so some something still such sure take than that the their them
    then there these they thing things think this those through time times to together too up us
    use used using usually very want was way we well were what when where which while who why
    will with work worked working would year years yes you your yourself
"""
_COMMON = frozenset(_COMMON_WORDS.split())


def plain(words: Iterable[Word]) -> str:
    """The words in lower case without punctuation, parted by single spaces."""
    return " ".join(bare(word.text) for word in words)


def bare(word: str) -> str:
    return re.sub(r"[^\w'%+#.-]|[.'-]+$|^[.'-]+", "", word.lower().replace("\u2019", "'"))


def named(words: Sequence[Word]) -> int:
    """Names in a sentence: words with a capital that do not begin it."""
    return sum(word.text[:1].isupper() and not re.match(r"I\b", word.text) for word in words[1:])


def stems(text: str) -> frozenset[str]:
    """What the text is about: its content words, cut so that "tested" and "testing" agree."""
    words = re.findall(r"[a-z0-9+#]+(?:'[a-z]+)?", text.lower())
    return frozenset(_stem(word) for word in words if len(word) > 1 and word not in _COMMON)


def _stem(word: str) -> str:
    shorter = _DOUBLED.sub(r"\1", _ENDING.sub("", word.removesuffix("'s"), count=1))
    return shorter if shorter == word else _stem(shorter)


def count(pattern: re.Pattern[str], text: str) -> int:
    return sum(1 for _ in pattern.finditer(text))


def hits(pattern: re.Pattern[str], words: Sequence[Word]) -> list[Word]:
    """The words that the pattern covers in their plain text."""
    covered: list[Word] = []
    spans = [match.span() for match in pattern.finditer(plain(words))]
    start = 0
    for word in words:
        end = start + len(bare(word.text))
        if any(first < end and start < last for first, last in spans):
            covered.append(word)
        start = end + 1
    return covered
