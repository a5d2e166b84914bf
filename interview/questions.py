"""What in the words of a sentence says that it asks.

Recognised speech drops question marks, and interviewers ask in imperatives ("walk me through")
and in statements ("so you led that team"). So each cue adds to the log-odds of a question, the
mark being only one of them. The weights are set by hand.
"""

import math
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from interview.model import Sentence, Speaker, Turn
from interview.phrases import begins_with_yes_or_no, invites_questions, plain, resumes

WEIGHTS: Mapping[str, float] = {
    "prior": -3.6,
    "interviewer": 0.8,
    "mark": 4.0,
    "rising": 0.6,
    "wh_inverted": 4.4,  # "which languages are you"
    "wh_first": 1.6,  # "how Kafka"
    "auxiliary_first": 3.8,  # "do you have"
    "elliptical": 4.0,  # "such as"
    "inverted_inside": 3.4,  # after the beginning: recognised speech runs on
    "elicitation": 4.6,  # "tell me about"
    "elicitation_inside": 3.8,
    "wondering": 3.4,  # "I would like to know"
    "repair": 4.4,  # "could you repeat that"
    "tag": 2.6,  # "..., right"
    "so_you": 2.9,  # "so you moved it"
    "so_then": 1.3,  # "so that was in 2019", "and it worked"
    "about_you": 1.2,  # "the team was yours"
}
CONTEXT: Mapping[str, float] = {
    "invited": 2.5,  # "do you have any questions for me": the candidate's next turn
    "confirmed": 1.5,  # a statement about the other that begins the reply with yes or no
    "talked_over": -6.0,  # the candidate goes on: a rhetorical question within an answer
    "replied": -2.0,  # a statement by which the interviewer answers a question
    "taken_up": 2.3,  # what the candidate answers at length, whatever its form
}
TALKED_OVER = 5
"""Words of his own that a candidate's question may be followed by and still be meant as one."""
LEAST_SAID = 4
"""Words of a statement that may want an answer."""
AT_LENGTH, SOON = 8, 5.0
"""So many words, begun within so many seconds after it, take up what was said."""
INTERVIEWERS_ONLY = {"elliptical", "elicitation_inside", "tag", "so_you", "so_then", "about_you"}
"""In answers these are everyday statements: "so you have to wait, right"."""
STATEMENTS = {"so_you", "so_then", "about_you"}
"""Cues of a statement that asks for a confirmation."""

RISE = (10.0, 60.0)
"""Semitones a second between which the last word's end rises; more is an error of an octave."""

_AUXILIARY = (
    r"(?:(?:do|does|did|is|are|was|were|have|has|had|could|would|should)(?:n't)?"
    r"|am|can|can't|will|won't|may|might|must|shall)"
)
_SUBJECT = (
    r"(?:you|your|i|we|he|she|it|they|there|this|that|these|those|the|an?|any\w*|some\w*|every\w*"
    r"|our|his|her|their|my)"
)
_OPENERS = (
    r"(?:(?:uh|um|oh|ah|hmm|wait|because|so|and|but|or|well|okay|ok|o_k|right|all right|alright"
    r"|now|then|great|good|fine|perfect|interesting|thanks|thank you|yes|yeah|no|sure|also|just"
    r"|first|finally|next|sorry|please|maybe|i see|got it|of course) )*"
)
_START = rf"^{_OPENERS}(?:(?:in|at|for|with|from|to|by|on|about|of|if so) )?"
_CONTENT = r"(?: (?!(?:i|you|we|he|she|it|they|that)\b)\S+)"
_POLITE = (
    r"(?:(?:please|just|briefly|(?:could|can|would|will) you|i(?:'d| would) like you to"
    r"|i want you to|to) )*"
)
_TELL = (
    r"(?:(?:tell|walk|talk|take|run|guide) (?:me|us) (?:(?:(?:a )?(?:bit |little )?(?:more )?"
    r"(?:about|through)|how|what|why|when|where|who|which)|something|one|more|an?)"
    r"|give (?:me|us) (?:an (?:example|idea|overview)|one|some|another|your|the"
    r"|a (?!second|moment|minute))"
    r"|share (?:with (?:me|us)|an?|your|some)|let(?:'s| us) (?:talk|hear) about)"
)
_PATTERNS: Mapping[str, str] = {
    "wh_inverted": rf"{_START}(?:(?:what|who|whom|where|how|when|why) {_AUXILIARY}\b"
    rf"|(?:what|which|whose|how){_CONTENT}{{1,4}} {_AUXILIARY} {_SUBJECT}\b"
    r"|(?:what|who|where|how|when)(?:'s|'re|'d)\b|(?:what|how) about\b|how come\b"
    r"|(?:what|who) \S+ (?:you|your|it)\b|what (?:happen|happens|happened|else)\b"
    r"|how (?:many|much|long|often|old)\b)",
    "wh_first": rf"{_START}(?:what|who|where|why|how)\b",
    "auxiliary_first": rf"{_START}{_AUXILIARY} (?:not )?{_SUBJECT}\b"
    rf"|{_START}any (?:other )?(?:questions|experience|thoughts|ideas?|examples?|plans)\b",
    "elliptical": r"^(?:(?:and|so|but|oh|or) )?(?:why|why not|how so|how|when|where|who|which ones?"
    r"|such as|for example|for instance|like what|in what way|(?:what|anything|who) else|meaning"
    r"|really|what for|since when|with whom|then)$",
    "inverted_inside": rf" (?:(?:what|who|where|when|why|how)(?: \S+)? {_AUXILIARY} {_SUBJECT}"
    r"|(?:do|did|have|are|were|could|can|would) you)\b",
    "elicitation": rf"^{_OPENERS}{_POLITE}(?:{_TELL}|describe|explain|elaborate|summari[sz]e"
    r"|outline|imagine|suppose|compare|pick|say more|go on|tell me|introduce yourself)\b",
    "elicitation_inside": rf"\b{_TELL}\b|(?<! to)(?<! will)(?<! i)(?<! we) (?:describe|explain)"
    r" (?:an?|the|your|how|what|why|me|us)\b",
    "wondering": r"\bi(?:'d| would)? (?:be )?(?:like|love|want|interested|curious) "
    r"(?:to (?:know|hear|understand|learn|ask)|in (?:how|what|why|your))\b"
    r"|\bi(?:'m| am| was)? (?:just )?(?:curious|wondering|wonder)\b"
    r"|\b(?:my (?:next|last|first|final) question is|(?:can|may|could) i ask)\b",
    "repair": r"^(?:(?:oh|uh|um|sorry) )*(?:pardon|pardon me|excuse me|what)$"
    r"|^(?:oh |so )?you mean\b|\b(?:what do you mean|what did you say|did you say|do you mean"
    r"|(?:could|can|would) you (?:please )?(?:repeat|rephrase|clarify|say (?:that|it) again)"
    r"|(?:didn't|did not) (?:quite )?(?:catch|hear|understand|get) (?:that|you|the|your)"
    r"|say that again|come again)\b",
    "tag": r"^(?:\S+ ){3,}(?:(?<!all )(?<!that's )(?<!you're )(?<!are )right|correct|huh|is that so"
    rf"|is that (?:right|correct)|or not|{_AUXILIARY} (?:you|it|they|he|she))$",
    "so_you": r"^(?:(?:uh|um|okay|ok|right|oh|i see|yeah|yes) )*(?:so|and|then|but)(?: then)? "
    r"(?:you|your|you've|you're|you'd)\b",
    "so_then": r"^(?:(?:uh|um|okay|ok|right|oh|i see|yeah|yes) )*(?:so|and|then|but) \S",
    "about_you": r"\b(?:you|you've|you're|you'd|yours?)\b",
}
_CUES = {name: re.compile(pattern) for name, pattern in _PATTERNS.items()}
_IMPLIED = {
    "wh_inverted": {"wh_first", "inverted_inside", *STATEMENTS},
    "auxiliary_first": {"inverted_inside", *STATEMENTS},
    "elicitation": {"elicitation_inside", "inverted_inside", *STATEMENTS},
    "elicitation_inside": {"inverted_inside", *STATEMENTS},
    "inverted_inside": STATEMENTS,
    "elliptical": {"wh_first"},
    "wh_first": STATEMENTS,
    "so_you": {"so_then", "about_you"},
}
"""What a cue makes superfluous."""
_TOLD = re.compile(
    r"^(?:\S+ ){0,4}(?:thank you|thanks|nice to|good to|glad|pleased|let me tell you|as you|if you"
    r"|(?:you|we|i)'ll|(?:you|we|i) will|goodbye"
    r"|you (?:can|could|may|might|should|would|need|have to|get|know)|let(?: me| us|'s)"
    r"|(?:i|we)(?:'d| would) like to|(?:i|we) want to)\b"
)
_REPEATED = re.compile(r"\b(\S+)(?: \1\b)+")  # "what's what's": the stutter of speech


class Cues:
    """The hand-set rules as a detector: a sentence's cues and what stands around it."""

    version = "question-cues@2"

    def log_odds(self, turns: Sequence[Turn]) -> list[list[float]]:
        return [
            [log_odds(sentence) + _context(turns, at, sentence) for sentence in turn.sentences]
            for at, turn in enumerate(turns)
        ]


def _context(turns: Sequence[Turn], at: int, sentence: Sentence) -> float:
    """What the turn and its neighbours add to the log-odds of a question."""
    turn = turns[at]
    rest = turn.sentences[turn.sentences.index(sentence) + 1 :]
    if turn.speaker == "candidate":
        talked_over = sum(len(s.words) for s in rest) > TALKED_OVER and not all(map(asks, rest))
        invited = at > 0 and invites_questions(turns[at - 1].text)
        return CONTEXT["talked_over"] * talked_over + CONTEXT["invited"] * invited
    stated, before = bool(cues(sentence) & STATEMENTS), turns[at - 1] if at else None
    replied = before is not None and _asked(before, "candidate")
    odds = CONTEXT["replied"] * (replied and stated)
    if rest or at + 1 == len(turns):
        return odds
    confirmed = stated and begins_with_yes_or_no(turns[at + 1].text)
    taken_up = not replied and _is_taken_up(turns, at)
    return odds + CONTEXT["confirmed"] * confirmed + CONTEXT["taken_up"] * taken_up


def _asked(turn: Turn, by: Speaker) -> bool:
    return turn.speaker == by and any(map(asks, turn.sentences))


def _is_taken_up(turns: Sequence[Turn], at: int) -> bool:
    """Whether a statement, put in its place as a question would be, is answered at length."""
    turn, reply = turns[at], turns[at + 1]
    said = turn.sentences[-1]
    if at > 0 and turns[at - 1].span.end > turn.span.start:
        return False
    if len(said.words) < LEAST_SAID or _asked(turn, "interviewer"):
        return False
    if any(_TOLD.match(plain(each.text)) for each in (said, reply.sentences[0])):
        return False
    soon = sum(word.span.start < said.span.end + SOON for word in reply.words)
    return reply.speaker == "candidate" and soon >= AT_LENGTH and not resumes(reply.text)


def log_odds(sentence: Sentence) -> float:
    """Of the sentence being a question, by itself."""
    return math.fsum(WEIGHTS[cue] for cue in cues(sentence))  # exact: a set has no order


def asks(sentence: Sentence) -> bool:
    """Whether the sentence, by itself, is rather a question than not."""
    return log_odds(sentence) >= 0


def probability(odds: float) -> float:
    """The logistic of log-odds."""
    return 1 / (1 + math.exp(-odds))


def cues(sentence: Sentence) -> frozenset[str]:
    """The names among `WEIGHTS` that hold."""
    last = sentence.words[-1]
    slope = last.prosody.slope if last.prosody else None
    return _said(sentence.text, sentence.speaker) | _outside(sentence.speaker, last.text, slope)


@lru_cache(maxsize=16384)  # the sentences of an hour, which are asked about again and again
def _said(text: str, speaker: Speaker) -> frozenset[str]:
    """The cues in the words."""
    said = _REPEATED.sub(r"\1", plain(text))
    found = {name for name, pattern in _CUES.items() if pattern.search(said)}
    for cue in found & _IMPLIED.keys():
        found = found - _IMPLIED[cue]
    if speaker == "candidate":
        found -= INTERVIEWERS_ONLY
    if _TOLD.match(said):
        found -= STATEMENTS
    return frozenset({"prior", *found})


@lru_cache(maxsize=16384)
def _outside(speaker: Speaker, last: str, slope: float | None) -> frozenset[str]:
    """The cues besides the words: who speaks, the mark at the last of them, its pitch."""
    held = {
        "interviewer": speaker == "interviewer",
        "mark": re.search(r"\?\W*$", last) is not None,
        "rising": slope is not None and RISE[0] <= slope <= RISE[1],
    }
    return frozenset(cue for cue, holds in held.items() if holds)
