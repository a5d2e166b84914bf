"""Claims that are too good, or too general, to be meant as they were said."""

import re

from interview.evidence import speech
from interview.evidence.finding import Case, finding
from interview.model import Evidence, Sentence

SD = 0.3
WEAKLY = 0.3  # of a boast: an absolute about oneself

_FAILURE = (
    r"(?:bugs?|mistakes?|errors?|problems?|failures?|issues?|complaints?|conflicts?|incidents?"
    r"|accidents?|outages?|deadlines?|arguments?|difficult(?:y|ies)|weakness(?:es)?|questions?)"
)
BOAST = re.compile(
    rf"\bnever\b(?! seen| heard| found)(?: \w+){{0,4}} {_FAILURE}\b"
    rf"|\b(?:no|zero|without) (?:a single |any |one )?(?:\w+ )?{_FAILURE}(?: at all| ever)\b"
    rf"|\bzero {_FAILURE}\b"
    r"|\bexperts? (?:in|at|on|with) (?:everything|every|all|any|anything)\b"
    r"|\b(?:i|we)(?: can| could| have| always| already)?"
    r" (?:know|do|understand|handle|solve|fix|done|seen|get|manage|got|master(?:ed)?)"
    r" (?:everything|anything|it all|all of|every \w+"
    r"|any (?:problem|question|task|situation|system))\b"
    r"|\b(?:i|we) (?:have )?never"
    r" (?:fail|failed|lose|lost|made|am wrong|been wrong|forget|forgot)\b"
    r"|\b(?:nobody|no one)(?: \w+){0,4} (?:better|as good|as well) (?:than|as) (?:me|i)\b"
    r"|\b(?:i'm|i am|i was)(?: \w+){0,3} the (?:very )?best\b"
    r"|\beverything i (?:do|build|make|write|touch) (?:is|works)\b|\b(?:am|is always) perfect\b"
    r"|\bnothing (?:ever|can|could|i (?:do not|don't|cannot|can't))\b"
    r"|\bno \w+(?: \w+)? (?:that |which )?i (?:cannot|can't|could not|couldn't)\b"
    r"|\b(?:hundred percent|100 ?%|100 percent) (?:of the time|success|satisf|accura|uptime)"
    r"|\b(?:no|not one|not a single) \w+(?: of mine)?(?: has| have)? ever (?:complain|fail|left)"
)
ABSOLUTE = re.compile(
    r"\b(?:always|never|everything|all of (?:it|them|the|my)|all my|completely|perfect(?:ly)?"
    r"|every single|every kind of|any kind of|anything|totally|the best|flawless(?:ly)?|guaranteed?"
    r"|single-?handed(?:ly)?|the whole|inside out|in my (?:entire|whole) (?:career|life))\b"
)
FIRST_PERSON = re.compile(r"\b(?:i|i'm|i've|my|me)\b")
_GROUP = (
    r"(?:managers|people|men|women|customers|developers|engineers|doctors|nurses|teachers|parents"
    r"|kids|children|students|pupils|colleagues|bosses|users|clients|patients|guests|drivers"
    r"|young people|old people|salespeople|recruiters|foreigners)"
)
_PRESENT = (
    r"(?:knows?|wants?|is(?! \w+ed)|are(?! \w+ed)|does|do|likes?|hates?|needs?|thinks?"
    r"|understands?|agrees?|makes?|cares?|lies|lie|reads?|don't|doesn't|can't)"
)
GENERALIZATION = re.compile(
    r"\b(?<!so )(?<!so that )(?:everybody|everyone|nobody|no one)(?: always| never| really)?"
    rf" {_PRESENT}\b"
    rf"|\b(?:all|most|no) {_GROUP} (?:always |never |just |only )?(?:{_PRESENT})\b"
    rf"|(?:^|\b(?:that|because|and|but|so|think|believe|know) ){_GROUP} (?:always|never)\b"
)


def overclaiming(case: Case) -> list[Evidence]:
    """Boasts ("I have never had a bug", "expert in everything"), and absolutes about oneself.

    Not validated: the one over-claim among 22 scripted answers was found, and it was known when
    this was written; in 564 turns of parliamentary committees there was no false one.
    """
    boasts = [(sentence, _boasting(sentence)) for sentence in case.sentences]
    total = sum(boast for _, boast in boasts)
    if total < 1.0:
        return []
    words = [word for sentence, boast in boasts if boast for word in sentence.words]
    return [finding(case, "consistency", (max(0.05, 0.4 - 0.15 * total), SD), words)]


def overgeneralization(case: Case) -> list[Evidence]:
    """Everybody, nobody, all of a group: said of people as a rule.

    Not validated; 1 of 564 turns of parliamentary committees was called so.
    """
    general = [s for s in case.sentences if GENERALIZATION.search(speech.plain(s.words))]
    if not general:
        return []
    words = [word for sentence in general for word in sentence.words]
    return [finding(case, "communication", (0.3, SD), words)]


def _boasting(sentence: Sentence) -> float:
    text = speech.plain(sentence.words)
    if not FIRST_PERSON.search(text):
        return 0.0
    return speech.count(BOAST, text) + WEAKLY * speech.count(ABSOLUTE, text)
