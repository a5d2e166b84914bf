"""What a page that looks ten times a second sees of a live session, and when."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from interview.errors import InterviewError
from interview.model import SAMPLE_RATE, Verdict, Word
from interview.settling import Settled
from interview.store import Store
from interview.store.live import read_drafts
from workbench.bench.live_words import Drawn, Part

_LOOK = 0.1


@dataclass(frozen=True, slots=True)
class Settling:
    """A revision of an answer, and when it was in the store; seconds on the session clock."""

    settled: Settled
    at: float


class Watcher:
    """Looks at a session in a thread until it is left. Times are on the session clock."""

    def __init__(self, store: Store, session: str) -> None:
        self._store, self._session = store, session
        self._folder = Path(str(store.root)) / f"session={session}"
        self._start = store.meta(session).start_time
        self._drawn: dict[tuple[object, ...], Drawn] = {}
        self._stored: dict[Path, float] = {}
        self._settled: dict[tuple[str, str], Settling] = {}
        self._changed = self._judged = 0.0
        self.verdicts: dict[float, float] = {}
        """When each was in the store, by the second of the session up to which it speaks."""
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watcher")

    def __enter__(self) -> "Watcher":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self.look()

    def _run(self) -> None:
        while not self._over.wait(_LOOK):
            self.look()

    def look(self) -> None:
        now = time.time() - self._start
        for draft in read_drafts(self._store, self._session)[1]:
            seen = (draft.speaker, draft.begin, draft.text)
            self._drawn.setdefault(seen, Drawn(draft.speaker, draft.begin, draft.text, now))
        for path in self._folder.glob("words/*/*"):
            if path not in self._stored and not path.name.startswith("."):
                self._stored[path] = path.stat().st_ctime - self._start  # of the rename
        self._look_at_settled(now)
        self._look_at_verdict()

    def _look_at_settled(self, now: float) -> None:
        files = [path.stat().st_ctime for path in self._folder.glob("settled/settling@*")]
        if max(files, default=0.0) <= self._changed:
            return
        self._changed = max(files)
        try:
            settled = self._store.read(self._session, "settled", list[Settled])
        except InterviewError:
            return  # not all of it is there yet
        for each in settled:
            self._settled.setdefault((each.answer, each.digest), Settling(each, now))

    def _look_at_verdict(self) -> None:
        files = [path.stat().st_ctime for path in self._folder.glob("verdict/*@*")]
        if max(files, default=0.0) <= self._judged:
            return
        self._judged = max(files)
        try:
            verdict = self._store.read(self._session, "verdict", Verdict)
        except InterviewError:
            return  # not all of it is there yet
        self.verdicts.setdefault(verdict.time, self._judged - self._start)

    @property
    def drafts(self) -> list[Drawn]:
        return list(self._drawn.values())

    @property
    def settled(self) -> dict[tuple[str, str], Settling]:
        """By answer and digest."""
        return self._settled

    def last_part(self) -> float:
        """When words were last stored, in session time; -1 if never."""
        return max(list(self._stored.values()), default=-1.0)

    def parts(self) -> Iterator[Part]:
        """The utterances that hold words."""
        for path, at in self._stored.items():
            version, key = unquote(path.parent.name), path.stem
            words = self._store.read_part(self._session, "words", version, key, list[Word])
            if words:
                cut = int(key.rpartition("-")[2]) / SAMPLE_RATE
                yield Part(words[0].speaker, words, cut, at)
