"""What is being said, shown until the words are there."""

import threading
from collections.abc import Callable, Sequence

from dagster_project.live.ears import Heard
from interview.model import SPEAKERS, Speaker, Utterance
from interview.ports import Drafting
from interview.store import Store
from interview.store.live import Draft, write_drafts

EVERY = 1.0
"""Seconds from one draft to the next, at least."""
LEAST = 0.6
"""Seconds of an utterance, and of what came since its last draft, that are worth one."""


class Drafts:
    """Decodes what goes on in a thread of its own; `clock` gives Unix seconds."""

    def __init__(
        self, store: Store, session: str, engine: Drafting, clock: Callable[[], float]
    ) -> None:
        self._store, self._session, self._engine, self._clock = store, session, engine, clock
        self._lock = threading.Lock()
        self._drafts: dict[Speaker, Draft] = {}
        self._stored: dict[Speaker, float] = dict.fromkeys(SPEAKERS, 0.0)
        self._offered: Sequence[Heard] = ()
        self._next = 0.0
        self._something = threading.Event()
        threading.Thread(target=self._draft_all, name="drafts", daemon=True).start()
        self._write()

    def offer(self, going_on: Callable[[], Sequence[Heard]]) -> None:
        """Drafts the utterances that go on, if it is time for that."""
        if self._clock() < self._next or self._something.is_set():
            return
        self._offered = [heard for heard in going_on() if self._is_new(heard.utterance)]
        if self._offered:
            self._next = self._clock() + EVERY
            self._something.set()

    def stored(self, utterance: Utterance) -> None:
        """Its words are in the store: no draft of it is shown any more."""
        with self._lock:
            self._stored[utterance.speaker] = utterance.span.end
            draft = self._drafts.get(utterance.speaker)
            if draft is not None and draft.begin < utterance.span.end:
                del self._drafts[utterance.speaker]
                self._write()

    def _is_new(self, utterance: Utterance) -> bool:
        draft = self._drafts.get(utterance.speaker)
        known = draft.end if draft is not None else utterance.span.start
        return utterance.span.end >= known + LEAST

    def _draft_all(self) -> None:
        while self._something.wait():
            for heard in self._offered:
                self._draft(heard.utterance, self._engine.draft(heard.own))
            self._something.clear()

    def _draft(self, utterance: Utterance, text: str) -> None:
        span, speaker = utterance.span, utterance.speaker
        with self._lock:
            if span.start >= self._stored[speaker]:
                self._drafts[speaker] = Draft(speaker, span.start, span.end, text)
                self._write()

    def _write(self) -> None:
        drafts = [self._drafts[speaker] for speaker in SPEAKERS if speaker in self._drafts]
        write_drafts(self._store, self._session, drafts, self._clock())
