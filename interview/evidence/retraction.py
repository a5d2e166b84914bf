"""Claims that a later answer takes back: an expert who has only read about it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from interview.evidence import absolutes, speech
from interview.evidence.finding import Case
from interview.evidence.speech import Clause
from interview.model import Answer, Word

Kind = Literal["able", "alone", "always", "never"]

ELLIPTIC = 3
"""Content words up to which a clause leaves its topic to the question: "none by myself"."""

_DID = (
    "did / does / led / leads / ran / runs / designed / built / wrote / writes / made / makes / had"
    " / handled / handles / took care / takes care / planned / plans / organized / organizes"
    " / prepared / prepares / decided / decides / signed / signs / checked / checks / negotiated"
    " / came up / fixed / set it up / set that up / set them up"
)
_I_DID = (
    "led / lead / ran / run / designed / built / managed / manage / introduced / organized / wrote"
    " / developed / negotiated / created / planned / did / do / implemented / set up / fixed"
    " / achieved / handled / handle / prepared / prepare / made"
)
_USED = (
    "done / used / worked / made / had / tried / touched / run / written / built / got / set / been"
    " / passed / finished / led / managed"
)
_CLAIMS: Mapping[Kind, re.Pattern[str]] = {
    "able": speech.whole(r"""
        experts? / expertise / specialist / second nature / inside out / fluent / proficient
        (?:best|great|(?:very|really) good|brilliant) at / loads / extensive / advanced / certified
        (?:very|really|highly|extremely) (?:good|strong|experienced|confident|skilled)
        (?:lots?|loads|plenty|years|tons) of (?:experience|practice) / master(?:ed)? / hands on
        know (?:\w+ ){0,4}(?:very|really|extremely) well / comfortable with (?:all|every\w*|any\w*)
        (?:every|all) (?:kinds?|sorts?|types?) of / all of the / deep (?:knowledge|understanding)
        strong (?:background|experience|skills?) / daily / every day / for years / no problem
    """),
    "alone": speech.whole(rf"""
        by myself / on my own / alone / single handed(?:ly)? / from scratch / without (?:any )?help
        i personally / i was (?:fully |solely |completely )?(?:responsible|in charge)
        i (?:\w+ly )?(?:{speech.either(_I_DID)})
    """),
    "always": speech.whole(r"""
        (?:i|we) (?:\w+ )?always / every (?:single )?(?:time|one of|day|week)
    """),
    "never": speech.whole("(?:i|we) (?:have |had )?never / not once / have never"),
}
_LEARNING = rf"""
    (?:only|just) (?:ever )?(?:read|heard|seen|watched|tried|used|shown|helped|looked|know|once)
    (?:only|just) (?:ever )?(?:had )?a (?:little|bit|course)
    (?:read|heard|watched|seen)(?: \w+){{0,3}} about / (?:on|in) (?:a|the) course / tutorials?
    videos? / in theory / still (?:learning|new) / not an expert / a beginner / rusty / none
    (?:not|never) (?:\w+ )?(?:{speech.either(_USED)})
    (?:do|did) not (?:really |actually )?(?:know|use|have|do|learn) / would have to look
    one (?:day|afternoon|morning|week(?:end)?) / once or twice / shown how / watched
"""
_OTHERS = rf"""
    (?:my|a|the|our|another|this) (?:\w+ )?\w+ (?:\w+ly |always |then )?(?:{speech.either(_DID)})
    it was (?:\w+ly |more )?(?:my|a|the|our|another) / (?:somebody|someone) else / second man
    (?:was|were|is|are|been) (?:\w+ly |all )?(?:\w+ed|done|made|built|led|run|set up) by
    i (?:only|just|mostly|mainly|really) (?:\w+ed|took|wrote|sat|did)
    i (?:helped|assisted|watched)
    with (?:\w+ )?help (?:of|from) / not (?:by myself|on my own|alone) / none by myself
"""
_EXCEPTION = r"""
    not always / except / apart from / not every\w* / (?:i|we) forgot / i must admit
    i (?:have to|should|must) (?:say|admit|confess) / there was (?:one|this one|a) time
    that (?:one )?time / (?:i|we) did not / did not (?:do|have|get|manage|check|test|happen)
    skipped / missed / too late / (?:was|were|ran|came in|came) (?:\w+ ){0,3}late / once / overran
    ran over / went wrong / slipped / failed / got away / unless / no time / without
"""
_HAPPENED = r"""
    (?:i|we|it|that|they|there|once|one)\b.*\b(?:was|were|had|did|took|came|got|went|ran|lost
    |broke|made|left|\w{2,}ed)
"""
_ADMISSIONS: Mapping[Kind, re.Pattern[str]] = {
    "able": speech.whole(f"{_LEARNING}\n{_OTHERS}"),
    "alone": speech.whole(_OTHERS),
    "always": speech.whole(_EXCEPTION),
    "never": speech.whole(re.sub(r"\s*\n\s*\|", "|", _HAPPENED)),
}
_NEGATED = re.compile(r"\b(?:never|not|no|nobody|nothing|without)\b")
_GENERIC = speech.stems(
    "never always myself alone expert kind sort loads honest really actually course day week "
    "month people team project lot bit problem number case good best nature second whole learn"
)


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
        for claim in _claims(speech.clauses(before.words)):
            for clause in case.clauses:
                if _takes_back(clause, case.answer, claim):
                    return [*claim.clause.words, *clause.words]
    return []


def _claims(clauses: Sequence[Clause]) -> Iterator[Claim]:
    for clause in clauses:
        topic = speech.stems(clause.text) - _GENERIC
        if topic and absolutes.FIRST_PERSON.search(clause.text):
            yield from (Claim(kind, topic, clause) for kind in _kinds(clause.text))


def _kinds(text: str) -> Iterator[Kind]:
    boasts = absolutes.BOAST.search(text) is not None
    negated = _NEGATED.search(text) is not None and not boasts
    for kind, pattern in _CLAIMS.items():
        said = pattern.search(text) is not None or (kind == "able" and boasts)
        if said and (kind == "never" or not negated):
            yield kind


def _takes_back(clause: Clause, answer: Answer, claim: Claim) -> bool:
    negated = _NEGATED.search(clause.text) is not None
    if not _ADMISSIONS[claim.kind].search(clause.text) or (claim.kind == "never" and negated):
        return False
    own = speech.stems(clause.text) - _GENERIC
    asked = speech.stems(answer.pair.question) - _GENERIC
    speaks_of_it = bool(own & claim.topic) or len(own) <= ELLIPTIC
    return _covers(own, claim) or (speaks_of_it and _covers(own | asked, claim))


def _covers(topic: frozenset[str], claim: Claim) -> bool:
    """At least half of what the claim is about."""
    return len(claim.topic & topic) * 2 >= len(claim.topic)
