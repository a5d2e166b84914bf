"""Claims that a later answer takes back: an expert who has only read about it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from interview.evidence import absolutes, speech
from interview.evidence.finding import Case
from interview.evidence.speech import Clause
from interview.model import Answer, Word
from interview.remembering import Key

Kind = Literal["able", "alone", "led", "always", "punctual", "never"]

_DID = (
    "did / does / led / leads / ran / runs / designed / built / wrote / writes / made / makes"
    " / handled / handles / took care / takes care / planned / plans / organized / organizes"
    " / prepared / prepares / negotiated / came up / fixed / fixes / set it up / set them up"
)
_WORKED = (
    "done / made / built / written / designed / run / led / planned / prepared / organized / set up"
    " / managed / handled"
)
_I_DID = (
    "led / lead / ran / run / designed / built / managed / manage / introduced / organized / wrote"
    " / developed / negotiated / created / planned / did / do / implemented / set up / fixed"
    " / achieved / handled / handle / prepared / prepare / made"
)
_DOING = "running / doing / leading / managing / making / writing / planning / handling"
_CLAIMS: Mapping[Kind, re.Pattern[str]] = {
    "able": speech.whole(r"""
        experts? / expertise / specialist / second nature / inside out / fluent(?:ly)? / proficient
        (?:best|great|(?:very|really) good|brilliant) at / loads / extensive / by heart
        (?:very|really|highly|extremely) (?:good|strong|experienced|confident|skilled)
        (?:lots?|loads|plenty|years|tons) of (?:experience|practice) / master(?:ed)?
        know (?:\w+ ){0,4}(?:very|really|extremely) well / comfortable with (?:all|every\w*|any\w*)
        (?:every|all) (?:kinds?|sorts?|types?) of / all of the / deep (?:knowledge|understanding)
        strong (?:background|experience|skills?)
    """),
    "alone": speech.whole("(?:all )?by myself / on my own / alone / single handed(?:ly)?"),
    "led": speech.whole(rf"""
        i (?:\w+ly )?(?:{speech.either(_I_DID)}) / i personally / from scratch
        i was (?:fully |solely |completely )?(?:responsible|in charge) / i am the one who
        i (?:have |had )?\w+ (?:all|the whole|the entire|every)
        i have been (?:{speech.either(_DOING)})
        something (?:that )?i do / i (?:\w+ )?do \w+ day
    """),
    "always": speech.whole(r"(?:i|we) (?:\w+ )?always / every single (?:time|one|day)"),
    "punctual": speech.whole(r"""
        (?:always|every) (?:\w+ ){0,4}(?:on time|in time|deadlines?) / never (?:\w+ ){0,3}late
        never (?:\w+ ){0,3}missed (?:\w+ ){0,2}deadline
    """),
    "never": re.compile(rf"\b(?:i|we) (?:have |had )?never\b.*\b(?P<cue>{absolutes.FAILURE})\b"),
}
_LEARNING = r"""
    (?:only|just) (?:\w+ ){0,2}(?:read|heard|seen|watched|tried|used|shown|helped|looked|once|had)
    (?:only|just) (?:ever )?a (?:little|bit|course|few)
    (?:read|heard|watched|seen)(?: \w+){0,3} about
    (?:on|in|had) (?:a|the) course / tutorials? / videos? / in theory / still (?:learning|new)
    not an expert / (?:a|at) beginner / beginner / rusty / none / once or twice
    one (?:\w+ )?course / shown how /
    watched / only (?:\w+ ){0,3}(?:once|twice) / sat in
    have (?:not|never) (?:\w+ly |yet |really )?\w+ / a little
    (?:would|'d) (?:have|need) to (?:look|read|learn|ask|be) / (?:would|'d) need (?:\w+ )?help
    can not (?:really |actually |properly )?\w+ / not (?:\w+ )?good enough / a long time ago
    (?:do|does|did) not let me / always ask
    (?:do|did) not (?:really |actually )?(?:know|use|have|do|learn)(?! (?:all|every|many|exactly))
"""
_PERSON = r"\w+(?:er|or|ist|ant|ent|ect|cy|ss)\b"
_NOT_ME = rf"""
    it was (?:\w+ly |more )?(?:my|a|the|our|another) (?:\w+ ){{1,3}}(?:who|that|and not)
    (?:somebody|someone) else / second man / not (?:by myself|on my own|alone) / none by myself
    (?:was|were|is|are|got|gets|been) (?:\w+ly |all )?(?:{speech.either(_WORKED)}) by (?!me\b)
    (?:came|comes|come|went|goes|go) (?:from|with|to) (?:an?|the|my|our) (?:\w+ )?{_PERSON}
    they (?:brought|got|hired|sent) in / i (?:was|am) on (?:her|his|their)
    i (?:only|just|mostly|mainly) \w+
    with (?:\w+ )?help (?:of|from)
    i (?:helped|assisted|watched)
"""
_OTHERS = rf"""
    (?:my|a|the|our|another) (?:\w+ )?\w+ (?:\w+ly |always |then )?(?:{speech.either(_DID)})
"""
_EXCEPTION = r"""
    not always / except / apart from / not every\w* / (?:i|we) forgot / i must admit
    i (?:have to|should|must) (?:say|admit|confess) / there was (?:one|this one|a) time
    (?:i|we) did not / skipped / missed / too late / overran / ran over / went wrong / slipped
    (?:was|were|ran|came in|came) (?:\w+ ){0,3}late / no time
"""
_ADMISSIONS: Mapping[Kind, re.Pattern[str]] = {
    "able": speech.whole(f"{_LEARNING}\n{_NOT_ME}\n{_OTHERS}"),
    "alone": speech.whole(f"{_NOT_ME}\n{_OTHERS}"),
    "led": speech.whole(_NOT_ME),
    "always": speech.whole(_EXCEPTION),
    "punctual": speech.whole(r"""
        (?:days?|weeks?|months?|hours?) (?:(?:too )?late|after the deadline) / being late
        missed (?:\w+ )?deadline / behind schedule
        took (?:\w+ ){0,2}longer than / late because (?:i|we)
    """),
    "never": re.compile(rf"\b(?P<cue>{absolutes.FAILURE})\b"),
}
_OURS = re.compile(r"\b(?:i|me|my|we|us|our)\b")
_NEGATED = re.compile(r"\b(?:never|not|no|nobody|nothing)\b")
_ABSENT = re.compile(r"\b(?:(?:when|while|if) i (?:was|am)|(?:until|before|after) i)\b")
"""What others did then takes nothing back."""
_GENERIC = speech.stems(
    "never always myself alone expert kind sort loads lots honest really actually course day week "
    "month people team project lot bit problem number case good best nature second whole learn "
    "experience deep strong fluent excellent extremely completely single exception real practice "
    "background skill knowledge confident handed"
)
NEGATIVE = ("punctual", "never")
LEAST = 3
"""One in so many content words of a claim must come again."""
NEAR = 9
"""Words on either side of a claim that say what it is about."""
ELLIPTIC = 3
"""Content words up to which a clause leaves its topic to the question: "none by myself"."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A strong claim of a kind, and the stems of what it is about."""

    kind: Kind
    topic: frozenset[str]
    clause: Clause


def retracted(case: Case) -> list[Word]:
    """The words of an earlier claim and of what now shows it not to be so; empty if nothing does.

    Both must speak of the same thing, the admission by itself or by what it answers.
    """
    for before in case.earlier:
        for claim in _claims(Key((before.pair.id, len(before.words)), before)):
            for clause in case.clauses:
                if _takes_back(clause, case.answer, claim):
                    return [*claim.clause.words, *clause.words]
    return []


@lru_cache(maxsize=1024)  # the answers of several hours: each is compared with all before it
def _claims(asked: Key[Answer]) -> list[Claim]:
    return [claim for clause in speech.clauses(asked.value.words) for claim in _claimed(clause)]


def _claimed(clause: Clause) -> Iterator[Claim]:
    if not _OURS.search(clause.text):
        return
    for kind, said in _kinds(clause.text):
        done = speech.stems(said.group()) if kind == "led" else frozenset()
        topic = _near(clause.text, said) - _GENERIC - done
        if topic:
            yield Claim(kind, topic, clause)


def _near(text: str, said: re.Match[str]) -> frozenset[str]:
    """The stems of the words around a claim."""
    before, after = text[: said.start()].split()[-NEAR:], text[said.end() :].split()[:NEAR]
    return speech.stems(" ".join([*before, said.group(), *after]))


def _kinds(text: str) -> Iterator[tuple[Kind, re.Match[str]]]:
    boast = absolutes.BOAST.search(text)
    for kind, pattern in _CLAIMS.items():
        said = pattern.search(text) or (boast if kind == "able" else None)
        if said and (kind in NEGATIVE or boast or not _NEGATED.search(text[: said.start()])):
            yield kind, said


def _takes_back(clause: Clause, answer: Answer, claim: Claim) -> bool:
    text = clause.text
    if not _ADMISSIONS[claim.kind].search(text) or _ABSENT.search(text):
        return False
    if claim.kind == "always" and not _OURS.search(text):
        return False
    if claim.kind == "punctual":
        return True
    if claim.kind == "never":
        return (
            _OURS.search(text) is not None
            and not _NEGATED.search(text)
            and _failure(claim.clause.text) == _failure(text)
        )
    own = speech.stems(text) - _GENERIC
    asked = speech.stems(answer.pair.question) - _GENERIC
    speaks_of_it = bool(own & claim.topic) or len(own) <= ELLIPTIC
    return _covers(own, claim) or (speaks_of_it and _covers(own | asked, claim))


def _failure(text: str) -> str | None:
    """The stem of what never happened, or what did."""
    said = _ADMISSIONS["never"].search(text)
    return said and speech.stem({"lost": "lose", "made": "make"}.get(said["cue"], said["cue"]))


def _covers(topic: frozenset[str], claim: Claim) -> bool:
    """Enough of what the claim is about."""
    shared = len(claim.topic & topic)
    return shared > 0 and shared * LEAST >= len(claim.topic)
