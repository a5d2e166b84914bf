"""What stands around something that is said: the numbers by which a question is known.

Only words that are begun within `HORIZON` seconds after its end are looked at, so that a little
later nothing that is said can change them.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import nan

import numpy as np
from numpy.typing import NDArray

from interview.engines.acts import ACTS
from interview.model import Sentence
from interview.phrases import plain
from interview.remembering import Key

HORIZON = 5.0
"""Seconds; the reply to most questions begins within one."""
NEARBY = 12
"""How many things said before and after are searched for each speaker's last and next."""
LATE = 0.3
"""Seconds before the end of a question from which on something said may be the reply to it."""
RECENT = 40
"""How many things said before are searched for what was said within `FLOOR`."""
FLOOR = 30.0
"""Seconds before, in which who spoke most held the floor."""

SPELLED = {"okay": "o_k", "ok": "o_k", "alright": "right", "mhm": "mm-hmm", "mm": "mm-hmm"}
"""How the meetings spell what recognisers spell otherwise."""

Numbers = NDArray[np.float64]
Judge = Callable[[tuple[str, ...]], Numbers]
"""From words to the log-odds of `ACTS`, and last of asking at all."""

Spoken = tuple[str, float, float]
"""A word in lower case without marks, its start and its end in seconds."""


@dataclass(frozen=True, slots=True)
class Said:
    """A stretch of one speaker's words, at least one, in the order in which they begin."""

    speaker: str
    spoken: tuple[Spoken, ...]

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(word for word, _, _ in self.spoken)

    @property
    def start(self) -> float:
        return self.spoken[0][1]

    @property
    def end(self) -> float:
        return max(end for _, _, end in self.spoken)

    def before(self, time: float) -> "Said | None":
        """As far as it was begun before `time`."""
        if self.spoken[-1][1] < time:
            return self
        spoken = tuple(one for one in self.spoken if one[1] < time)
        return Said(self.speaker, spoken) if spoken else None


def heard(sentence: Sentence) -> Said:
    return _heard(Key((sentence.id, len(sentence.words)), sentence))


@lru_cache(maxsize=16384)  # the sentences of an hour as they grew
def _heard(sentence: Key[Sentence]) -> Said:
    return Said(
        sentence.value.speaker,
        tuple(
            (SPELLED.get(token, token), word.span.start, word.span.end)
            for word in sentence.value.words
            for token in plain(word.text).split() or [""]
        ),
    )


@dataclass(frozen=True, slots=True)
class Exchange:
    """Something said and what stands around it, each as far as it is looked at."""

    here: Said
    own_before: Said | None
    other_before: Said | None
    own_after: Said | None
    other_after: Said | None
    reply: Said | None
    """The first of another that begins when this is nearly over; maybe `other_after`."""
    answered_by_last: bool
    """Whether the one who replies is the last of the others who spoke before."""
    held: float
    """The speaker's share of what was said shortly before."""


def exchange(said: Sequence[Said], at: int) -> Exchange:
    """`said` is in the order of starts."""
    here = said[at]
    limit = here.end + HORIZON
    earlier = [said[k] for k in range(at - 1, max(-1, at - 1 - NEARBY), -1)]
    later = [one for one in said[at + 1 : at + 1 + NEARBY] if one.start < limit]

    def first(among: Sequence[Said], own: bool, since: float = -np.inf) -> Said | None:
        fits = (s for s in among if (s.speaker == here.speaker) == own and s.start >= since)
        found = next(fits, None)
        return found.before(limit) if found else None

    reply, other_before = first(later, False, here.end - LATE), first(earlier, False)
    return Exchange(
        here,
        first(earlier, True),
        other_before,
        first(later, True),
        first(later, False),
        reply,
        bool(reply and other_before and reply.speaker == other_before.speaker),
        _held(said, at),
    )


def _held(said: Sequence[Said], at: int) -> float:
    here, own, all_ = said[at], 0.0, 1e-6
    since = here.start - FLOOR
    for one in said[max(0, at - RECENT) : at]:
        so_far = one.before(here.start)
        if so_far and so_far.end > since:
            seconds = min(so_far.end, here.start) - max(one.start, since)
            own, all_ = own + seconds * (one.speaker == here.speaker), all_ + seconds
    return own / all_


def features(of: Exchange, judge: Judge) -> Numbers:
    """One number for each of `NAMES`; NaN where there is nothing."""
    here = of.here
    before = [
        (one, one.end if one else nan, here.start) for one in (of.own_before, of.other_before)
    ]
    after = [
        (one, here.end, one.start if one else nan)
        for one in (of.own_after, of.other_after, of.reply)
    ]
    around = [_neighbour(one, here, then - since, judge) for one, since, then in before + after]
    return np.concatenate([_own(here, judge), *around, _order(of)])


def _own(here: Said, judge: Judge) -> Numbers:
    seconds = here.end - here.start
    pauses = [b[1] - a[2] for a, b in pairwise(here.spoken)] or [0.0]
    word, start, end = here.spoken[-1]
    timing = [len(here.words), seconds, len(here.words) / max(0.1, seconds)]
    return np.array(
        [*judge(here.words), *timing, (end - start) / max(1, len(word)), max(pauses), pauses[-1]]
    )


def _neighbour(one: Said | None, here: Said, gap: float, judge: Judge) -> Numbers:
    if one is None:
        return np.full(len(_NEIGHBOUR), nan)
    words, others = set(here.words), set(one.words)
    alike = len(words & others) / len(words | others)
    return np.array([*judge(one.words), gap, len(one.words), alike])


def _order(of: Exchange) -> Numbers:
    here, inf = of.here, np.inf
    own = of.own_after.start if of.own_after else inf
    other = of.other_after.start if of.other_after else inf
    reply = of.reply.start if of.reply else inf
    silence = min(own, other, here.end + HORIZON) - here.end
    return np.array([own < other, own < reply, of.answered_by_last, silence, of.held])


def _names() -> Iterator[str]:
    yield from (*_ACTS, "words", "seconds", "rate", "last", "pause", "last pause")
    for who in ("own before", "other before", "own after", "other after", "reply"):
        yield from (f"{who} {name}" for name in _NEIGHBOUR)
    yield from ("own first", "own before reply", "answered by last", "silence", "held")


_ACTS = (*ACTS, "asking")
_NEIGHBOUR = (*_ACTS, "gap", "words", "alike")
NAMES = tuple(_names())
