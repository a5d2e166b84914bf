"""What pages make of the turns of a session, made once for however many people look."""

from collections.abc import Callable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from interview.corrections import standing
from interview.errors import NotMade
from interview.model import Turn
from interview.store import Store
from interview.store.changes import kept
from workbench import spoken
from workbench.dashboard.viewing import Viewing

T = TypeVar("T")
Key = tuple[str, object]

KEPT = 64
"""Results, of all sessions that are looked at."""
_done: WeakKeyDictionary[Store, dict[Key, tuple[object, Any]]] = WeakKeyDictionary()


def once(viewing: Viewing, work: Callable[[list[Turn]], T]) -> T:
    """`work` on the turns as they are now, none where there are none; it may not change them."""
    store, session = viewing.store, viewing.session
    marks = [kept(store, session, kind) for kind in ("words", "turns")]
    made_of = (*marks, standing(store.events(session)))

    def turns() -> list[Turn]:
        return _remembered(store, (session, "turns"), made_of, lambda: spoken.turns(store, session))

    try:
        return _remembered(store, (session, work), made_of, lambda: work(turns()))
    except NotMade:
        return work([])


def _remembered(store: Store, key: Key, made_of: object, make: Callable[[], T]) -> T:
    """Lets go of the oldest, and of what is erased."""
    before = _done.setdefault(store, {}).get(key)
    if before is not None and before[0] == made_of:
        done: T = before[1]
        return done
    made = make()
    there = {one: known for one, known in _done[store].items() if store.exists(one[0])}
    there.pop(key, None)
    _done[store] = dict([*there.items(), (key, (made_of, made))][-KEPT:])
    return made
