"""Keeps a piece of a page in step with a session."""

from collections.abc import Callable, Collection
from functools import partial
from typing import TypeVar

import panel as pn

from interview.errors import InterviewError
from workbench.dashboard.viewing import Viewing

T = TypeVar("T")


def follow(
    viewing: Viewing,
    kinds: Collection[str],
    look: Callable[[], T],
    show: Callable[[T], None],
) -> None:
    """Whenever one of `kinds` changes `look` reads in the watch's thread, then the page `show`s.

    What cannot be read just now is left as it was; it ends with the page.
    """
    document = pn.state.curdoc
    if document is None:
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
