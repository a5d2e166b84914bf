"""A session's video as one file for browsers, kept as long as nothing new has landed."""

import shutil
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from weakref import finalize

from interview.errors import BadInput, BadMedia
from interview.model import Track
from interview.store import Store
from interview.store.changes import Mark, landed
from interview.store.copies import PREFIX

TRACK: Track = "candidate_video"
KEPT = 8
"""Files; each may have hundreds of megabytes."""
FRESH = 10.0
"""Seconds for which a file stands though the interview goes on."""


@dataclass(frozen=True, slots=True)
class Picture:
    path: Path
    type: str
    mark: Mark
    made: float


@dataclass
class Pictures:
    """Makes the files, one at a time, in a folder that goes with it.

    Each lies in a folder `session=<id>`, by which erasing finds what a dead process left.
    """

    store: Store
    _folder: Path = field(default_factory=lambda: Path(mkdtemp(prefix=PREFIX)))
    _made: dict[str, Picture] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        finalize(self, shutil.rmtree, self._folder, ignore_errors=True)

    def of(self, session: str) -> Picture:
        """BadInput where no video has landed."""
        with self._lock:
            self._drop_erased()
            mark = landed(self.store, session, TRACK)
            if not mark:
                raise BadInput(f"session {session} has no video")
            known = self._made.get(session)
            if known and (known.mark == mark or time.monotonic() < known.made + FRESH):
                return known
            self._made[session] = self._make(session, mark)
            for old in list(self._made)[:-KEPT]:
                self._drop(old)
            return self._made[session]

    def _make(self, session: str, mark: Mark) -> Picture:
        self._drop(session)
        folder = self._folder / f"session={session}"
        folder.mkdir()
        for suffix, type_ in ((".mp4", "video/mp4"), (".webm", "video/webm")):
            path = folder / f"candidate_video{suffix}"
            try:
                self.store.write_video(session, TRACK, path)
            except BadMedia:  # what browsers record is no MP4, nor is every video a WebM
                continue
            return Picture(path, type_, mark, time.monotonic())
        raise BadMedia(f"no browser shows the video of session {session}: export it as media")

    def _drop_erased(self) -> None:
        for session in [each for each in self._made if not self.store.exists(each)]:
            self._drop(session)

    def _drop(self, session: str) -> None:
        self._made.pop(session, None)
        shutil.rmtree(self._folder / f"session={session}", ignore_errors=True)
