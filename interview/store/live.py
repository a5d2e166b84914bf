"""What changes all the time while a session goes on: its events, and what is being said."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from interview.model import Event, Speaker
from interview.store import Store, paths
from interview.store.chain import Reader, canonical

_FOLDER, _DRAFT = "live", "draft.json"
DRAFTS = f"{_FOLDER}/{_DRAFT}"
"""Where a session keeps them."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What an utterance that goes on seems to say; seconds on the session clock."""

    speaker: Speaker
    begin: float
    end: float
    text: str


def follow(store: Store, session: str) -> Callable[[], list[Event]]:
    """A function that gives the events since its last call, at first all."""
    reader = Reader(paths.local(store._folder(session)) / "events.jsonl")
    return lambda: [Event(**link) for link in reader.read()]


def last_change(store: Store, session: str) -> float:
    """When an event or media came last, in Unix seconds."""
    folder = paths.local(store._folder(session))
    with paths.expected(folder / "events.jsonl"):
        events = (folder / "events.jsonl").stat().st_mtime
    return max([events, *(track.stat().st_mtime for track in folder.glob("media/*"))])


@contextmanager
def claimed(store: Store, session: str) -> Iterator[None]:
    """Be the one that listens to a session; Transient where another process is."""
    with paths.locked(_folder(store, session), wait=False):
        yield


def write_drafts(store: Store, session: str, drafts: Sequence[Draft], at: float) -> None:
    """What stood there before is gone; `at` in Unix seconds."""
    text = canonical({"at": at, "drafts": [asdict(draft) for draft in drafts]})
    paths.replace(_folder(store, session) / _DRAFT, text)


def read_drafts(store: Store, session: str) -> tuple[float, list[Draft]]:
    """The drafts and when they were written, in Unix seconds; none, at 0, where there are none."""
    path = paths.local(store._folder(session)) / _FOLDER / _DRAFT
    try:
        told = json.loads(path.read_bytes())
    except FileNotFoundError:
        return 0.0, []
    return told["at"], [Draft(**draft) for draft in told["drafts"]]


def _folder(store: Store, session: str) -> Path:
    folder = paths.local(store._folder(session)) / _FOLDER
    with paths.expected(folder):
        folder.mkdir(exist_ok=True)
    return folder
