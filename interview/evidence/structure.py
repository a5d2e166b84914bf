"""Can a listener follow: an example from situation to result, or steps in an order?"""

import math
import re

from interview.evidence import speech
from interview.evidence.delivery import bounded
from interview.evidence.finding import Case, finding
from interview.model import Evidence

SHORTEST = 12  # words
LONGEST = 220  # words, from which an answer is a ramble
SITUATION = re.compile(
    r"\blast (?:week|month|year|spring|summer|autumn|fall|winter|term|season|night|time)\b"
    r"|\bwhen (?:i|we) (?:joined|started|came|took|was|were|arrived|got|first)\b"
    r"|\bthere (?:was|were)\b|\b(?:i|we) had (?:an?|one|two|three|no|this|some)\b"
    r"|\bin my (?:first|last|previous|old)\b|\bone (?:day|time|morning|evening|night)\b"
    r"|\bat the time\b|\b(?:years?|months?|weeks?|days?) ago\b|\bin (?:january|february|march|april"
    r"|may|june|july|august|september|october|november|december)\b|\b(?:was|were) \w+ing\b"
)
TASK = re.compile(
    r"\b(?:had to|needed to|has to|have to|wanted (?:me|us|to)|asked (?:me|us)|responsible"
    r"|my (?:job|task|role|part)|(?:the|a|hardest) (?:problem|goal|target|aim|challenge|fault"
    r"|deadline)|could not|can not|mistake|refus\w+|complain\w*|angry|upset|lost|broke|failed"
    r"|failing|went wrong|worse|confused|disagree\w*|keeps? \w+ing|no \w+ (?:for|at all))\b"
)
ACTION = re.compile(
    r"\b(?:so|then|and|first|now|therefore) (?:i|we) (?:\w+ly )?(?!was |were |had )\w+"
    r"|\b(?:i|we) (?:\w+ly |then |also )?(?!was |were |had |thought |knew |liked |could )"
    r"(?:\w{2,}ed|built|wrote|made|led|ran|took|gave|went|found|kept|got|did|told|taught|brought"
    r"|bought|set|put|cut|began|chose|drew|sent|sold|spoke|rang|split|sat|laid)\b"
)
STEP = re.compile(
    r"\b(?:first|second|third|then|next|after(?:ward)?|before|finally|because|so|therefore|if|when"
    r"|until|in the end|as a result|for example|for instance|instead)\b"
)
EXAMPLE, STEPS, LOW = 0.55, 0.25, 0.2
PARTS = ((0.25, SITUATION), (0.2, TASK), (0.3, ACTION), (0.25, speech.RESULT))


def structure(case: Case) -> list[Evidence]:
    """The parts of an example (situation, task, action, result), and words that order steps."""
    if case.length < SHORTEST:
        return []
    text = case.text
    example = math.fsum(share for share, pattern in PARTS if pattern.search(text))
    steps = 1 - math.exp(-speech.count(STEP, text) / 3)
    ramble = max(0.0, case.length / LONGEST - 1)
    value = LOW + EXAMPLE * example + STEPS * steps - 0.3 * min(1.0, ramble)
    return [finding(case, "communication", bounded(value, case), case.answer.words)]
