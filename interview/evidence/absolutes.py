"""Claims that are too good, or too general, to be meant as they were said."""

import re

from interview.evidence import speech
from interview.evidence.finding import Case, finding
from interview.model import Evidence, Sentence

SD = 0.3

_FAILURE = (
    r"(?:bugs?|mistakes?|errors?|problems?|failures?|issues?|complaints?|conflicts?|incidents?"
    r"|accidents?|outages?|deadlines?|arguments?|difficult(?:y|ies)|weakness(?:es)?|questions?)"
)
BOAST = re.compile(
    rf"\b(?:never|not once)\b(?: \w+){{0,4}} {_FAILURE}\b"
    rf"|\b(?:no|without) (?:a single |any |one )?(?:\w+ )?{_FAILURE}(?: at all| ever)\b"
    r"|\bexperts? (?:in|at|on|with) (?:everything|every|all|any|anything)\b"
    r"|\b(?:i|we) (?:know|can do|understand|master|have mastered|can handle|can solve|can fix)"
    r" (?:everything|anything|all of)\b"
    r"|\b(?:i|we) (?:have )?never (?:fail|failed|lose|lost|make|made|am wrong|been wrong|forget)\b"
    r"|\b(?:nobody|no one|none of them)(?: \w+){0,3} (?:better|as good|as well) (?:than|as) me\b"
    r"|\bi(?:'m| am) (?:simply |just |probably |by far )?the (?:very )?best\b"
    r"|\beverything i (?:do|build|make|write|touch) (?:is|works)\b|\bi am perfect\b"
    r"|\b(?:a |one )?hundred percent of the time\b|\b100 ?% of the time\b"
)
ABSOLUTE = re.compile(
    r"\b(?:always|never|everything|all of (?:it|them|the)|completely|perfect(?:ly)?|every single"
    r"|every kind of|any kind of|anything|totally|the best|flawless(?:ly)?|guaranteed?)\b"
)
FIRST_PERSON = re.compile(r"\b(?:i|i'm|i've|my|me)\b")
_GROUP = (
    r"(?:managers?|people|men|women|customers?|developers?|engineers?|doctors?|nurses?|teachers?"
    r"|parents?|kids|children|students?|pupils|colleagues|bosses|users?|clients?|patients?|guests?"
    r"|drivers?|young people|old people|salespeople|recruiters|foreigners)"
)
_PRESENT = (
    r"(?:knows?|wants?|is|are|does|do|likes?|hates?|needs?|thinks?|understands?|agrees?|makes?"
    r"|cares?|lies|lie|don't|doesn't|can't)"
)
GENERALIZATION = re.compile(
    r"\b(?<!so )(?<!so that )(?:everybody|everyone|nobody|no one)(?: always| never| really)?"
    rf" {_PRESENT}\b"
    rf"|\b(?:all|most|no) {_GROUP} (?:always |never |just |only )?(?:{_PRESENT})\b"
    rf"|\b(?<!our )(?<!my )(?<!the ){_GROUP} (?:always|never|just never|only ever)\b"
)


def overclaiming(case: Case) -> list[Evidence]:
    """Boasts ("I have never had a bug", "expert in everything"), and absolutes about oneself.

    A boast beside a number or a name counts half: it can be checked. Not validated: the one
    over-claim among 22 scripted answers was found, and it was known when this was written.
    """
    boasts = [(sentence, _boasting(sentence)) for sentence in case.sentences]
    total = sum(boast for _, boast in boasts)
    if total < 1.0:
        return []
    words = [word for sentence, boast in boasts if boast for word in sentence.words]
    return [finding(case, "consistency", (max(0.05, 0.4 - 0.15 * total), SD), words)]


def overgeneralization(case: Case) -> list[Evidence]:
    """Everybody, nobody, all of a group: said of people as a rule. Not validated."""
    general = [s for s in case.sentences if GENERALIZATION.search(speech.plain(s.words))]
    if not general:
        return []
    words = [word for sentence in general for word in sentence.words]
    return [finding(case, "communication", (0.3, SD), words)]


def _boasting(sentence: Sentence) -> float:
    text = speech.plain(sentence.words)
    if not FIRST_PERSON.search(text):
        return 0.0
    claims = speech.count(BOAST, text) + 0.3 * speech.count(ABSOLUTE, text)
    is_checkable = speech.NUMBER.search(text) or speech.named(sentence.words)
    return claims * (0.5 if is_checkable else 1.0)
