"""A session as it was given, to make all that follows from it once more."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from interview.store import Store, paths
from interview.store.copies import PREFIX

GIVEN = ("meta.json", "events.jsonl", "job.txt", "weights.json", "media")
REPLIES = "replies"  # of a language model: given too, but asked for where they are missing


@contextmanager
def afresh(store: Store, session: str) -> Iterator[Store]:
    """A store with the session and nothing that was derived of it; it is gone at the end.

    What was given is read where it lies: only derived values and replies may be written.
    """
    folder = paths.local(paths.session_folder(store.root, session)).absolute()
    with TemporaryDirectory(prefix=PREFIX) as root:
        again = Path(root) / folder.name
        again.mkdir()
        for name in GIVEN:
            if (folder / name).exists():
                (again / name).symlink_to(folder / name)
        if (folder / REPLIES).exists():
            shutil.copytree(folder / REPLIES, again / REPLIES)
        yield Store(root)
