"""How the answer was given: sure or hedging, fluent or halting."""

import math
import re
from itertools import pairwise

from interview.evidence import claims, speech, wording
from interview.evidence.finding import Case, finding
from interview.model import Evidence

SHORTEST = 12  # words: rates of fewer say nothing
SD = 0.3
USUAL = 40  # words: the rates of a shorter answer are less certain

HEDGE = re.compile(
    r"\b(?:i (?:think|guess|suppose|believe|assume)|maybe|perhaps|probably|possibly"
    r"|(?<!every )(?<!each )(?<!any )(?<!what )(?<!this )(?<!that )(?<!a )(?<!the )(?:sort|kind) of"
    r"|might|could be|not (?:really |quite |so |exactly )?sure|i do not know|more or less|somewhat"
    r"|hopefully|i would say|somehow|or something|or whatever|i hope|could not (?:tell|say)"
    r"|hard to say|it depends|not (?:really|as such|yet)|anyway|quite a while)\b"
)
BOOSTER = re.compile(
    r"\b(?:definitely|certainly|clearly|absolutely|of course|for sure|without (?:a )?doubt"
    r"|i am (?:sure|confident|convinced)|indeed|exactly|straight away|always|obviously)\b"
)
LONG_PAUSE, INTERRUPTION = 0.9, 5.0
"""Seconds: a pause inside a clause is long from the one on, and from the other on no pause."""
RATE = (2.0, 4.5)
"""Words a second that are usual."""
HALTING, PAUSING, RUSHING = 0.3, 0.2, 0.2
"""What fillers and restarts, pauses and the rate can cost at most."""


def linguistic_confidence(case: Case) -> list[Evidence]:
    """Boosters against hedges, per hundred words; an honest hedge counts like an unsure one."""
    if case.length < SHORTEST:
        return []
    boosters, hedges = speech.count(BOOSTER, case.text), speech.count(HEDGE, case.text)
    hedges += speech.count(claims.DENIAL, case.text) + speech.count(claims.RESERVE, case.text)
    value = 0.65 + (0.05 * boosters - 0.07 * hedges) * 100 / case.length
    words = case.answer.words
    marked = {word.id for pattern in (HEDGE, BOOSTER) for word in speech.hits(pattern, words)}
    shown = [word for word in words if word.id in marked] or words
    return [finding(case, "confidence", bounded(value, case), shown)]


def clarity(case: Case) -> list[Evidence]:
    """Fillers, restarts and long pauses per hundred words, and the rate of speech.

    Each can cost so much and no more. A recogniser leaves many fillers out, so that this looks
    better than it sounded.
    """
    if case.length < SHORTEST:
        return []
    stumbles = wording.stumbles(case.answer.words) * 100 / case.length
    pauses = _long_pauses(case) * 100 / case.length
    value = 0.85 - HALTING * (1 - math.exp(-stumbles / 8)) - PAUSING * (1 - math.exp(-pauses / 4))
    value -= RUSHING * min(1.0, _outside(_rate(case)))
    return [finding(case, "clarity", bounded(value, case), case.answer.words)]


def bounded(value: float, case: Case) -> tuple[float, float]:
    """Value and deviation; never near 0 or 1: the way something is said proves little."""
    return min(0.9, max(0.1, value)), SD * math.sqrt(max(1.0, USUAL / case.length))


def _outside(rate: float) -> float:
    low, high = RATE
    return max(0.0, low - rate) + max(0.0, rate - high)


def _long_pauses(case: Case) -> int:
    """Between words said one after the other, where the clause goes on."""
    within = [
        before.word.span.gap(after.word.span)
        for clause in case.clauses
        for before, after in pairwise(clause.tokens)
    ]
    return sum(LONG_PAUSE < gap < INTERRUPTION for gap in within)


def _rate(case: Case) -> float:
    """Words a second inside clauses, without what was said to fill them."""
    spoken = math.fsum(word.span.duration for clause in case.clauses for word in clause.words)
    return case.length / spoken if spoken > 0 else math.fsum(RATE) / 2
