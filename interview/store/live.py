"""What changes all the time while a session goes on: its events, and what is being said."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from interview.model import Event, Speaker
from interview.store import Store, paths
from interview.store.chain import Reader, canonical

_FOLDER, _DRAFT = "live", "draft.json"


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


def write_drafts(store: Store, session: str, drafts: Sequence[Draft], at: float) -> None:
    """What stood there before is gone; `at` in Unix seconds."""
    folder = paths.local(store._folder(session)) / _FOLDER
    with paths.expected(folder):
        folder.mkdir(exist_ok=True)
    text = canonical({"at": at, "drafts": [asdict(draft) for draft in drafts]})
    paths.replace(folder / _DRAFT, text)


def read_drafts(store: Store, session: str) -> tuple[float, list[Draft]]:
    """The drafts and when they were written, in Unix seconds; none, at 0, where there are none."""
    path = paths.local(store._folder(session)) / _FOLDER / _DRAFT
    try:
        told = json.loads(path.read_bytes())
    except FileNotFoundError:
        return 0.0, []
    return told["at"], [Draft(**draft) for draft in told["drafts"]]
