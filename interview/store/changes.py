"""What of a session was written, and when last, in Unix seconds, 0 if never; nothing is read."""

import os
from collections.abc import Iterator
from pathlib import Path

from interview.model import Track
from interview.store import Store, paths
from interview.store.landing import MANIFEST
from interview.store.live import DRAFTS
from interview.store.paths import Place

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


def _file(path: Path) -> Mark:
    try:
        told = path.stat()
    except FileNotFoundError:
        return ()
    return told.st_ino, told.st_size, told.st_mtime_ns
