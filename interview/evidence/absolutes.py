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
_GLORY = (
    r"(?:\w+ )?(?:always|happy|perfect|better|best|pass|love|adore|satisfied|success\w*|every one)"
)
_HUMAN = r"(?:wrong|late|ill|sick|tired|stressed|nervous|bored|beaten|unsure|angry|afraid)"
_MORE = r"(?:better|faster|quicker|more|harder|good|well|fast|quick|hard)"
_THINGS = "problem|question|task|situation|system|kind|program|tool|machine|case|engine|language"
BOAST = speech.whole(rf"""
    (?:i|we)(?: have| had)? never(?! seen| heard| found)(?: \w+){{0,4}} {FAILURE}
    (?:i|we)(?: have| had)? never (?:fail|failed|lose|lost|made|am wrong|been wrong|forget|forgot)
    (?:no|zero|without)(?: a single| any| one)?(?: \w+)? {FAILURE} (?:at all|ever|in (?:my|all|the))
    (?:zero|not (?:a single|one)|without (?:a single|one)) {FAILURE}
    (?:do|can) not make (?:any )?(?:mistakes?|errors?)
    experts? (?:in|at|on|with) (?:everything|every|all|any|anything)
    (?:can|could|am able to) (?!come|start|work|begin|be)\w+ (?:everything|anything|it all)
    (?<!not )(?:know|understand|mastered|master) (?:everything|anything|it all|all of (?:it|them))
    seen (?:everything|it all)
    (?<!not )(?:solve|fix|handle) (?:everything|anything|it all|all of)
    (?:can|could) \w+ (?:every|any|all)(?: \w+)? (?:{_THINGS})s?
    (?:all (?:of )?the|all|every|any) \w+ there (?:is|are)
    (?:every|any|all) (?:\w+ ){{1,2}}(?:in the world|you can (?:think|imagine))
    by heart
    can do all of (?:it|them|the) / done (?:every|all) (?:kinds?|sorts?|types?) of
    (?:nobody|no one|nothing|anyone|anybody|everyone)(?: \w+){{0,9}} (?:than|as) (?:me|i)
    i am(?: (?!not)\w+){{0,3}} the (?:very )?best(?! in my)
    everything i (?:do|build|make|write|touch) (?:is|works)
    (?:am|(?:is|are) (?:always|all)) perfect
    nothing (?:ever|can|could) / nothing(?: \w+){{0,3}} (?:that )?i (?:do|can|could|have) not
    (?:no|not an?|not one)(?: \w+){{1,4}} (?:that |which |who )?i (?:can|could|do|have) not
    not think(?: \w+){{0,3}} (?:anything|an? \w+)(?: \w+){{0,3}} i (?:can|could|have) not
    (?:never|yet to) (?:met|meet|seen|see|found|find|had)(?: \w+){{1,3}} i (?:can|could|did) not
    not think of (?:anything|an?)(?: \w+)? (?:that )?i am (?:bad|not good|weak) at
    (?:never|not)(?: really| ever)? (?:get|got|do|did) (?:things|anything|it) wrong
    my (?:\w+ )?\w+ (?:is|are|was|were) never (?:off|out|short|wrong|late|bad)
    not need (?:an? |any |the )?(?:manual|recipe|notes|checking|checklist|reminder|instructions)s?
    whatever (?:\w+ ){{1,4}}i (?:fix|solve|handle|manage|sort|know|find|do)
    all (?:of )?my (?:\w+ ){{2,9}}(?:every one|without exception)
    always know (?:what|when|how|where)
    (?:not a single|not one)(?: one)? of my / no matter what
    (?:hundred|100) percent (?:of|success|satisf\w+|accura\w+|uptime|right|correct|certain)
    (?:no|not one|not a single) \w+(?: of mine)?(?: has| have)? ever (?:complain|fail|left)
    every (?:\w+ )?\w+ (?:that )?i (?:have )?ever / (?:in|for) my (?:whole|entire) (?:career|life)
    (?:have|seen|done|tried) (?:done |seen |tried )?everything(?: there is)? (?:in|there|that)
    blindfolded
    (?<!not )know all (?:there is|(?:of )?the (?:answers|tricks|rules|laws)) / nothing left to learn
    not have any weakness(?:es)?
    (?:all|every one|each one) (?:of )?my (?:\w+ ){{1,3}}(?:{_GLORY}|without exception)
    success rate / each and every
    every(?:one|body)?(?: \w+){{0,4}} (?:loves|adores|likes|wants|trusts) (?:me|working with me)
    every (?:\w+ )?(?:that )?i (?:\w+ )?\w+ (?:is|was|were|got|gets|works|turns) {_GLORY}
    always (?:\w+ ){{0,3}}(?:right|win|perfect\w*|the best|correct|beat|succeed|flawless)
    always (?:hit|reach|exceed|meet) (?:all|every|my) / always happy(?! to| with| about| when)
    (?:i|we) (?:am |are |was |have been |have )?never (?:get |got |been |be )?{_HUMAN}
    never (?:need|needed|have to|had to) (?:\w+ )?(?:help|ask|check|training|rest|worry)
    not need (?:any )?(?:training|help|support|supervision)
    never\b.* in my (?:whole |entire )?life
    i am (?:\w+ )?the (?:most \w+|\w+est) (?:\w+ ){{1,4}}(?:ever|in this|in the \w+)
    {_MORE}(?: \w+){{0,5}} (?:than|as) (?:any(?:one|body)|every(?:one|body)|all (?:the )?others?)
    {_MORE}(?: \w+){{0,5}} than (?:other people|the others|most people|my colleagues|you think)
    twice as (?:fast|good|much) as / half (?:of )?the time (?:\w+ ){{0,3}}(?:people|others|need)
    without me / depended on me / the only one who (?:can|could|knew|knows)
    could not do \w+ without me
    irreplaceable / genius / born (?:leader|\w+er) / flawless(?:ly)? / photographic / to the penny
    (?:did|finish|finished|learn|managed) everything (?:in|myself|alone|perfectly|on my own)
    (?:will|would) (?:solve|double|triple|fix) (?:all|your|every)
    nothing (?:gets past|surprises|scares|stops|escapes)
    perfect(?:ly)? for this (?:job|role|position)
    perfect knowledge / (?:absolutely|simply|literally) everything / whatever you (?:throw|give|ask)
    have (?:read|used|seen|tried|met|driven|worked) (?:with )?every (?!day|time|week|month|year)\w+
    (?:know|speak|understand) every (?!day|time|week|month|year)\w+ / read people perfectly
    no (?:machine|customer|problem|\w+) has ever / never (?:has|have|had) (?:any )?bugs
    second nature to me / in my sleep / with my eyes closed / inside out / single handed(?:ly)?
    like the back of my hand
""")
ABSOLUTE = re.compile(
    r"\b(?:always|never|everything|all of (?:it|them|the|my)|all my|completely|perfect(?:ly)?"
    r"|every single|every kind of|any kind of|anything|totally|the best|flawless(?:ly)?|guaranteed?"
    r"|the whole|loads)\b"
)
MODEST = re.compile(r"\bi(?: would| am| do)? not (?:say|claim|think|saying|claiming|pretend)\b")
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
    if not FIRST_PERSON.search(text) or MODEST.search(text):
        return 0.0
    return speech.count(BOAST, text) + WEAKLY * speech.count(ABSOLUTE, text)
