"""Questions with what answers them, and with what the answers are evidence of."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from typing import TypeVar

import panel as pn

from interview.errors import NotMade
from interview.model import SPEAKERS, Evidence, QAPair, Speaker, Turn
from interview.shapes import in_order, seconds, unit
from workbench.dashboard.viewing import Viewing
from workbench.dashboard.views import controls, correcting, heard, player
from workbench.dashboard.views.component import Mirror, WorkplaceView, script, style
from workbench.dashboard.views.keyed import Message, Picture, Row, picture
from workbench.figures.columns import numbers

T = TypeVar("T")

OTHERS = 5
"""Turns that are offered as answers beside those that are linked."""
KINDS = frozenset({"pairs", "words", "turns", "evidence", "events"})


@dataclass(frozen=True, slots=True)
class Talk:
    """Turns by id, and of each speaker those that may answer, with when they begin and in order."""

    turns: Mapping[str, Turn]
    replies: Mapping[Speaker, Sequence[tuple[float, Turn]]]


def talk(turns: Sequence[Turn]) -> Talk:
    begun = [(turn.span.start, turn) for turn in in_order(turns)]
    replies = {
        speaker: [
            (start, turn)
            for start, turn in begun
            if turn.speaker == speaker and "backchannel" not in turn.flags
        ]
        for speaker in SPEAKERS
    }
    return Talk({turn.id: turn for turn in turns}, replies)


def rows(
    pairs: Sequence[QAPair], said: Talk, evidence: Sequence[Evidence]
) -> list[tuple[str, Row]]:
    """A row a pair; its answers are turns, which are given by id, and how surely they answer."""
    number, shown = numbers(pairs), defaultdict(list)
    for one in evidence:
        shown[one.qa].append(_evidence(one))
    return [
        (
            pair.id,
            {"number": number[pair.id], **_row(pair, said), "evidence": shown[pair.id]},
        )
        for pair in pairs
    ]


def _row(pair: QAPair, said: Talk) -> Row:
    linked, turns = {link.turn: link.p for link in pair.links}, said.turns
    return {
        "kind": pair.kind,
        "question": pair.question,
        "start": seconds(pair.span.start),
        "end": seconds(pair.span.end),
        "confidence": unit(pair.confidence),
        "unanswered": unit(pair.unanswered_p),
        "answered": pair.answered,
        "asked": [_turn(turns[turn]) for turn in pair.question_turns if turn in turns],
        "answers": [
            {**_turn(turns[turn]), "p": unit(linked[turn])}
            if turn in linked
            else _turn(turns[turn])
            for turn in pair.answer_turns
            if turn in turns
        ],
        "others": [[turn.id, seconds(start), turn.text] for start, turn in _others(pair, said)],
    }


def _others(pair: QAPair, said: Talk) -> list[tuple[float, Turn]]:
    """Turns that might answer as well: the next of who was asked."""
    asked = said.turns.get(pair.id)
    if asked is None:
        return []
    replies = said.replies[SPEAKERS[1 - SPEAKERS.index(asked.speaker)]]
    later = replies[bisect_right(replies, asked.span.start, key=itemgetter(0)) :]
    return list(islice((one for one in later if one[1].id not in pair.answer_turns), OTHERS))


def _turn(turn: Turn) -> dict[str, object]:
    span = turn.span
    return {
        "id": turn.id,
        "speaker": turn.speaker,
        "start": seconds(span.start),
        "end": seconds(span.end),
        "text": turn.text,
    }


def _evidence(one: Evidence) -> dict[str, object]:
    return {
        "id": one.id,
        "dimension": one.dimension,
        "value": unit(one.value),
        "sd": unit(one.sd),
        "scorer": one.scorer,
        "quote": one.quote,
        "words": list(one.words),
        "times": [[seconds(span.start), seconds(span.end)] for span in one.times],
        "requirement": one.requirement or "",
    }


def look(viewing: Viewing) -> Picture:
    seen, covered = viewing.session_view(), viewing.covered
    return picture(
        rows(
            _made(lambda: seen.pairs),
            heard.once(viewing, talk),
            [] if covered else _made(lambda: seen.evidence),
        ),
        covered=covered,
        role=viewing.user.role,
        status=seen.status,
        may_correct=viewing.user.role == "examiner",
    )


def _made(read: Callable[[], list[T]]) -> list[T]:
    """Nothing where it is not made yet."""
    try:
        return read()
    except NotMade:
        return []


class AnswersView(Mirror):
    _esm = script("parts", "mirror", "qa")
    _stylesheets = style("parts", "qa")

    def _asked(self, message: Message) -> str:
        return correcting.correct(self._viewing, message)


def page(viewing: Viewing) -> pn.viewable.Viewable:
    return WorkplaceView(
        main=AnswersView(viewing, look, KINDS),
        side=[player.component(viewing), controls.component(viewing)],
    )
