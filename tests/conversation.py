"""A conversation written down in lines, as the words that a recogniser would hear."""

import re
from dataclasses import replace

from interview.model import QAPair, Speaker, Turn, Word
from interview.pairing import HAND_SET, pairs
from interview.script import sentences, turns
from tests.talk import words

SPEAKERS: dict[str, Speaker] = {"C": "candidate", "I": "interviewer"}
PAUSE = 0.5
"""Seconds before a line that says nothing else."""


def said(text: str, punctuated: bool = True) -> list[Word]:
    """Lines "C: yes" or "I +3.2: and then?": 3.2 seconds after the line before has ended.

    A negative number of seconds overlaps. Within a line 0.45 s pass after a full stop.
    """
    heard: list[Word] = []
    now = 0.0
    for line in filter(None, map(str.strip, text.splitlines())):
        name, pause, spoken = re.fullmatch(r"([CI]) ?([+-][\d.]+)?: (.*)", line).groups()  # type: ignore[union-attr]  # a broken line is a broken test
        now += float(pause or PAUSE)
        for sentence in re.split(r"(?<=[.?!]) ", spoken):
            heard += words(SPEAKERS[name], sentence, now)
            now = heard[-1].span.end + 0.45
        now -= 0.45
    return heard if punctuated else [replace(word, text=bare(word.text)) for word in heard]


def bare(text: str) -> str:
    return re.sub(r"[^\w'-]", "", text).lower()


def script(text: str, punctuated: bool = True) -> list[Turn]:
    return turns(sentences(said(text, punctuated)))


def paired(text: str, punctuated: bool = True) -> list[QAPair]:
    return pairs(script(text, punctuated), HAND_SET)
