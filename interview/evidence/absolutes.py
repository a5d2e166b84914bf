"""Claims that are too good, or too general, to be meant as they were said."""

import re

from interview.evidence import speech
from interview.evidence.finding import Case, finding
from interview.evidence.speech import Clause
from interview.model import Evidence, Word

WEAKLY = 0.3  # of a boast: an absolute about oneself
SD = 0.3

_FAILURE = (
    r"(?:bugs?|mistakes?|errors?|problems?|failures?|issues?|complaints?|conflicts?|incidents?"
    r"|accidents?|outages?|deadlines?|arguments?|difficult(?:y|ies)|weakness(?:es)?|questions?"
    r"|fail|failed|wrong|late|lost)"
)
_ABLE = (
    r"(?:can|could|do|know|understand|handle|solve|fix|done|seen|get|manage|got|have|master"
    r"|mastered|did|used|worked with)"
)
_ALL = (
    r"(?:everything|anything|it all|all of (?:it|them|the \w+)|every (?:kind|type|sort) of \w+"
    r"|every \w+ there is|any (?:kind|type|sort) of \w+"
    r"|any (?:\w+ )?(?:problem|question|task|situation|system|kind|program|tool|machine|case)"
    r"|every (?:single )?(?:problem|question|task|situation|system|kind|program|tool|machine|case))"
)
BOAST = re.compile(
    rf"\bnever\b(?! seen| heard| found)(?: \w+){{0,4}} {_FAILURE}\b"
    rf"|\b(?:no|zero|without) (?:a single |any |one )?(?:\w+ )?{_FAILURE}(?: at all| ever)\b"
    rf"|\bzero {_FAILURE}\b|\bnot (?:a single|one) {_FAILURE}\b"
    r"|\bexperts? (?:in|at|on|with) (?:everything|every|all|any|anything)\b"
    rf"|\b(?:i|we)(?: can| could| have| always| already| am able to)* {_ABLE} {_ALL}\b"
    r"|\b(?:i|we) (?:have )?never"
    r" (?:fail|failed|lose|lost|made|am wrong|been wrong|forget|forgot|miss|missed)\b"
    r"|\b(?:nobody|no one)(?: \w+){0,6} (?:better|as good|as well|faster|more)\b(?: \w+)?"
    r" (?:than|as) (?:me|i)\b"
    r"|\b(?:i am|i was)(?: \w+){0,3} the (?:very )?best\b"
    r"|\beverything i (?:do|build|make|write|touch) (?:is|works)\b|\b(?:am|is always) perfect\b"
    r"|\bnothing (?:ever|can|could|i (?:do|can) not)\b"
    r"|\b(?:no|not a) \w+(?: \w+)? (?:that |which )?i (?:can|could) not\b"
    r"|\b(?:hundred|100) percent (?:of the time|success|satisf\w+|accura\w+|uptime|right|correct)"
    r"|\b(?:no|not one|not a single) \w+(?: of mine)?(?: has| have)? ever (?:complain|fail|left)"
    r"|\b(?:second nature to me|in my sleep|with my eyes closed|inside out|better than anyone"
    r"|better than anybody|like the back of my hand)\b"
)
ABSOLUTE = re.compile(
    r"\b(?:always|never|everything|all of (?:it|them|the|my)|all my|completely|perfect(?:ly)?"
    r"|every single|every kind of|any kind of|anything|totally|the best|flawless(?:ly)?|guaranteed?"
    r"|single handed(?:ly)?|the whole|inside out|in my (?:entire|whole) (?:career|life)|loads)\b"
)
FIRST_PERSON = re.compile(r"\b(?:i|my|me)\b")
_GROUP = (
    r"(?:managers|people|men|women|customers|developers|engineers|doctors|nurses|teachers|parents"
    r"|kids|children|students|pupils|colleagues|bosses|users|clients|patients|guests|drivers"
    r"|young people|old people|salespeople|recruiters|foreigners)"
)
_PRESENT = (
    r"(?:knows?|wants?|is(?! \w+ed)|are(?! \w+ed)|does|do|likes?|hates?|needs?|thinks?"
    r"|understands?|agrees?|makes?|cares?|lies|lie|reads?|do not|does not|can not)"
)
GENERALIZATION = re.compile(
    r"\b(?<!so )(?<!so that )(?:everybody|everyone|nobody|no one)(?: always| never| really)?"
    rf" {_PRESENT}\b"
    rf"|\b(?:all|most|no) {_GROUP} (?:always |never |just |only )?(?:{_PRESENT})\b"
    rf"|(?:^|\b(?:that|because|and|but|so|think|believe|know) ){_GROUP} (?:always|never)\b"
)


def boasts(case: Case) -> tuple[float, list[Word]]:
    """How much is boasted ("expert in everything"; absolutes about oneself add up), and where."""
    found = [(clause, _boasting(clause)) for clause in case.clauses]
    total = sum(boast for _, boast in found)
    if total < 1.0:
        return 0.0, []
    return total, [word for clause, boast in found if boast for word in clause.words]


def overgeneralization(case: Case) -> list[Evidence]:
    """Everybody, nobody, all of a group: said of people as a rule."""
    general = [clause for clause in case.clauses if GENERALIZATION.search(clause.text)]
    if not general:
        return []
    words = [word for clause in general for word in clause.words]
    return [finding(case, "communication", (0.3, SD), words)]


def _boasting(clause: Clause) -> float:
    text = clause.text
    if not FIRST_PERSON.search(text):
        return 0.0
    return speech.count(BOAST, text) + WEAKLY * speech.count(ABSOLUTE, text)
