"""Keeps a piece of a page in step with a session."""

from asyncio import to_thread
from collections.abc import Callable, Collection
from functools import partial
from typing import TypeVar

import panel as pn

from interview.errors import InterviewError
from workbench.dashboard.viewing import Viewing

T = TypeVar("T")


AGAIN = 2000
"""Milliseconds between two looks of a page that shows many sessions."""


def follow(
    viewing: Viewing,
    kinds: Collection[str],
    look: Callable[[], T],
    show: Callable[[T], None],
) -> None:
    """Whenever one of `kinds` changes `look` reads in the watch's thread, then the page `show`s.

    A page of many sessions looks every `AGAIN`. What cannot be read just now is left as it was; it
    ends with the page. Follow first and look then, to miss nothing.
    """
    document = pn.state.curdoc
    if document is None:
        return
    if not viewing.session:
        document.add_periodic_callback(partial(_again, look, show), AGAIN)
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


async def _again(look: Callable[[], T], show: Callable[[T], None]) -> None:
    show(await to_thread(look))
