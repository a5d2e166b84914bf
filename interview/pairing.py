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

from interview.conversation import LIKELY, Conversation, asking_in, odds_of, read
from interview.corrections import Decision
from interview.linking import Fit
from interview.model import Answer, Link, PairKind, QAPair, Sentence, Span, Speaker, Turn, Word
from interview.phrases import (
    content,
    cuts_in,
    invites_to_go_on,
    points_back,
)
from interview.ports import Understanding
from interview.questions import STATEMENTS, Cues, cues, probability
from interview.remembering import remembering

VERSION = "pairing@3"

LINK: Mapping[str, float] = {
    "prior": 2.8,
    "answered_before": -1.2,  # each earlier turn that may have answered
    "asker_word": -0.12,  # each word the asker said since
    "candidate_moved_on": -2.0,  # "that sounds good": the candidate has had his answer
    "new_question": -4.5,  # each question the asker put since
    "other_question": -2.0,  # each question of the other that was no clarification
    "asks_back": -4.5,  # nothing but a question
    "go_on": 1.0,  # what is said then
    "given_back": -4.0,  # "go on": the other goes on with what he said before this question
    "named": 2.0,  # "oh, and the exam": at least as likely as this
    "named_another": -3.0,
}
SHOWN = 0.1
"""Links less likely than this are not kept."""
FORGOTTEN = -4.0
"""Log-odds below which no later turn is considered."""
BRIEF = 10
"""A question of up to so many words with a pronoun in it is about the answer before."""
SAME_WORDS = 0.5
"""Share of content words (Jaccard) from which a question is the earlier one again."""
HAND_SET = Understanding(Cues(), Fit())
"""Understands by rules alone."""


@dataclass(slots=True)
class _Question:
    kind: PairKind
    turns: list[int]


def pairs(
    turns: Sequence[Turn], understanding: Understanding, decided: tuple[Decision, ...] = ()
) -> list[QAPair]:
    """Every question of either speaker with the turns that answer it, in the order asked.

    The questions of one turn are one pair, and so is a question with its repetition. A turn may
    answer several pairs and ask at the same time. `links` holds every turn that answers with a
    probability of at least `SHOWN`, `answer_turns` those with at least `LIKELY`. What a person
    `decided` of a link is certain, and changes nothing but that link.
    """
    return _pairs(turns, understanding, decided)


@remembering
def _pairs(
    turns: Sequence[Turn], understanding: Understanding, decided: tuple[Decision, ...]
) -> list[QAPair]:
    script = read(turns, understanding)
    found: list[_Question] = []
    for at in script.asked:
        earlier = _latest(found, script, script.speakers[at])
        if earlier and _asks_again(earlier, at, script):
            earlier.turns.append(at)
        else:
            found.append(_Question(_kind(found, at, script), [at]))
    return [_pair(question, script, decided) for question in found]


def answers(
    pairs: Sequence[QAPair], turns: Sequence[Turn], understanding: Understanding
) -> list[Answer]:
    """What the candidate answered, in the order in which the answers end."""
    by_id = {turn.id: turn for turn in turns}
    odds = odds_of(turns, understanding)
    asking = {turn.id: _words(asking_in(turn, odds[at])) for at, turn in enumerate(turns)}
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


def _words(sentences: Sequence[Sentence]) -> list[Word]:
    return [word for sentence in sentences for word in sentence.words]


def _latest(found: Sequence[_Question], script: Conversation, speaker: Speaker) -> _Question | None:
    latest = reversed(found)
    return next((q for q in latest if script.speakers[q.turns[0]] == speaker), None)


def _asks_again(earlier: _Question, at: int, script: Conversation) -> bool:
    """Whether the turn repeats or explains a question that nobody has answered yet."""
    if not _open(earlier, at, script):
        return False
    between = range(earlier.turns[-1] + 1, at)
    return not script.only_ask.isdisjoint(between) or _alike(earlier, at, script)


def _open(question: _Question, at: int, script: Conversation) -> bool:
    return not any(p >= LIKELY for _, p in _links(question, script, at))


def _alike(earlier: _Question, at: int, script: Conversation) -> bool:
    before, now = (content(script.texts[k]) for k in (earlier.turns[0], at))
    return bool(now) and len(before & now) / len(before | now) >= SAME_WORDS


def _kind(found: Sequence[_Question], at: int, script: Conversation) -> PairKind:
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


def _takes_up(earlier: _Question, at: int, named: set[str], script: Conversation) -> bool:
    """Whether the question takes up what was answered to the earlier one."""
    said = [script.texts[k] for k, p in _links(earlier, script, at) if p >= LIKELY]
    if not said or "elicitation" in named:
        return False
    if named & {*STATEMENTS, "elliptical"}:
        return True
    asking = " ".join(sentence.text for sentence in script.asking[at])
    brief = len(asking.split()) <= BRIEF and points_back(asking)
    return bool(brief or content(asking) & {w for text in said for w in content(text)})


def _links(question: _Question, script: Conversation, until: int) -> list[tuple[int, float]]:
    """The other's later turns before `until`, each with the probability that it answers."""
    asker = script.speakers[question.turns[0]]
    odds, held, forgiven, found = LINK["prior"], -math.inf, False, dict[int, float]()
    for at in range(question.turns[0] + 1, until):
        if script.speakers[at] != asker:
            forgiven = _clarifies(question, at, script)
            found[at] = odds + (LINK["asks_back"] if forgiven else _fits(question, at, script))
            odds += 0.0 if forgiven else _spent(at, script)
        elif at not in question.turns:
            held = max(held, odds) if at in script.asked and _interrupts(at, script) else held
            odds = odds if forgiven else _after(question, at, odds, held, script)
            forgiven = False
        if max(odds, held) < FORGOTTEN:
            break
    return [(at, probability(own)) for at, own in _renamed(question, found, until, script)]


def _renamed(
    question: _Question, found: Mapping[int, float], until: int, script: Conversation
) -> list[tuple[int, float]]:
    """The log-odds of the turns, by what they name."""
    odds = dict(found)
    for at, named in script.named.items():
        if named in question.turns and at < until:
            odds[at] = max(odds.get(at, -math.inf), LINK["named"])
        elif at in odds and named < question.turns[0]:
            odds[at] += LINK["named_another"]
    return sorted(odds.items())


def _interrupts(at: int, script: Conversation) -> bool:
    """Whether the turn breaks into what the other says."""
    talked_over = at > 0 and script.spans[at].start < script.spans[at - 1].end
    return talked_over or cuts_in(script.texts[at])


def _after(question: _Question, at: int, odds: float, held: float, script: Conversation) -> float:
    """The log-odds after a turn of the asker; `held` as they were before he interrupted."""
    if not invites_to_go_on(script.texts[at]):
        return odds + _moved_on(at, script)
    if _interrupts(question.turns[0], script):
        return odds + LINK["given_back"]
    return max(odds, held) + LINK["go_on"]


def _clarifies(question: _Question, at: int, script: Conversation) -> bool:
    """Whether the other only asks back, where the question did not want to be asked."""
    welcome = question.kind == "clarification" or question.turns[0] in script.invite
    return at in script.only_ask and not welcome


def _fits(question: _Question, at: int, script: Conversation) -> float:
    asking = script.asking[question.turns[0]]
    return script.reading.log_odds(asking, at)


def _spent(at: int, script: Conversation) -> float:
    """How much less likely one turn of the other makes it that a later one answers."""
    if at in script.continuers:
        return 0.0
    return LINK["answered_before"] + LINK["other_question"] * (at in script.asked)


def _moved_on(at: int, script: Conversation) -> float:
    """The same for a turn of the asker that is not the question itself."""
    turn = script.turns[at]
    if at in script.asked:
        return LINK["new_question"]
    if "backchannel" in turn.flags:
        return 0.0
    closed = LINK["candidate_moved_on"] if turn.speaker == "candidate" else 0.0
    return closed + LINK["asker_word"] * len(turn.words)


def _decided(
    links: Sequence[tuple[int, float]],
    question: _Question,
    script: Conversation,
    decided: Sequence[Decision],
) -> list[tuple[int, float]]:
    """The links with what persons say of them."""
    if not decided:
        return list(links)
    at = {turn.id: place for place, turn in enumerate(script.turns)}
    known = ((at.get(asked), at.get(turn), answers) for asked, turn, answers in decided)
    said = {k: float(yes) for asked, k, yes in known if asked in question.turns and k is not None}
    return sorted({**dict(links), **said}.items())


def _pair(question: _Question, script: Conversation, decided: Sequence[Decision]) -> QAPair:
    links = _decided(_links(question, script, len(script.turns)), question, script, decided)
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
