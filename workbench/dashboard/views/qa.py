"""Questions with what answers them, and with what the answers are evidence of."""

from collections.abc import Mapping, Sequence

import panel as pn

from interview.errors import NotMade
from interview.model import Evidence, QAPair, Turn
from interview.shapes import seconds, unit
from workbench.dashboard.viewing import Viewing
from workbench.dashboard.views import controls, correcting, player
from workbench.dashboard.views.component import Mirror, WorkplaceView, script, style
from workbench.dashboard.views.keyed import Message, Picture, Row, picture

KINDS = frozenset({"pairs", "turns", "evidence", "events"})


def rows(
    pairs: Sequence[QAPair], turns: Sequence[Turn], evidence: Sequence[Evidence]
) -> list[tuple[str, Row]]:
    """A row a pair; its answers are turns with the probability that they answer."""
    by_id = {turn.id: turn for turn in turns}
    return [(pair.id, _row(pair, by_id, evidence)) for pair in pairs]


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
        "evidence": [_evidence(one) for one in evidence if one.qa == pair.id],
    }


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
    seen = viewing.session_view()
    try:
        pairs, turns = seen.pairs, seen.turns
    except NotMade:
        pairs, turns = [], []
    covered = viewing.covered
    try:
        evidence = [] if covered else seen.evidence
    except NotMade:
        evidence = []
    return picture(
        rows(pairs, turns, evidence),
        covered=covered,
        status=seen.status,
        may_correct=viewing.user.role == "examiner",
    )


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
