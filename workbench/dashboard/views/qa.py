"""Questions with what answers them, and with what the answers are evidence of."""

from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import TypeVar

import panel as pn

from interview.errors import NotMade
from interview.model import Evidence, QAPair, Turn
from interview.shapes import seconds, unit
from workbench.dashboard.viewing import Viewing
from workbench.dashboard.views import controls, correcting, heard, player
from workbench.dashboard.views.component import Mirror, WorkplaceView, script, style
from workbench.dashboard.views.keyed import Message, Picture, Row, picture
from workbench.figures.columns import numbers

T = TypeVar("T")

OTHERS = 5
"""Turns that are offered as answers beside those that are linked."""
KINDS = frozenset({"pairs", "turns", "evidence", "events"})


def rows(
    pairs: Sequence[QAPair], turns: Mapping[str, Turn], evidence: Sequence[Evidence]
) -> list[tuple[str, Row]]:
    """A row a pair; its answers are turns, which are given by id, and how surely they answer."""
    number = numbers(pairs)
    return [(pair.id, {"number": number[pair.id], **_row(pair, turns, evidence)}) for pair in pairs]


def by_id(turns: Sequence[Turn]) -> dict[str, Turn]:
    return {turn.id: turn for turn in turns}


def _row(pair: QAPair, turns: Mapping[str, Turn], evidence: Sequence[Evidence]) -> Row:
    linked = {link.turn: link.p for link in pair.links}
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
        "others": [[turn.id, seconds(turn.span.start), turn.text] for turn in _others(pair, turns)],
        "evidence": [_evidence(one) for one in evidence if one.qa == pair.id],
    }


def _others(pair: QAPair, turns: Mapping[str, Turn]) -> list[Turn]:
    """Turns that might answer as well: the next of who was asked."""
    asked = turns.get(pair.id)
    if asked is None:
        return []
    later = (
        turn
        for turn in turns.values()
        if turn.speaker != asked.speaker
        and turn.span.start > asked.span.start
        and turn.id not in pair.answer_turns
        and "backchannel" not in turn.flags
    )
    return list(islice(later, OTHERS))


def _turn(turn: Turn) -> dict[str, object]:
    return {
        "id": turn.id,
        "speaker": turn.speaker,
        "start": seconds(turn.span.start),
        "end": seconds(turn.span.end),
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
            heard.once(viewing, by_id),
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
