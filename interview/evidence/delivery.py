"""How the answer was given: sure or hedging, fluent or halting, in order or not."""

import math
import re
from collections.abc import Sequence
from itertools import pairwise

from interview.evidence import speech
from interview.evidence.finding import Case, finding
from interview.model import Evidence, Sentence, Word

SHORTEST = 12  # words: rates of fewer say nothing
SD = 0.3
USUAL = 40  # words: the rates of a shorter answer are less certain

HEDGE = re.compile(
    r"\b(?:i (?:think|guess|suppose|believe|assume)|maybe|perhaps|probably|possibly"
    r"|(?<!every )(?<!each )(?<!any )(?<!what )(?<!this )(?<!that )(?<!a )(?<!the )(?:sort|kind) of"
    r"|might|could be|not (?:really |quite |so )?sure|i don't know|more or less|somewhat|hopefully"
    r"|i would say|i'd say|somehow|or something|or whatever|i hope)\b"
)
BOOSTER = re.compile(
    r"\b(?:definitely|certainly|clearly|absolutely|of course|for sure|without (?:a )?doubt"
    r"|i am (?:sure|confident|convinced)|i'm (?:sure|confident|convinced)|indeed|exactly)\b"
)
FILLER = re.compile(r"\b(?:u+m+|u+h+|e+r+m*|a+h+m|hmm+|mm+|you know|i mean|basically|well uh)\b")
CONNECTIVE = re.compile(
    r"\b(?:first(?:ly)?|second(?:ly)?|then|next|after(?:wards| that)?|before that|finally|because"
    r"|so|therefore|for example|for instance|however|but|although|in the end|as a result|when|if"
    r"|last \w+|on the (?:one|other) hand|instead)\b"
)
MEANT_TWICE = {"that", "had", "very", "again", "really", "bye", "no", "yes"}
LONG_PAUSE, INTERRUPTION = 0.9, 5.0  # seconds


def linguistic_confidence(case: Case) -> list[Evidence]:
    """Boosters against hedges, per hundred words.

    Not validated; with 3 vague answers of 22 the hedge rate had an AUC of .77. An honest hedge and
    an unsure one look the same here, so the deviation is wide.
    """
    words = case.answer.words
    if len(words) < SHORTEST:
        return []
    text = speech.plain(words)
    boosters, hedges = speech.count(BOOSTER, text), speech.count(HEDGE, text)
    value = 0.65 + (0.05 * boosters - 0.07 * hedges) * 100 / len(words)
    marked = [*speech.hits(HEDGE, words), *speech.hits(BOOSTER, words)]
    shown = sorted(set(marked), key=words.index) or words
    return [finding(case, "confidence", _kept(value, words), shown)]


def clarity(case: Case) -> list[Evidence]:
    """Fillers, restarts and long pauses per hundred words, and the rate of speech.

    Not validated. A recogniser leaves many fillers out, so that this looks better than it sounded.
    2 to 4.5 words a second are usual; a pause inside a sentence is long from 0.9 s on.
    """
    words = case.answer.words
    if len(words) < SHORTEST:
        return []
    stumbles = speech.count(FILLER, speech.plain(words)) + _restarts(words)
    halting = 0.05 * stumbles + 0.04 * _long_pauses(case.sentences)
    value = 0.8 - halting * 100 / len(words) - 0.15 * _outside(_rate(case), 2.0, 4.5)
    return [finding(case, "clarity", _kept(value, words), words)]


def structure(case: Case) -> list[Evidence]:
    """Length, connectives and the length of sentences.

    Not validated: how good a talker somebody is, this cannot know. It tells a one-liner and a
    ramble from an answer that a listener can follow; thresholds are ours.
    """
    words = case.answer.words
    if len(words) < SHORTEST:
        return []
    connectives = speech.count(CONNECTIVE, speech.plain(words)) * 100 / len(words)
    value = 0.45 + 0.05 * min(5.0, connectives)
    value -= 0.2 * _outside(len(words), 30, 220) / 30
    value -= 0.02 * _outside(len(words) / len(case.sentences), 6, 28)
    return [finding(case, "communication", _kept(value, words), words)]


def _kept(value: float, words: Sequence[Word]) -> tuple[float, float]:
    """Value and deviation; never near 0 or 1: the way something is said proves little."""
    return min(0.9, max(0.1, value)), SD * math.sqrt(max(1.0, USUAL / len(words)))


def _outside(value: float, low: float, high: float) -> float:
    """By how much the value misses the range, upwards in tenths of its upper end."""
    return max(0.0, low - value) + max(0.0, value - high) / (high / 10)


def _restarts(words: Sequence[Word]) -> int:
    plain = [speech.bare(word.text) for word in words]
    repeated = sum(a == b and a not in MEANT_TWICE for a, b in pairwise(plain))
    return repeated + sum(word.text.endswith(("-", "\u2013", "\u2014")) for word in words)


def _long_pauses(sentences: Sequence[Sentence]) -> int:
    return sum(
        LONG_PAUSE < before.span.gap(after.span) < INTERRUPTION
        for sentence in sentences
        for before, after in pairwise(sentence.words)
    )


def _rate(case: Case) -> float:
    """Words a second inside sentences."""
    spoken = sum(sentence.span.duration for sentence in case.sentences)
    return len(case.answer.words) / spoken if spoken > 0 else 3.0
