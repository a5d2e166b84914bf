"""The script: who said what and when, while it is being said and afterwards."""

from collections.abc import Sequence

import panel as pn

from interview.corrections import standing
from interview.model import Gap, Turn
from interview.shapes import in_order, seconds, unit
from interview.store.live import read_drafts
from workbench.dashboard.viewing import Viewing
from workbench.dashboard.views import controls, correcting, heard, player, talking
from workbench.dashboard.views.component import Mirror, WorkplaceView, script, style
from workbench.dashboard.views.keyed import Message, Picture, Row, picture

KINDS = frozenset({"turns", "words", "drafts", "events", "media"})
Rows = list[tuple[str, Row]]


def rows(turns: Sequence[Turn]) -> Rows:
    """A row a turn; a word is its id, text, start, end and confidence."""
    ordered = in_order(turns)
    told = zip(ordered, talking.silences_before(ordered), talking.overlaps(ordered), strict=True)
    return [(turn.id, _row(turn, silence, shared)) for turn, silence, shared in told]


def _row(turn: Turn, silence: float, shared: float) -> Row:
    span = turn.span
    row: dict[str, object] = {
        "speaker": turn.speaker,
        "start": seconds(span.start),
        "end": seconds(span.end),
        "flags": list(turn.flags),
        "words": [
            [
                word.id,
                word.text,
                seconds(word.span.start),
                seconds(word.span.end),
                unit(word.confidence),
            ]
            for word in turn.words
        ],
    }
    if silence >= talking.PAUSE:
        row["pause"] = seconds(silence)
    if shared:
        row["overlap"] = seconds(shared)
    return row


def holes(gaps: Sequence[Gap]) -> Rows:
    """A row for each stretch of a voice that is missing."""
    return [
        (
            f"gap-{gap.track}-{seconds(gap.span.start)}",
            {
                "speaker": gap.track.removesuffix("_audio"),
                "start": seconds(gap.span.start),
                "end": seconds(gap.span.end),
                "missing": gap.cause,
            },
        )
        for gap in gaps
        if gap.track.endswith("_audio")
    ]


def look(viewing: Viewing) -> Picture:
    store, session = viewing.store, viewing.session
    _, drafts = read_drafts(store, session)
    corrections = standing(store.events(session))
    return picture(
        [*heard.once(viewing, rows), *holes(store.gaps(session))],
        talk=heard.once(viewing, talking.figures),
        drafts=[
            [draft.speaker, seconds(draft.begin), seconds(draft.end), draft.text]
            for draft in drafts
            if draft.text.strip()
        ],
        waiting=correcting.waiting(heard.once(viewing, list), corrections) if corrections else {},
        status=store.status(session),
        may_correct=viewing.user.role == "examiner",
    )


class ScriptView(Mirror):
    _esm = script("parts", "mirror", "words", "search", "talk", "correcting", "script")
    _stylesheets = style("parts", "script")

    def _asked(self, message: Message) -> str:
        return correcting.correct(self._viewing, message)


def page(viewing: Viewing) -> pn.viewable.Viewable:
    return WorkplaceView(
        main=ScriptView(viewing, look, KINDS),
        side=[player.component(viewing), controls.component(viewing)],
    )
