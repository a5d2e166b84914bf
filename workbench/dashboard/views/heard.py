"""What pages make of the turns of a session, made once for however many people look."""

from collections.abc import Callable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from interview.errors import NotMade
from interview.model import Turn
from interview.store import Store
from workbench.dashboard.viewing import Viewing

T = TypeVar("T")
Key = tuple[str, Callable[[list[Turn]], Any]]

KEPT = 64
"""Results, of all sessions that are looked at."""
_done: WeakKeyDictionary[Store, dict[Key, tuple[list[Turn], Any]]] = WeakKeyDictionary()


def once(viewing: Viewing, work: Callable[[list[Turn]], T]) -> T:
    """`work` on the turns as they are now, none where there are none; it may not change them."""
    try:
        turns = viewing.store.read(viewing.session, "turns", list[Turn])
    except NotMade:
        return work([])
    known = _done.setdefault(viewing.store, {})
    before = known.get((viewing.session, work))
    if before is not None and before[0] is turns:
        done: T = before[1]
        return done
    made = work(turns)
    _keep(viewing.store, (viewing.session, work), (turns, made))
    return made


def _keep(store: Store, key: Key, made: tuple[list[Turn], Any]) -> None:
    """And let go of the oldest, and of what is erased."""
    there = {one: known for one, known in _done[store].items() if store.exists(one[0])}
    there.pop(key, None)
    _done[store] = dict([*there.items(), (key, made)][-KEPT:])
