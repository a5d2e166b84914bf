"""What pages make of a session, made once for however many people look."""

from collections.abc import Callable, Collection
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from interview.corrections import standing
from interview.errors import NotMade
from interview.model import Turn
from interview.store import Store
from interview.store.changes import kept, marks
from workbench import spoken
from workbench.dashboard.viewing import Viewing

T = TypeVar("T")
Key = tuple[str, object]

KEPT = 64
"""Results, of all sessions that are looked at."""
_done: WeakKeyDictionary[Store, dict[Key, tuple[object, Any]]] = WeakKeyDictionary()


def shared(look: Callable[[Viewing], T], kinds: Collection[str]) -> Callable[[Viewing], T]:
    """`look`, once for all who see the same, until one of `kinds` changes."""

    def looked(viewing: Viewing) -> T:
        marked = marks(viewing.store, viewing.session)
        made_of = [marked.get(kind) for kind in kinds]
        key = (viewing.session, (look, viewing.eyes))
        return _remembered(viewing.store, key, made_of, lambda: look(viewing))

    return looked


def once(viewing: Viewing, work: Callable[[list[Turn]], T]) -> T:
    """`work` on the turns as they are now, none where there are none; it may not change them."""
    store, session = viewing.store, viewing.session
    try:
        turns = _turns(store, session)
    except NotMade:
        return work([])
    return _remembered(store, (session, work), turns, lambda: work(turns))


def _turns(store: Store, session: str) -> list[Turn]:
    """The same list as long as it has the same turns, however often they are written."""
    key = (session, "turns")
    written = [kept(store, session, kind) for kind in ("words", "turns")]

    def read() -> list[Turn]:
        found = spoken.turns(store, session)
        _, before = _done[store].get(key, (None, None))
        return before if found == before else found

    return _remembered(store, key, (*written, standing(store.events(session))), read)


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
