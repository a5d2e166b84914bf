"""The player: the candidate's video and both voices, on a clock that all views share."""

from collections.abc import Sequence

from interview.model import Turn
from interview.shapes import seconds
from workbench.dashboard.viewing import Viewing
from workbench.dashboard.views import heard
from workbench.dashboard.views.component import Mirror, script, style
from workbench.dashboard.views.keyed import Picture, Row, picture

KINDS = frozenset({"words", "turns", "media", "events"})


def lanes(turns: Sequence[Turn]) -> list[tuple[str, Row]]:
    """When each of the two talks: a row a turn."""
    return [
        (
            turn.id,
            {"speaker": turn.speaker, "start": seconds(span.start), "end": seconds(span.end)},
        )
        for turn, span in ((turn, turn.span) for turn in turns)
    ]


def look(viewing: Viewing) -> Picture:
    store, session = viewing.store, viewing.session
    return picture(
        heard.once(viewing, lanes),
        tracks=list(store.tracks(session)),
        duration=seconds(store.duration(session)),
    )


class PlayerView(Mirror):
    _esm = script("parts", "mirror", "player")
    _stylesheets = style("parts", "player")


def component(viewing: Viewing) -> PlayerView:
    """One a page: the others hear of its time by events on `document`."""
    return PlayerView(viewing, look, KINDS)
