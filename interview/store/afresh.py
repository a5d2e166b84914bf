"""A session as it was given, to make all that follows from it once more."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from interview.store import Store, paths

GIVEN = ("meta.json", "events.jsonl", "job.txt", "weights.json", "media", "replies")


@contextmanager
def afresh(store: Store, session: str) -> Iterator[Store]:
    """A store with the session and nothing that was derived of it; it is gone at the end.

    What was given is read where it lies: only derived values may be written.
    """
    folder = paths.local(paths.session_folder(store.root, session)).absolute()
    with TemporaryDirectory(prefix="afresh-") as root:
        again = Path(root) / folder.name
        again.mkdir()
        for name in GIVEN:
            if (folder / name).exists():
                (again / name).symlink_to(folder / name)
        yield Store(root)
