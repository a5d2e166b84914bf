"""Tells the pages which parts of a session have changed."""

from collections.abc import Callable

from interview.store import Store

Told = Callable[[frozenset[str]], None]


class Watch:
    """Looks at the sessions that somebody looks at, every half second at most."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def subscribe(self, session: str, told: Told) -> Callable[[], None]:
        """`told` gets the names of the kinds that changed, in the watch's own thread.

        Beside kinds of the store: `events`, `media` and `drafts`. What is returned ends it.
        """
        raise NotImplementedError(session, told)
