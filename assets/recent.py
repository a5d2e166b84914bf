"""The words that this process wrote last: the run that they lead to need not read them again."""

from collections.abc import Sequence

from interview.model import Word
from interview.store import Store

_written: dict[str, Sequence[Word]] = {}
"""By the digest of their content; one entry."""


def write(store: Store, session: str, words: Sequence[Word], version: str) -> str:
    """Keeps the words as the session's; their digest."""
    digest = store.write(session, "words", list(words), version=version)
    _written.clear()
    _written[digest] = tuple(words)
    return digest


def read(store: Store, session: str) -> list[Word]:
    """The session's words."""
    known = _written.get(store.digest(session, "words"))
    return store.read(session, "words", list[Word]) if known is None else list(known)
