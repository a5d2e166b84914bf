"""An answer as the scorers read it: clauses of plain words, and counts of what is in them.

Clauses are cut by pauses and words, never by marks: a recogniser sets those as it likes.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from interview.evidence import wording
from interview.evidence.wording import Token
from interview.model import Word
from interview.remembering import remembering

PAUSE = 0.35
"""Seconds of silence that end a clause: read text has as much at each full stop."""
WAIT = 1.5
"""The same after a word that wants another."""
LONG = 24
"""Words from which a clause is cut where a new one may begin, at least `SHORT` from its ends."""
SHORT = 6


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_DANGLING = _words(
    "a an the and or but because if of to with for from in on at by as than my our your their his"
    " her its i we they is are was were am be so that which who then just very no not"
)
_SUBJECTS = _words("i we he she it they there you")
_JOINING = _words(
    "and so because then after before when while if that which who what where how than as until"
    " since or think believe know say said guess suppose hope"
)
_IS = _words("is are was were has had")
_OPENING = _words("and so because then after before when while until since")
_CONTRASTS = _words("but although whereas however except")

NUMBER_WORDS = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    "|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred"
    "|thousand|million|half|twice|dozen"
)
NUMBER = re.compile(rf"\b(?:\d[\d.,]*|{NUMBER_WORDS})\b")
_IRREGULAR = (
    "built|wrote|made|led|ran|took|gave|went|saw|found|kept|got|did|had|was|were|came|told|said"
    "|thought|knew|taught|brought|bought|set|put|cut|began|chose|drove|grew|held|left|lost"
    "|met|paid|read|sent|sold|spent|spoke|stood|understood|won|dealt|laid|drew|threw|rang|sat|hid"
)
FIRST_PERSON_PAST = re.compile(
    r"\b(?:i|we)(?: 'd| have| had)?(?: \w+ly| also| then| always| even| just)?"
    rf" (?:{_IRREGULAR}|done|been|written|taken|given|seen|shown|\w{{2,}}ed)\b"
)
RESULT = re.compile(
    r"\b(?:reduc\w+|increas\w+|improv\w+|dropped|saved|halved|doubled|result(?:ed|s)?|faster|fewer"
    r"|afterward|after that|since then|in the end|finally|so that|which meant|solved|fixed|passed"
    r"|went (?:up|down)|learned|worked|(?:was|were|is|are) \w+er\b"
    r"|(?:has|have|had) not (?:\w+ )?since|asked for (?:us|me|it) again|nobody \w+ed|nobody was"
    r"|did not (?:lose|miss|have) any|came (?:first|second|third|back))\b"
)
_ENDING = re.compile(r"(?<=\w{3})(?:ations?|ings?|ments?|ies|ed|es|er|s|e|y)$")
_DOUBLED = re.compile(r"([^aeiouls])\1$")
_COMMON = _words("""
    anybody anyone somebody someone
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
""")


@dataclass(frozen=True, slots=True)
class Clause:
    """At least one token, in the order in which they were said."""

    tokens: tuple[Token, ...]

    @property
    def text(self) -> str:
        return " ".join(token.text for token in self.tokens)

    @property
    def words(self) -> list[Word]:
        return list({token.word.id: token.word for token in self.tokens}.values())

    def __len__(self) -> int:
        return len(self.tokens)


@remembering
def clauses(words: Sequence[Word]) -> list[Clause]:
    """What an answer says, between pauses and before a turn of thought ("but")."""
    tokens = wording.tokens(words)
    silence = _silence_before(words)
    held: list[list[Token]] = []
    for token in tokens:
        if held and not _begins(token, held[-1][-1], silence):
            held[-1].append(token)
        else:
            held.append([token])
    return [Clause(tuple(part)) for long in held for part in _parts(long)]


def pieces(clauses: Iterable[Clause]) -> list[Clause]:
    """The clauses cut wherever a new one may begin: each states at most a fact or two."""
    return [piece for clause in clauses for piece in _cut(clause.tokens)]


def _cut(tokens: Sequence[Token]) -> Iterator[Clause]:
    start = 0
    for at in range(2, len(tokens) - 2):
        if at - start >= SHORT and _opens(tokens[at - 1].text, tokens[at].text, tokens[at + 1]):
            yield Clause(tuple(tokens[start:at]))
            start = at
    yield Clause(tuple(tokens[start:]))


def _silence_before(words: Sequence[Word]) -> dict[str, float]:
    """Seconds of silence since the answer's beginning, before each word."""
    gaps = (max(0.0, before.span.gap(after.span)) for before, after in pairwise(words))
    return dict(zip((w.id for w in words), accumulate(gaps, initial=0.0), strict=True))


def _begins(token: Token, last: Token, silence: dict[str, float]) -> bool:
    waited = silence[token.word.id] - silence[last.word.id]
    patience = WAIT if last.text in _DANGLING else PAUSE
    return waited >= patience or token.text in _CONTRASTS


def _parts(tokens: Sequence[Token]) -> Iterable[Sequence[Token]]:
    inner = range(SHORT, len(tokens) - SHORT)
    places = [at for at in inner if _opens(tokens[at - 1].text, tokens[at].text, tokens[at + 1])]
    if len(tokens) <= LONG or not places:
        return [tokens]
    middle = min(places, key=lambda at: abs(2 * at - len(tokens)))
    return [*_parts(tokens[:middle]), *_parts(tokens[middle:])]


def _opens(before: str, text: str, after: Token) -> bool:
    """Whether a clause may begin with this word."""
    if text == "there" and after.text not in _IS:
        return False
    if text in _SUBJECTS:
        return before not in _JOINING | _DANGLING
    return text in _OPENING and after.text in _SUBJECTS


def plain(words: Sequence[Word]) -> str:
    """All that was said as one line of plain words."""
    return " ".join(token.text for token in wording.tokens(words))


def stems(text: str) -> frozenset[str]:
    """What the text is about: its content words, cut so that "tested" and "testing" agree."""
    return frozenset(
        stem(word) for word in wording.plain(text).split() if len(word) > 1 and word not in _COMMON
    )


def stem(word: str) -> str:
    shorter = _DOUBLED.sub(r"\1", _ENDING.sub("", word.removesuffix("'s"), count=1))
    return shorter if shorter == word else stem(shorter)


def either(phrases: str) -> str:
    """One expression of several, parted by lines or by " / "."""
    return "|".join(part for line in re.split(r"\n| / ", phrases) if (part := line.strip()))


def whole(phrases: str) -> re.Pattern[str]:
    """Any of the expressions, as whole words."""
    return re.compile(rf"\b(?:{either(phrases)})\b")


def count(pattern: re.Pattern[str], text: str) -> int:
    return sum(1 for _ in pattern.finditer(text))


def hits(pattern: re.Pattern[str], words: Sequence[Word]) -> list[Word]:
    """The words that the pattern covers in what they say."""
    said = Clause(tuple(wording.tokens(words)))
    spans = [match.span() for match in pattern.finditer(said.text)]
    ends = accumulate(len(token.text) + 1 for token in said.tokens)
    covered = {
        token.word.id: token.word
        for token, end in zip(said.tokens, ends, strict=True)
        if any(first < end - 1 and end - 1 - len(token.text) < last for first, last in spans)
    }
    return list(covered.values())


def bare(word: str) -> str:
    return re.sub(r"[^\w'%+#.-]|[.'-]+$|^[.'-]+", "", word.lower().replace("\u2019", "'"))
