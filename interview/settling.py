"""When an answer counts: once it has settled, as far as it was said while profiling was on.

Both are decided by the times of words alone, so that what is heard later, however late, gives what
would have been decided at once.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from itertools import accumulate
from math import inf

from interview import pairing, script
from interview.corrections import Decision
from interview.model import Answer, Event, QAPair, Span, Speaker, Turn
from interview.ports import Understanding
from interview.remembering import Key

VERSION = "settling@1"

SETTLING = 1.0
"""Seconds of silence after which an answer is taken as it is, until it goes on."""


@dataclass(frozen=True, slots=True)
class Settled:
    """An answer (its pair's id) as it settled: `end` of its last word, sha256 of all its inputs.

    The digest covers what is judged and by which models, not how surely the answer belongs to its
    question.
    """

    answer: str
    digest: str
    end: float


@dataclass(frozen=True, slots=True)
class Switch:
    """Profiling was switched on or off, `time` on the session clock."""

    time: float
    on: bool


def switches(events: Iterable[Event]) -> list[Switch]:
    """How the interviewer switched profiling; before the first switch it is on."""
    switched = (event.body for event in events if event.kind == "profiling")
    return [Switch(float(str(body["time"])), bool(body["on"])) for body in switched]


def settled(
    answers: Sequence[Answer],
    turns: Sequence[Turn],
    heard: Mapping[Speaker, float],
    models: str = "",
) -> list[Settled]:
    """The answers as they have settled, in their order; one that goes on stays as it was.

    `models` are the versions of those that understand and judge.

    `heard` is up to which second all words of a speaker that BEGAN before are in `turns`. An answer
    settles after `SETTLING` seconds in which it does not go on, or when the interviewer goes on.
    """
    others = _begun(turns, "interviewer")
    cut = (_cut(answer, others, heard) for answer in answers)
    return [_settled(answer, models) for answer in cut if answer.words]


def profiled(
    turns: Sequence[Turn],
    pairs: Sequence[QAPair],
    switches: Sequence[Switch],
    understanding: Understanding,
    decided: tuple[Decision, ...] = (),
) -> list[Answer]:
    """What the candidate answered while profiling was on, in the order in which the answers end.

    `turns` and `pairs` are all there are. Of an answer that was being given when profiling went off
    that counts which had settled, and so it stays, with its pair, until it goes on with profiling
    on. A question counts as context of its answer, whenever it was asked. What a person `decided`
    of a link, or put right of the turns, counts as if it had been known at once.
    """
    answers = pairing.answers(pairs, turns, understanding)
    if all(switch.on for switch in switches):
        return answers
    held: dict[str, Answer] = {}
    for begin, end in _while_on(switches):
        known = answers if end == inf else _answers_at(turns, end, understanding, decided)
        before = {word.id for answer in held.values() for word in answer.words}
        for answer in known:
            kept = tuple(w for w in answer.words if w.id in before or w.span.start >= begin)
            if not before.issuperset(word.id for word in kept):
                held[answer.pair.id] = replace(answer, words=kept)
    return sorted(held.values(), key=pairing.ending)


def spoken(
    turns: Sequence[Turn], pairs: Sequence[QAPair], switches: Sequence[Switch]
) -> dict[str, Span]:
    """From the first to the last turn of each answer that begins while profiling is on."""
    spans = {turn.id: turn.span for turn in turns}
    answers = {
        pair.id: spans[pair.answer_turns[0]].until(spans[pair.answer_turns[-1]])
        for pair in pairs
        if pair.answer_turns
    }
    return {pair: span for pair, span in answers.items() if _is_on(switches, span.start)}


def _is_on(switches: Sequence[Switch], time: float) -> bool:
    before = [switch.on for switch in switches if switch.time <= time]
    return before[-1] if before else True


def as_settled(answers: Sequence[Answer], settled: Iterable[Settled]) -> list[Answer]:
    """The answers that are named, each as far as it had settled."""
    ends = {each.answer: each.end for each in settled}
    known = (
        replace(answer, words=tuple(w for w in answer.words if w.span.end <= ends[answer.pair.id]))
        for answer in answers
        if answer.pair.id in ends
    )
    return sorted((answer for answer in known if answer.words), key=pairing.ending)


def digest(answer: Answer) -> str:
    """Of all that an answer is judged by: its pair's id, the question and the words."""
    judged = (answer.pair.id, answer.pair.question, answer.question, answer.words)
    return _digest(Key((answer.pair.id, len(answer.words)), judged))


@lru_cache(maxsize=1024)  # the answers of several hours
def _digest(judged: Key[tuple[object, ...]]) -> str:
    return sha256(repr(judged.value).encode()).hexdigest()


def _settled(answer: Answer, models: str) -> Settled:
    inputs = sha256(f"{digest(answer)} {models}".encode()).hexdigest()
    return Settled(answer.pair.id, inputs, answer.span.end)


def _cut(answer: Answer, others: Sequence[float], heard: Mapping[Speaker, float]) -> Answer:
    """The answer up to the last of its words after which it had settled; maybe without words."""
    words = answer.words
    ends = list(accumulate((word.span.end for word in words), max))
    starts = [*(word.span.start for word in words[1:]), inf]
    for count in range(len(words), 0, -1):
        end, then = ends[count - 1], min(starts[count - 1], heard["candidate"])
        until = min(then, heard["interviewer"])
        said = bisect_left(others, until) - bisect_left(others, end)
        if then - end >= SETTLING or said >= script.INTERRUPTING_WORDS:
            return replace(answer, words=words[:count])
    return replace(answer, words=())


def _begun(turns: Sequence[Turn], speaker: Speaker) -> list[float]:
    words = (word for turn in turns if turn.speaker == speaker for word in turn.words)
    return sorted(word.span.start for word in words)


def _while_on(switches: Sequence[Switch]) -> Iterator[tuple[float, float]]:
    """When profiling was on: from when until when."""
    since: float | None = 0.0
    for switch in sorted(switches, key=lambda switch: switch.time):
        if switch.on and since is None:
            since = switch.time
        elif not switch.on and since is not None:
            yield since, switch.time
            since = None
    if since is not None:
        yield since, inf


def _answers_at(
    turns: Sequence[Turn],
    time: float,
    understanding: Understanding,
    decided: tuple[Decision, ...],
) -> list[Answer]:
    """What had settled at a moment, from the words that had begun before it."""
    words = [w for turn in turns for w in turn.words if w.span.start < time]
    known = script.turns(script.sentences(words))
    heard: dict[Speaker, float] = {"candidate": time, "interviewer": time}
    others = _begun(known, "interviewer")
    answers = pairing.answers(pairing.pairs(known, understanding, decided), known, understanding)
    cut = (_cut(answer, others, heard) for answer in answers)
    return [answer for answer in cut if answer.words]
