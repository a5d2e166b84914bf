"""What pages make of the turns of a session, made once for however many people look."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

from interview.errors import NotMade
from interview.model import Turn
from interview.store import Store
from workbench.dashboard.viewing import Viewing

T = TypeVar("T")


def once(viewing: Viewing, work: Callable[[list[Turn]], T]) -> T:
    """`work` on the turns as they are now, none where there are none; it may not change them."""
    store, session = viewing.store, viewing.session
    try:
        digest = store.digest(session, "turns")
    except NotMade:
        return work([])
    done: T = _done(store, session, digest, work)
    return done


@lru_cache(maxsize=32)
def _done(store: Store, session: str, digest: str, work: Callable[[list[Turn]], Any]) -> Any:  # noqa: ANN401
    return work(_turns(store, session, digest))


@lru_cache(maxsize=4)
def _turns(store: Store, session: str, _digest: str) -> list[Turn]:
    return store.read(session, "turns", list[Turn])
