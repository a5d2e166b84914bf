"""Keeps a piece of a page in step with a session."""

import time
from asyncio import to_thread
from collections.abc import Callable, Collection
from functools import partial
from typing import Generic, TypeVar

import panel as pn

from interview.errors import InterviewError
from workbench.dashboard.viewing import Viewing

T = TypeVar("T")


AGAIN = 1000
"""Milliseconds between two looks of a page that shows many sessions, if they are quick."""
SHARE = 0.05
"""Of a core, that looking again may cost for one page."""


def follow(
    viewing: Viewing,
    kinds: Collection[str],
    look: Callable[[], T],
    show: Callable[[T], None],
) -> None:
    """Whenever one of `kinds` changes `look` reads in the watch's thread, then the page `show`s.

    A page of many sessions looks again and again. What cannot be read just now is left as it was.
    It ends with the page. Follow first and look then, to miss nothing.
    """
    document = pn.state.curdoc
    if document is None:
        return
    if not viewing.session:
        document.add_periodic_callback(_Again(look, show), AGAIN)
        return
    wanted = frozenset(kinds)

    def changed(names: frozenset[str]) -> None:
        if not wanted & names:
            return
        try:
            seen = look()
        except InterviewError:
            return
        document.add_next_tick_callback(partial(show, seen))

    end = viewing.watch.subscribe(viewing.session, changed)
    document.on_session_destroyed(lambda _context: end())


class _Again(Generic[T]):
    """Looks in a thread of its own, and rests the longer the longer that took."""

    def __init__(self, look: Callable[[], T], show: Callable[[T], None]) -> None:
        self._look, self._show = look, show
        self._until = 0.0

    async def __call__(self) -> None:
        begun = time.monotonic()
        if begun < self._until:
            return
        seen = await to_thread(self._look)
        self._until = begun + (time.monotonic() - begun) / SHARE
        self._show(seen)
