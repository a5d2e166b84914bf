"""By which numbers an answer is known: what lies between a question and what is said after it.

A candidate is known by what was said up to it alone: what follows changes none of its numbers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.typing import NDArray

from interview.engines.acts import ACTS
from interview.engines.exchange import Judge, Said
from interview.phrases import begins_with_yes_or_no, is_back_channel, is_filler

CANDIDATES = 10
"""How many things that others say after a question may answer it."""
LATEST = 15.0
"""Seconds after a question in which they begin."""
HISTORY = 30
"""Things said before a question that tell who talks to whom."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Talk:
    """What was said, in the order of starts, and which of it asks."""

    said: Sequence[Said]
    asks: Sequence[bool]


def candidates(said: Sequence[Said], question: int) -> list[int]:
    """The next things that others said."""
    asked, found = said[question], list[int]()
    for at in range(question + 1, len(said)):
        if said[at].start - asked.end >= LATEST or len(found) == CANDIDATES:
            break
        if said[at].speaker != asked.speaker:
            found.append(at)
    return found


def features(talk: Talk, question: int, at: int, judge: Judge) -> Numbers:
    """One number for each of `NAMES`; NaN where there is nothing."""
    here, between = talk.said[at], talk.said[question + 1 : at]
    asked = talk.said[question]
    own = [one for one in between if one.speaker == asked.speaker]
    others = [one for one in between if one.speaker != asked.speaker]
    return np.concatenate(
        [
            judge(asked.words),
            judge(here.words),
            _itself(asked, here),
            _times(talk, question, at, own),
            _asked_since(talk, question, at),
            _said_by(own),
            _said_before(here, others, judge),
            _history(talk, question, here),
        ]
    )


_ITSELF = (
    *("question words", "question seconds", "words", "seconds", "rate", "shared words"),
    *("substance", "yes or no"),
)


def _itself(asked: Said, here: Said) -> Numbers:
    words, seconds = set(here.words), here.end - here.start
    shared = len(words & set(asked.words)) / len(words)
    pace = len(here.words) / max(0.1, seconds)
    lengths = len(asked.words), asked.end - asked.start, len(here.words), seconds
    decides = begins_with_yes_or_no(" ".join(here.words))
    return np.array([*lengths, pace, shared, _has_substance(here), decides])


_TIMES = (
    *("since end", "since start", "since anyone", "since asker", "until"),
    *("things since", "asker last"),
)


def _times(talk: Talk, question: int, at: int, own: Sequence[Said]) -> Numbers:
    asked, here, said = talk.said[question], talk.said[at], talk.said
    anyone = max(one.end for one in said[max(question, at - 4) : at])
    last = own[-1].end if own else asked.end
    since = (here.start - then for then in (asked.end, asked.start, anyone, last))
    last_was_asker = said[at - 1].speaker == asked.speaker
    return np.array([*since, here.end - asked.end, at - question, last_was_asker])


_ASKED = ("asker asked since", "others asked since")


def _asked_since(talk: Talk, question: int, at: int) -> Numbers:
    asker = talk.said[question].speaker
    since = [talk.said[k].speaker for k in range(question + 1, at) if talk.asks[k]]
    own = sum(speaker == asker for speaker in since)
    return np.array([own, len(since) - own])


_OWN = ("asker things", "asker words", "asker substance")


def _said_by(own: Sequence[Said]) -> Numbers:
    words = sum(len(one.words) for one in own)
    return np.array([len(own), words, sum(map(_has_substance, own))])


_BEFORE = (
    *("rank", "substance before", "longest before", "agreement before", "statement before"),
    *("speakers before", "others' words", "own words", "own things", "own pause", "own last"),
)


def _said_before(here: Said, others: Sequence[Said], judge: Judge) -> Numbers:
    same = [one for one in others if one.speaker == here.speaker]
    rest = [one for one in others if one.speaker != here.speaker]
    odds = [judge(one.words) for one in others]
    return np.array(
        [
            len(others),
            sum(map(_has_substance, others)),
            max((len(one.words) for one in others), default=0),
            max((odd[_AGREES] for odd in odds), default=nan),
            max((odd[_STATES] for odd in odds), default=nan),
            len({one.speaker for one in rest}),
            sum(len(one.words) for one in rest),
            sum(len(one.words) for one in same),
            len(same),
            here.start - same[-1].end if same else nan,
            bool(others) and others[-1].speaker == here.speaker,
        ]
    )


_PAST = (
    *("pause before", "words before", "was asked", "spoke before", "asker share", "share"),
    *("speakers", "silent for", "asked last"),
)


def _history(talk: Talk, question: int, here: Said) -> Numbers:
    asked, since = talk.said[question], max(0, question - HISTORY)
    past = range(question - 1, since - 1, -1)
    speakers = [talk.said[k].speaker for k in past]
    other = next((k for k in past if talk.said[k].speaker != asked.speaker), None)
    own = next((k for k in past if talk.said[k].speaker == here.speaker), None)
    before = talk.said[other] if other is not None else None
    count = max(1, len(speakers))
    return np.array(
        [
            asked.start - before.end if before else nan,
            len(before.words) if before else nan,
            other is not None and talk.asks[other],
            before is not None and before.speaker == here.speaker,
            speakers.count(asked.speaker) / count,
            speakers.count(here.speaker) / count,
            len(set(speakers)),
            asked.start - talk.said[own].end if own is not None else nan,
            own is not None and talk.asks[own],
        ]
    )


def _has_substance(one: Said) -> bool:
    text = " ".join(one.words)
    return not is_back_channel(text) and not is_filler(text)


def _names() -> Iterator[str]:
    acts = (*ACTS, "asking")
    yield from (f"question {name}" for name in acts)
    yield from acts
    yield from (*_ITSELF, *_TIMES, *_ASKED, *_OWN, *_BEFORE, *_PAST)


NAMES = tuple(_names())
_AGREES, _STATES = ACTS.index("agreement"), ACTS.index("statement")
