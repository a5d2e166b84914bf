"""From the sound of a session to its words in the store, an utterance at a time."""

from collections.abc import Iterable
from math import inf

from assets import recent
from assets.speech import key
from dagster_project.live.ears import Ears, Heard
from dagster_project.live.presence import Presence
from interview import hearing
from interview.errors import Damaged, NotMade
from interview.hearing import Speech
from interview.model import SPEAKERS, Event, Speaker, Utterance, Word
from interview.store import Store


class Scribe:
    """Writes the words of a session down; what is written already is read."""

    def __init__(self, store: Store, session: str, speech: Speech) -> None:
        self._store, self._session, self._speech = store, session, speech
        self._ears = Ears(store, session, speech.voice)
        self._presence = Presence()
        self._written = set(store.parts(session, "words", speech.version))
        self._completed = self._finished = False
        self.words: list[Word] = []
        self.decoded = 0

    def follow(self, events: Iterable[Event]) -> None:
        """Each event once."""
        for event in events:
            self._presence.follow([event])
            self._completed |= event.kind == "completed"

    def listen(self, now: float) -> None:
        """Hears what has come until second `now` of the session."""
        all_heard = self._ears.listen(self._presence, now)
        if self._completed and all_heard and not self._finished:
            self._finished = True
            self._ears.finish()

    def next(self) -> Utterance | None:
        """Adds the words of the utterance that was closed first, if one is."""
        heard = self._ears.next()
        if heard is None:
            return None
        self.words = hearing.in_order([*self.words, *self._read_or_hear(heard)])
        return heard.utterance

    def open(self) -> list[Heard]:
        """The utterances that go on."""
        return self._ears.open()

    def write(self) -> str:
        """Keeps the words as the session's; their digest."""
        return recent.write(self._store, self._session, self.words, self._speech.version)

    @property
    def over(self) -> bool:
        """Whether all that was said is in `words`."""
        return self._finished and not self._ears.waiting

    @property
    def waiting(self) -> int:
        """Utterances that are closed and have no words yet."""
        return self._ears.waiting

    @property
    def catching_up(self) -> bool:
        """Whether more had been written, by another process, than is in `words`."""
        return bool(self._written)

    def heard(self) -> dict[Speaker, float]:
        """Up to which second all words of each speaker that began before are known."""
        return dict.fromkeys(SPEAKERS, inf) if self.over else self._ears.heard()

    def _read_or_hear(self, heard: Heard) -> list[Word]:
        where = self._session, "words", self._speech.version, key(heard.utterance)
        if where[-1] in self._written:
            try:
                return self._store.read_part(*where, list[Word])
            except (NotMade, Damaged):
                pass
            finally:
                self._written.remove(where[-1])
        words = hearing.recognised(
            heard.utterance, heard.own, heard.other, self._speech, self.words
        )
        self._store.write_part(*where, words)
        self.decoded += 1
        return words
