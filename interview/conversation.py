"""The turns of an interview, and what is looked at in them again and again when pairing them."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from interview.linking import continues
from interview.model import Sentence, Span, Speaker, Turn
from interview.phrases import (
    content,
    invites_questions,
    invites_to_go_on,
    is_filler,
    names_a_topic,
)
from interview.ports import Reading, Understanding
from interview.questions import cues, probability

LIKELY = 0.5
"""From this probability on a turn is held for a question, or for its answer."""
REPAIR_WORDS = 12
"""A turn of up to so many words that asks to hear something again says nothing else."""
TOPIC_WORDS = 6
"""At the beginning of a turn, in which it may name the earlier question that it answers."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """The turns, what is looked at in them again and again, and the positions of those that ask,
    that only ask, that invite to ask, and that leave the floor to the other."""

    turns: Sequence[Turn]
    reading: Reading
    speakers: Sequence[Speaker]
    texts: Sequence[str]
    spans: Sequence[Span]
    asking: Sequence[Sequence[Sentence]]
    asked: Mapping[int, float]
    only_ask: frozenset[int]
    invite: frozenset[int]
    continuers: frozenset[int]
    named: Mapping[int, int]
    """Of turns that begin by naming what an earlier question was about: the place of that."""


def read(turns: Sequence[Turn], understanding: Understanding) -> Conversation:
    odds = odds_of(turns, understanding)
    asked, asking = _asked(turns, odds), list(map(asking_in, turns, odds))
    texts = [turn.text for turn in turns]
    return Conversation(
        turns,
        understanding.linker.reading(turns),
        speakers=[turn.speaker for turn in turns],
        texts=texts,
        spans=[turn.span for turn in turns],
        asking=asking,
        asked=asked,
        only_ask=frozenset(at for at in asked if _only_asks(turns[at], asking[at])),
        invite=frozenset(at for at in asked if invites_questions(texts[at])),
        continuers=frozenset(at for at, turn in enumerate(turns) if continues(turn)),
        named=dict(_named(turns, [at for at in asked if turns[at].speaker == "interviewer"])),
    )


def odds_of(turns: Sequence[Turn], understanding: Understanding) -> list[list[float]]:
    """Of each sentence being a question; "go on" wants more of the answer to another."""
    return [
        [
            -math.inf if invites_to_go_on(s.text) else o
            for s, o in zip(turn.sentences, odds, strict=True)
        ]
        for turn, odds in zip(turns, understanding.questions.log_odds(turns), strict=True)
    ]


def _named(turns: Sequence[Turn], asked: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The candidate's turns that begin with the topic of a question other than the latest."""
    topics = {at: content(turns[at].text) for at in asked}
    for at, turn in enumerate(turns):
        opening = " ".join(word.text for word in turn.words[:TOPIC_WORDS])
        if turn.speaker == "candidate" and names_a_topic(opening):
            topic, before = content(opening), [k for k in asked if k < at]
            named = [k for k in before if topic and topic <= topics[k]]
            if named and not topic & topics[before[-1]]:
                yield at, named[-1]


def _asked(turns: Sequence[Turn], odds: Sequence[Sequence[float]]) -> dict[int, float]:
    likely = {
        at: probability(max(odds[at]))
        for at, turn in enumerate(turns)
        if "backchannel" not in turn.flags
    }
    return {at: p for at, p in likely.items() if p >= LIKELY}


def asking_in(turn: Turn, odds: Sequence[float]) -> list[Sentence]:
    """The sentences of a turn held for a question that ask it."""
    likely = [s for s, o in zip(turn.sentences, odds, strict=True) if o >= 0]
    return likely or [turn.sentences[-1]]


def _only_asks(turn: Turn, asking: Sequence[Sentence]) -> bool:
    if any("repair" in cues(s) for s in asking) and len(turn.words) <= REPAIR_WORDS:
        return True
    told = [s for s in turn.sentences if s not in asking or "inverted_inside" in cues(s)]
    return all(is_filler(sentence.text) for sentence in told)
