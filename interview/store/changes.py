"""When a part of a session was written last, in Unix seconds, 0 if never; nothing is read."""

from interview.store import Store, paths
from interview.store.paths import Place


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
