"""Who sends sound, by the events: what does not come from who is muted or gone is silence."""

from collections.abc import Iterable

from interview.model import SPEAKERS, Event, Speaker

LATE = 2.0
"""Seconds for which what was said before a person fell silent may still be under way."""


class Presence:
    """Both people: from the connection on their sound is awaited."""

    def __init__(self) -> None:
        self._muted: dict[Speaker, bool] = dict.fromkeys(SPEAKERS, False)
        self._away: dict[Speaker, bool] = dict.fromkeys(SPEAKERS, True)

    def follow(self, events: Iterable[Event]) -> None:
        for event in events:
            people = [role for role in SPEAKERS if role == event.who]
            match event.kind:
                case "recovered":  # the server had died, and so had all calls
                    self._away = dict.fromkeys(SPEAKERS, True)
                case "connection" | "left":
                    self._away.update(dict.fromkeys(people, event.kind == "left"))
                case "muted" if event.body["kind"] == "audio":
                    self._muted.update(dict.fromkeys(people, bool(event.body["on"])))

    def silent(self, speaker: Speaker, now: float) -> float | None:
        """Up to when nothing more will come from them, if that is known; seconds, as `now`."""
        return now - LATE if self._muted[speaker] or self._away[speaker] else None
