"""Keeps a piece of a page in step with a session."""

import time
from asyncio import to_thread
from collections.abc import Callable, Collection
from functools import partial
from typing import Any, Generic, Protocol, TypeVar, cast

import panel as pn

from interview.errors import InterviewError
from workbench.dashboard.viewing import Viewing
from workbench.dashboard.views.reading import Missing, missing

T = TypeVar("T")
S = TypeVar("S", contravariant=True)


AGAIN = 500
"""Milliseconds between two looks of a page that shows many sessions, if they are quick."""
SHARE, LONGEST = 0.1, 5.0
"""Of a core, that looking again may cost for one page; seconds of rest that are enough for all."""


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


class Drawn(Protocol[S]):
    """What a page shows once there is something to see."""

    @property
    def parts(self) -> list[Any]: ...

    def fits(self, seen: S) -> bool:
        """Whether what is drawn has a place for all there is."""
        ...

    def renew(self, seen: S) -> None: ...


def kept(
    viewing: Viewing,
    kinds: Collection[str],
    what: str,
    look: Callable[[Viewing], T | Missing],
    draw: Callable[[Viewing, T], Drawn[T]],
) -> pn.Column:
    """Drawn whole when there is something to see; from then on only what changes.

    `what` it is called where there is nothing yet, or where it is covered.
    """
    place = pn.Column(sizing_mode="stretch_width")
    drawn: list[Drawn[T]] = []

    def show(seen: T | Missing) -> None:
        if isinstance(seen, str):
            drawn.clear()
            place.objects = [missing(viewing, cast(Missing, seen), what)]
        elif drawn and drawn[0].fits(seen):
            drawn[0].renew(seen)
        else:
            drawn[:] = [draw(viewing, seen)]
            place.objects = drawn[0].parts

    follow(viewing, kinds, partial(look, viewing), show)
    show(look(viewing))
    return place


class _Again(Generic[T]):
    """Looks in a thread of its own, and rests the longer the longer that took."""

    def __init__(self, look: Callable[[], T], show: Callable[[T], None]) -> None:
        self._look, self._show = look, show
        self._until = 0.0

    async def __call__(self) -> None:
        begun = time.monotonic()
        if begun < self._until:
            return
        seen, cost = await to_thread(self._looked)
        self._until = time.monotonic() + min(cost / SHARE, LONGEST)
        self._show(seen)

    def _looked(self) -> tuple[T, float]:
        """And its CPU seconds, which do not grow where others are busy."""
        begun = time.thread_time()
        seen = self._look()
        return seen, time.thread_time() - begun
