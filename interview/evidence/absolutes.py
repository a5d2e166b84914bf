"""Claims that are too good, or too general, to be meant as they were said."""

import re

from interview.evidence import speech
from interview.evidence.finding import Case, finding
from interview.evidence.speech import Clause
from interview.model import Evidence, Word

WEAKLY = 0.3  # of a boast: an absolute about oneself
SD = 0.3

FAILURE = (
    r"(?:bugs?|mistakes?|errors?|problems?|failures?|issues?|complain\w*|conflicts?|incidents?"
    r"|accidents?|outages?|deadlines?|arguments?|difficult(?:y|ies)|weakness(?:es)?|fail\w*|wrong"
    r"|late|los[et]|miss\w*|forg[eo]t\w*|broke\w*|temper|over budget|delay\w*|refused|rejected)"
)
_THINGS = "problem|question|task|situation|system|kind|program|tool|machine|case|engine|language"
BOAST = speech.whole(rf"""
    (?:i|we)(?: have| had)? never(?! seen| heard| found)(?: \w+){{0,4}} {FAILURE}
    (?:i|we)(?: have| had)? never (?:fail|failed|lose|lost|made|am wrong|been wrong|forget|forgot)
    (?:no|zero|without)(?: a single| any| one)?(?: \w+)? {FAILURE} (?:at all|ever|in (?:my|all|the))
    (?:zero|not (?:a single|one)|without (?:a single|one)) {FAILURE}
    (?:do|can) not make (?:any )?(?:mistakes?|errors?)
    experts? (?:in|at|on|with) (?:everything|every|all|any|anything)
    (?:can|could|am able to) (?!come|start|work|begin|be)\w+ (?:everything|anything|it all)
    (?<!not )(?:know|understand|mastered|master|seen) (?:everything|anything|it all|all of)
    (?<!not )(?:solve|fix|handle) (?:everything|anything|it all|all of)
    (?:can|could) \w+ (?:every|any|all)(?: \w+)? (?:{_THINGS})s?
    (?:all (?:of )?the|all|every|any) \w+ there (?:is|are)
    (?:every|any|all) (?:\w+ ){{1,2}}(?:in the world|you can (?:think|imagine))
    by heart
    can do all of (?:it|them|the) / done (?:every|all) (?:kinds?|sorts?|types?) of
    (?:nobody|no one|nothing|anyone|anybody|everyone)(?: \w+){{0,6}} (?:than|as) (?:me|i)
    i am(?: \w+){{0,3}} the (?:very )?best / i was the (?:very )?best
    everything i (?:do|build|make|write|touch) (?:is|works)
    (?:am|(?:is|are) (?:always|all)) perfect
    nothing (?:ever|can|could) / nothing(?: \w+){{0,3}} (?:that )?i (?:do|can|could|have) not
    (?:no|not an?)(?: \w+){{1,3}} (?:that |which )?i (?:can|could|do|have) not
    (?:hundred|100) percent (?:of|success|satisf\w+|accura\w+|uptime|right|correct|certain)
    (?:no|not one|not a single) \w+(?: of mine)?(?: has| have)? ever (?:complain|fail|left)
    every (?:\w+ )?\w+ (?:that )?i (?:have )?ever / (?:in|for) my (?:whole|entire) (?:career|life)
    (?:have|seen|done|tried) (?:done |seen |tried )?everything(?: there is)? (?:in|there|that)
    blindfolded
    know all (?:of )?the (?:answers|tricks|rules) / nothing left to learn
    not have any weakness(?:es)?
    all (?:of )?my (?:\w+ ){{1,3}}(?:always|every one|without exception) / success rate
    second nature to me / in my sleep / with my eyes closed / inside out / single handed(?:ly)?
    like the back of my hand
""")
ABSOLUTE = re.compile(
    r"\b(?:always|never|everything|all of (?:it|them|the|my)|all my|completely|perfect(?:ly)?"
    r"|every single|every kind of|any kind of|anything|totally|the best|flawless(?:ly)?|guaranteed?"
    r"|the whole|loads)\b"
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
