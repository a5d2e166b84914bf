"""What of a session was written, and when last, in Unix seconds, 0 if never; hardly read."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from interview.model import SAMPLE_RATE, Track
from interview.store import Store, paths
from interview.store.landing import MANIFEST
from interview.store.live import DRAFTS
from interview.store.paths import Place

_TRACKS: tuple[Track, ...] = get_args(Track)
_SUMMED = (
    "events.jsonl",
    "job.txt",
    *(f"media/{track}/{MANIFEST}" for track in _TRACKS),
    *(f"{kind}{file}" for kind in ("verdict", "affect_verdict") for file in ("", "/active.json")),
)
_UTTERANCE = re.compile(r"[ci]-\d+-(\d+)")
"""Names of parts that hold an utterance: its first and its last sample."""
_TAIL = 8192
"""Bytes that hold the last line of a manifest."""

Mark = tuple[int, ...]
"""Differs when something was written in between."""


def events_changed(store: Store, session: str) -> float:
    return _changed(paths.session_folder(store.root, session) / "events.jsonl")


def kind_changed(store: Store, session: str, kind: str) -> float:
    """Of any version of a kind: each is renamed into the kind's folder."""
    return _changed(paths.session_folder(store.root, session) / paths.kind_name(kind))


def _changed(path: Place) -> float:
    try:
        return float(path.stat().st_mtime)
    except FileNotFoundError:
        return 0.0


def marks(store: Store, session: str) -> dict[str, Mark]:
    """By kind, and of `events`, `media` and `drafts`; NoSuchSession. The root is a folder."""
    folder = paths.local(paths.session_folder(store.root, session))
    with paths.expected(folder / "meta.json"), os.scandir(folder) as entries:
        folders = [Path(entry) for entry in entries if entry.is_dir()]
    marked = {each.name: tuple(_written(each)) for each in folders}
    marked.pop("live", None)
    manifests = sorted(folder.glob(f"media/*/{MANIFEST}"))
    marked["media"] = tuple(number for manifest in manifests for number in _file(manifest))
    return {**marked, "events": _file(folder / "events.jsonl"), "drafts": _file(folder / DRAFTS)}


def landed(store: Store, session: str, track: Track) -> Mark:
    """Of one track's media; NoSuchSession. Empty where nothing has landed."""
    return _file(paths.local(store._folder(session)) / "media" / track / MANIFEST)


def summary(store: Store, session: str) -> Mark:
    """Of events, posting, media and verdict alone: some microseconds, for lists of thousands."""
    folder = str(paths.local(paths.session_folder(store.root, session)))
    return tuple(number for name in _SUMMED for number in (*_file(f"{folder}/{name}"), -1))


def kept(store: Store, session: str, kind: str) -> Mark:
    """Of one kind, all its versions; empty where there is none."""
    folder = paths.session_folder(store.root, session) / paths.kind_name(kind)
    return tuple(_written(paths.local(folder)))


def reached(store: Store, session: str) -> float:
    """As `Store.duration`, by the last line of each manifest, which nothing verifies."""
    media = paths.local(paths.session_folder(store.root, session)) / "media"
    return max((_last_end(path) for path in media.glob(f"*/{MANIFEST}")), default=0.0)


def heard(store: Store, session: str) -> float:
    """Up to which second words are there, by the names of their parts; 0 where there are none."""
    folder = paths.local(paths.session_folder(store.root, session)) / "words"
    ends = (_UTTERANCE.fullmatch(part.stem) for part in folder.glob("*/*"))
    return max((int(end[1]) / SAMPLE_RATE for end in ends if end), default=0.0)


def _last_end(manifest: Path) -> float:
    with manifest.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _TAIL))
        lines = file.read().split(b"\n")[:-1]
    return float(json.loads(lines[-1])["end"]) if lines else 0.0


def _written(folder: Path) -> Iterator[int]:
    """Each file comes by a rename: its inode is new, and so is the time of the folder."""
    try:
        yield folder.stat().st_mtime_ns
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir():
                    yield from _written(Path(entry))
                else:
                    yield entry.inode()
    except FileNotFoundError:  # erased meanwhile
        return


def _file(path: Path | str) -> Mark:
    try:
        told = os.stat(path)  # noqa: PTH116  # three times as quick
    except FileNotFoundError:
        return ()
    return told.st_ino, told.st_size, told.st_mtime_ns
