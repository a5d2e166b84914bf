"""From turns to adjacency pairs: what was asked, and every turn that answers it.

A question waits for its answer while the conversation moves on, and each thing said in between
makes it less likely that the next turn of the other still answers it. So a link depends on the
turns up to its own alone, and an answer may go on after a back-channel, an interjection or a
clarification. All weights are log-odds set by hand; a detector tells what asks, and a linker what
the words and the times say for each link.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from interview.linking import Fit, continues
from interview.model import Answer, Link, PairKind, QAPair, Sentence, Span, Speaker, Turn, Word
from interview.phrases import content, invites_questions, is_filler, points_back
from interview.ports import Understanding
from interview.questions import STATEMENTS, Cues, cues, probability
from interview.remembering import remembering

VERSION = "pairing@1"

LINK: Mapping[str, float] = {
    "prior": 2.8,
    "answered_before": -1.2,  # each earlier turn that may have answered
    "asker_word": -0.12,  # each word the asker said since
    "candidate_moved_on": -2.0,  # "that sounds good": the candidate has had his answer
    "new_question": -4.5,  # each question the asker put since
    "other_question": -2.0,  # each question of the other that was no clarification
    "asks_back": -4.5,  # nothing but a question
}
SHOWN = 0.1
"""Links less likely than this are not kept."""
LIKELY = 0.5
"""From this probability on a turn is held for a question, or for its answer."""
FORGOTTEN = -4.0
"""Log-odds below which no later turn is considered."""
REPAIR_WORDS = 12
"""A turn of up to so many words that asks to hear something again says nothing else."""
BRIEF = 10
"""A question of up to so many words with a pronoun in it is about the answer before."""
SAME_WORDS = 0.5
"""Share of content words (Jaccard) from which a question is the earlier one again."""
HAND_SET = Understanding(Cues(), Fit())
"""Understands by rules alone."""


@dataclass(frozen=True, slots=True)
class _Script:
    """The turns, what is looked at in them again and again, and the positions of those that ask,
    that only ask, and that invite to ask."""

    turns: Sequence[Turn]
    understanding: Understanding
    speakers: Sequence[Speaker]
    texts: Sequence[str]
    spans: Sequence[Span]
    asking: Sequence[Sequence[Sentence]]
    asked: Mapping[int, float]
    only_ask: frozenset[int]
    invite: frozenset[int]


@dataclass(slots=True)
class _Question:
    kind: PairKind
    turns: list[int]


@remembering
def pairs(turns: Sequence[Turn], understanding: Understanding) -> list[QAPair]:
    """Every question of either speaker with the turns that answer it, in the order asked.

    The questions of one turn are one pair, and so is a question with its repetition. A turn may
    answer several pairs and ask at the same time. `links` holds every turn that answers with a
    probability of at least `SHOWN`, `answer_turns` those with at least `LIKELY`.
    """
    script = _read(turns, understanding)
    found: list[_Question] = []
    for at in script.asked:
        earlier = _latest(found, script, script.speakers[at])
        if earlier and _asks_again(earlier, at, script):
            earlier.turns.append(at)
        else:
            found.append(_Question(_kind(found, at, script), [at]))
    return [_pair(question, script) for question in found]


def _read(turns: Sequence[Turn], understanding: Understanding) -> _Script:
    odds = understanding.questions.log_odds(turns)
    asked, asking = _asked(turns, odds), list(map(_asking, turns, odds))
    return _Script(
        turns,
        understanding,
        speakers=[turn.speaker for turn in turns],
        texts=[turn.text for turn in turns],
        spans=[turn.span for turn in turns],
        asking=asking,
        asked=asked,
        only_ask=frozenset(at for at in asked if _only_asks(turns[at], asking[at])),
        invite=frozenset(at for at in asked if invites_questions(turns[at].text)),
    )


def answers(
    pairs: Sequence[QAPair], turns: Sequence[Turn], understanding: Understanding
) -> list[Answer]:
    """What the candidate answered, in the order in which the answers end."""
    by_id = {turn.id: turn for turn in turns}
    odds = understanding.questions.log_odds(turns)
    asking = {turn.id: _words(_asking(turn, odds[at])) for at, turn in enumerate(turns)}
    found = [
        Answer(
            pair,
            tuple(word for at in pair.question_turns for word in asking[at]),
            tuple(word for at in pair.answer_turns for word in by_id[at].words),
        )
        for pair in pairs
        if pair.answered and by_id[pair.id].speaker == "interviewer"
    ]
    return sorted(found, key=ending)


def ending(answer: Answer) -> tuple[float, float]:
    """Orders answers by when they end."""
    return answer.span.end, answer.span.start


def _asked(turns: Sequence[Turn], odds: Sequence[Sequence[float]]) -> dict[int, float]:
    likely = {
        at: probability(max(odds[at]))
        for at, turn in enumerate(turns)
        if "backchannel" not in turn.flags
    }
    return {at: p for at, p in likely.items() if p >= LIKELY}


def _asking(turn: Turn, odds: Sequence[float]) -> list[Sentence]:
    """The sentences of a turn held for a question that ask it."""
    likely = [s for s, o in zip(turn.sentences, odds, strict=True) if o >= 0]
    return likely or [turn.sentences[-1]]


def _words(sentences: Sequence[Sentence]) -> list[Word]:
    return [word for sentence in sentences for word in sentence.words]


def _latest(found: Sequence[_Question], script: _Script, speaker: Speaker) -> _Question | None:
    latest = reversed(found)
    return next((q for q in latest if script.speakers[q.turns[0]] == speaker), None)


def _asks_again(earlier: _Question, at: int, script: _Script) -> bool:
    """Whether the turn repeats or explains a question that nobody has answered yet."""
    if not _open(earlier, at, script):
        return False
    between = range(earlier.turns[-1] + 1, at)
    return not script.only_ask.isdisjoint(between) or _alike(earlier, at, script)


def _open(question: _Question, at: int, script: _Script) -> bool:
    return not any(p >= LIKELY for _, p in _links(question, script, at))


def _only_asks(turn: Turn, asking: Sequence[Sentence]) -> bool:
    if any("repair" in cues(s) for s in asking) and len(turn.words) <= REPAIR_WORDS:
        return True
    told = [s for s in turn.sentences if s not in asking or "inverted_inside" in cues(s)]
    return all(is_filler(sentence.text) for sentence in told)


def _alike(earlier: _Question, at: int, script: _Script) -> bool:
    before, now = (content(script.texts[k]) for k in (earlier.turns[0], at))
    return bool(now) and len(before & now) / len(before | now) >= SAME_WORDS


def _kind(found: Sequence[_Question], at: int, script: _Script) -> PairKind:
    turn = script.turns[at]
    named = {cue for sentence in script.asking[at] for cue in cues(sentence)}
    if "repair" in named:
        return "clarification"
    if turn.speaker == "interviewer":
        earlier = _latest(found, script, "interviewer")
        return "follow_up" if earlier and _takes_up(earlier, at, named, script) else "question"
    put = _latest(found, script, "interviewer")
    asks_back = put and _clarifies(put, at, script) and _open(put, at, script)
    return "clarification" if asks_back else "candidate_question"


def _takes_up(earlier: _Question, at: int, named: set[str], script: _Script) -> bool:
    """Whether the question takes up what was answered to the earlier one."""
    said = [script.texts[k] for k, p in _links(earlier, script, at) if p >= LIKELY]
    if not said or "elicitation" in named:
        return False
    if named & {*STATEMENTS, "elliptical"}:
        return True
    asking = " ".join(sentence.text for sentence in script.asking[at])
    brief = len(asking.split()) <= BRIEF and points_back(asking)
    return bool(brief or content(asking) & {w for text in said for w in content(text)})


def _links(question: _Question, script: _Script, until: int) -> list[tuple[int, float]]:
    """The other's later turns before `until`, each with the probability that it answers."""
    asker = script.speakers[question.turns[0]]
    odds, forgiven, found = LINK["prior"], False, []
    for at in range(question.turns[0] + 1, until):
        if script.speakers[at] != asker:
            forgiven = _clarifies(question, at, script)
            fit = LINK["asks_back"] if forgiven else _fits(question, at, script)
            found.append((at, probability(odds + fit)))
            odds += 0.0 if forgiven else _spent(at, script)
        elif at not in question.turns:
            odds += 0.0 if forgiven else _moved_on(at, script)
            forgiven = False
        if odds < FORGOTTEN:
            break
    return found


def _clarifies(question: _Question, at: int, script: _Script) -> bool:
    """Whether the other only asks back, where the question did not want to be asked."""
    welcome = question.kind == "clarification" or question.turns[0] in script.invite
    return at in script.only_ask and not welcome


def _fits(question: _Question, at: int, script: _Script) -> float:
    asking = script.asking[question.turns[0]]
    return script.understanding.linker.log_odds(script.turns, asking, at)


def _spent(at: int, script: _Script) -> float:
    """How much less likely one turn of the other makes it that a later one answers."""
    if continues(script.turns[at]):
        return 0.0
    return LINK["answered_before"] + LINK["other_question"] * (at in script.asked)


def _moved_on(at: int, script: _Script) -> float:
    """The same for a turn of the asker that is not the question itself."""
    turn = script.turns[at]
    if at in script.asked:
        return LINK["new_question"]
    if "backchannel" in turn.flags:
        return 0.0
    closed = LINK["candidate_moved_on"] if turn.speaker == "candidate" else 0.0
    return closed + LINK["asker_word"] * len(turn.words)


def _pair(question: _Question, script: _Script) -> QAPair:
    links = _links(question, script, len(script.turns))
    said = [at for at, p in links if p >= LIKELY]
    spans = [script.spans[at] for at in (*question.turns, *said)]
    unanswered = math.prod(1 - p for _, p in links)
    return QAPair(
        id=script.turns[question.turns[0]].id,
        kind=question.kind,
        question=" ".join(sentence.text for at in question.turns for sentence in script.asking[at]),
        answer=" ".join(script.texts[at] for at in said) or None,
        question_turns=tuple(script.turns[at].id for at in question.turns),
        answer_turns=tuple(script.turns[at].id for at in said),
        links=tuple(Link(script.turns[at].id, p) for at, p in links if p >= SHOWN),
        confidence=script.asked[question.turns[0]] * (1 - unanswered if said else unanswered),
        unanswered_p=unanswered,
        span=Span(spans[0].start, max(span.end for span in spans)),
    )
