"""What an answer says was done, or never was."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from interview.evidence import speech, wording
from interview.evidence.speech import Clause
from interview.model import Answer

_PERFECT = r"(?:i|we)(?: have| had)?(?! (?:an?|the|my|our|some|\d+)\b)"
_NEVER_DONE = re.compile(
    rf"\b{_PERFECT} never (?P<deed>[a-z].*)|\b{_PERFECT} not (?P<not>[a-z].*)"
    r"|\b(?:i|we) (?:do|did) not (?P<lack>[a-z].*)"
)
_DONE = re.compile(
    rf"\b{_PERFECT} (?!(?:never|not|ever|would|'d|could|might|will|want|hope|should|can|do|did|may"
    r"|must|guess|think|suppose)\b)(?P<deed>[a-z]+ .*)"
)
_NOTHING = {"no", "not", "never", "nothing"}
_ADVERB = re.compile(
    r"^(?:(?:also|just|only|really|ever|even|once|often|always|yet|actually|got|\w+ly) )+"
)
_BASE_FORM = {
    "wrote": "write", "written": "write", "led": "lead", "built": "build", "made": "make",
    "ran": "run", "taught": "teach", "gave": "give", "given": "give", "took": "take",
    "taken": "take", "did": "do", "done": "do", "drove": "drive", "driven": "drive",
    "held": "hold", "had": "have", "has": "have", "got": "have", "kept": "keep", "sold": "sell",
    "sent": "send", "lost": "lose", "left": "leave", "spoke": "speak", "spoken": "speak",
}  # fmt: skip
_ASKED = re.compile(
    r"\b(?:have|do|did|can|could) you (?:ever |actually |really |already |also |got |yet )*"
    r"(?P<deed>[a-z]+(?: [a-z0-9+#]+){1,6})"
)
_YES = re.compile(r"^(?:(?:oh|well|and) )?(?:yes|yeah|yep|sure|of course|certainly|absolutely)\b")
_NO = re.compile(r"^(?:(?:oh|well|sorry) )?(?:no|nope|never|not yet|not really|none)\b")
_CLAUSES = re.compile(r" (?:but|and|because|so|although|when|which) (?=(?:i|we)\b)")
_UNSPECIFIC = speech.stems("experience career job field years months ago start qualify ever yet")


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that was done, or that never was."""

    done: bool
    verb: str
    topic: frozenset[str]
    clause: Clause


def deeds(answer: Answer, clauses: Sequence[Clause]) -> list[Deed]:
    """What is told, and what a yes or a no says to the question."""
    told = [deed for clause in clauses for deed in _told(clause)]
    return [*told, *_confirmed(answer, clauses)]


def opposed(one: Deed, other: Deed) -> bool:
    shared = one.topic & other.topic
    least = min(len(one.topic), len(other.topic))
    return one.done != other.done and one.verb == other.verb and len(shared) * 2 > least


def _told(clause: Clause) -> Iterator[Deed]:
    for part in _CLAUSES.split(clause.text.replace("have got ", "have ")):
        never, done = _NEVER_DONE.search(part), _DONE.search(part)
        match = never or done
        if match:
            deed = next(group for group in match.groups() if group)
            yield from _deed(deed, never is None, clause)


def _confirmed(answer: Answer, clauses: Sequence[Clause]) -> Iterator[Deed]:
    asked = _ASKED.search(wording.plain(answer.pair.question))
    if asked is None or not clauses:
        return
    said = clauses[0].text
    if _YES.match(said) or _NO.match(said):
        yield from _deed(asked["deed"], _YES.match(said) is not None, clauses[0])


def _deed(text: str, done: bool, clause: Clause) -> Iterator[Deed]:
    verb, *rest = (_ADVERB.sub("", text).split() or [""])[:6]
    if verb and not _NOTHING & set(rest):
        topic = speech.stems(" ".join(rest)) - _UNSPECIFIC
        yield Deed(done, _base(verb), topic, clause)


def _base(verb: str) -> str:
    verb = _BASE_FORM.get(verb, verb)
    return re.sub(r"(?:ed|ing|e|d|s)$", "", verb) if len(verb) > 3 else verb
