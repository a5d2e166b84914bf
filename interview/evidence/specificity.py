"""Does the answer say who did what, when, how much, and with what result?"""

import math
import re

from interview.evidence import speech
from interview.evidence.finding import Case, finding
from interview.evidence.speech import Clause
from interview.model import Evidence

SHORTEST = 8  # words
USUAL = 60  # words of an answer: a longer one must say more
LOW, RANGE = 0.25, 0.95
NAMED, BLURRED = 0.2, 0.2
SD = 0.25

WHEN = re.compile(
    r"\b(?:last|this|next|that|every|each|one|on|in|by|since|until) "
    r"(?:january|february|march|april|june|july|august|september|october|november|december|monday"
    r"|tuesday|wednesday|thursday|friday|saturday|sunday|spring|summer|autumn|fall|winter|week"
    r"|month|year|term|season|morning|afternoon|evening|night|quarter|christmas|easter)s?\b"
    r"|\b\w+ (?:years?|months?|weeks?|days?|hours?|minutes?) (?:ago|later|before|after)\b"
    r"|\b(?:in|since|until|from) (?:\w+ )?(?:(?:19|20)\d\d|twenty \w+teen|twenty twenty)\b"
    r"|\b(?:yesterday|the (?:next|same) (?:day|time)|the (?:year|month|week|evening|day) before)\b"
)
WHO = re.compile(
    r"\b(?:my|our|a|the|his|her|their|one|another|second) (?:\w+ )?(?:manager|boss|supervisor"
    r"|colleague|team|lead|client|customer|friend|director|owner|man|woman|lady|gentleman|boy|girl"
    r"|father|mother|parent|person|neighbor|assistant|specialist|partner|group|head|department)s?\b"
    r"|\b(?:he|she|him|her)\b"
)
VAGUE = speech.whole(r"""
    (?:sort|kind) of / something / somebody / somehow / stuff / things? / everything / everybody
    quite a (?:few|while|lot|bit) / a lot / lots / loads / probably / maybe / perhaps / whatever
    i (?:think|guess|suppose|believe) / all sorts
""")
SLOTS = (
    (0.28, speech.FIRST_PERSON_PAST, 1.5),
    (0.22, speech.NUMBER, 1.5),
    (0.14, WHEN, 1.0),
    (0.1, WHO, 1.0),
    (0.14, speech.RESULT, 1.0),
)
"""Share of each of the five, what counts as it, and how many make two thirds of it."""


def specificity(case: Case) -> list[Evidence]:
    """Deeds, numbers, times, people and results, each saturating with its number."""
    if case.length < SHORTEST:
        return []
    stretch = max(1.0, case.length / USUAL)
    said = math.fsum(
        share * (1 - math.exp(-speech.count(pattern, case.text) / stretch / enough))
        for share, pattern, enough in SLOTS
    )
    said += NAMED * (1 - math.exp(-len(speech.stems(case.text)) / stretch / 15))
    vague = 1 - math.exp(-speech.count(VAGUE, case.text) / stretch / 2)
    said -= BLURRED * vague
    sd = SD * math.sqrt(max(1.0, USUAL / 2 / case.length))
    telling = [clause for clause in case.clauses if _tells(clause)] or case.clauses
    words = [word for clause in telling for word in clause.words]
    return [finding(case, "technical_depth", (min(0.95, max(0.05, LOW + RANGE * said)), sd), words)]


def _tells(clause: Clause) -> bool:
    return any(pattern.search(clause.text) for _, pattern, _ in SLOTS)
