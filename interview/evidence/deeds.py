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
    r"|\b(?:i|we) (?:do|did) not (?P<lack>[a-z].*)|\b(?:i|we) can not (?P<unable>[a-z].*)"
)
_DONE = re.compile(
    rf"\b{_PERFECT} (?!(?:never|not|ever|would|'d|could|might|will|want|hope|should|can|do|did|may"
    r"|must|guess|think|suppose)\b)(?P<deed>[a-z]+ .*)|\b(?:i|we) can (?!not\b)(?P<able>[a-z]+ .*)"
)
_NOTHING = frozenset(["no", "not", "never", "nothing"])
_PARTLY = frozenset(["all", "every", "everything", "enough", "always", "much", "many", "only"])
_ADVERB = re.compile(
    r"^(?:(?:also|just|only|really|ever|even|once|often|always|yet|actually|got|\w+ly) )+"
)
_HANDLED = re.compile(
    r"\b(?:work(?:ed|ing)? with|operat(?:e|ed|ing)|r[au]n(?:ning)?(?= (?:the|a) \w+(?: for|$)))\b"
)
_BASE_FORM = {
    "wrote": "write", "written": "write", "led": "lead", "built": "build", "made": "make",
    "ran": "run", "taught": "teach", "gave": "give", "given": "give", "took": "take",
    "taken": "take", "did": "do", "done": "do", "drove": "drive", "driven": "drive",
    "held": "hold", "had": "have", "has": "have", "got": "have", "kept": "keep", "sold": "sell",
    "used": "use", "using": "use", "sent": "send", "lost": "lose", "left": "leave",
    "spoke": "speak", "spoken": "speak",
}  # fmt: skip
_ASKED = re.compile(
    r"\b(?:have|do|did|can|could) you (?:ever |actually |really |already |also |got |yet )*"
    r"(?P<deed>[a-z]+(?: [a-z0-9+#]+){1,6})"
)
_YES = re.compile(r"^(?:(?:oh|well|and) )?(?:yes|yeah|yep|sure|of course|certainly|absolutely)\b")
_NO = re.compile(r"^(?:(?:oh|well|sorry) )?(?:no|nope|never|not yet|not really|none)\b")
_NEAR = 4
"""Words on either side of a proof that say what it is of."""
_UNSPECIFIC = speech.stems("experience career job field years months ago start qualify ever yet")

_PROOF = (
    r"(?:degrees?|diplomas?|certificates?|certified|certification|licenses?|licensed|qualification"
    r"|exams?|tests?|apprenticeship|registration|registered|accreditation|permit|phd|badge)"
)
_PROVEN = re.compile(
    rf"\b(?:i|we) (?:\w+ )?(?:have|hold|got|passed|finished|completed|did|gained|am)\b"
    rf".*\b{_PROOF}\b"
)
_UNPROVEN = re.compile(
    rf"\b(?:not|never|no|without|failed|still|going to|have to|need to|expired|lost)\b"
    rf".*\b{_PROOF}\b"
    rf"|\b{_PROOF}\b.*\b(?:not yet|expired|missing|next (?:year|month|week)|ran out)\b"
)
_PROVING = speech.stems(
    "test exam pass fail take took taken finish complete got hold degree diploma certificate still "
    "license registered registration twice once last year month week next yet left going need "
    "expired full clean valid "
    "january february march april june july august september october november december actual"
)
_PAPERS = speech.stems("license degree diploma apprenticeship")
"""That are known by their name alone."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that was done, or that never was."""

    done: bool
    verb: str
    topic: frozenset[str]
    clause: Clause


def deeds(answer: Answer, clauses: Sequence[Clause]) -> list[Deed]:
    """What is told, what a yes or a no says to the question, and what is proven on paper."""
    told = [deed for clause in clauses for deed in _told(clause)]
    proven = [deed for clause in clauses for deed in _proven(clause)]
    return [*told, *_confirmed(answer, clauses), *proven]


def opposed(one: Deed, other: Deed) -> bool:
    shared = one.topic & other.topic
    least = min(len(one.topic), len(other.topic))
    return one.done != other.done and one.verb == other.verb and len(shared) * 2 > least


def _told(clause: Clause) -> Iterator[Deed]:
    said = _HANDLED.sub("use", clause.text.replace("have got ", "have "))
    for part in re.split(r" (?=(?:i|we) )", said):
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
    if verb and _NOTHING.isdisjoint(rest) and (done or _PARTLY.isdisjoint(rest)):
        topic = speech.stems(" ".join(rest)) - _UNSPECIFIC
        yield Deed(done, _base(verb), topic, clause)


def _proven(clause: Clause) -> Iterator[Deed]:
    """A degree, a certificate or a licence that one has or has not."""
    text = clause.text
    lacks, has = _UNPROVEN.search(text), _PROVEN.search(text)
    for proof in re.finditer(rf"\b{_PROOF}\b", text) if lacks or has else ():
        before, after = text[: proof.start()].split()[-_NEAR:], text[proof.end() :].split()[:_NEAR]
        topic = speech.stems(" ".join([*before, *after])) - _PROVING
        topic = topic or speech.stems(proof.group()) & _PAPERS
        yield Deed(lacks is None, "prove", topic, clause)


def _base(verb: str) -> str:
    verb = _BASE_FORM.get(verb, verb)
    return re.sub(r"(?:ed|ing|e|d|s)$", "", verb) if len(verb) > 3 else verb
