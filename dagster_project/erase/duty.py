"""Which sessions are to go by now, and who has them go."""

import logging
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from dagster_project.erase.order import Places, Receipt, erase, erase_kinds, finish
from dagster_project.instance import home
from interview.errors import InterviewError
from interview.model import Event
from interview.store import Store, kept
from interview.store.erasure import Erasures

WHO: dict[kept.Why, str] = {"asked": "operator", "retention": "retention"}
Task = Callable[[], Receipt | None]
log = logging.getLogger(__name__)


def is_due(store: Store, session: str, now: float) -> bool:
    """Whether anything of a session is to go by now."""
    if not store.exists(session):
        return False
    events = _events(store, session)
    return bool(kept.why_erase(events, now) or (events and kept.withdrawn_faces(store, session)))


def lacks_faces(store: Store, session: str) -> bool:
    """Whether signals from the face were erased, and with them the history of all that is made."""
    cleared = any(event.kind == kept.CLEARED for event in _events(store, session))
    return cleared and bool(store.versions(session, "words"))


def erasures_in(root: str) -> Erasures:
    """Beside Dagster's own files where sessions are in no folder."""
    return Erasures(home() if "://" in root else Path(root))


def do(places: Places, sessions: list[str], now: float) -> Iterator[Receipt]:
    """Erases what is due of them, and first what others have begun; what cannot go yet stays."""
    tasks: list[Task] = [partial(finish, places, begun, now) for begun in places.erasures.begun()]
    tasks += [partial(_do, places, session, now) for session in sessions]
    for task in tasks:
        try:
            receipt = task()
        except InterviewError as error:
            log.warning("a session that is to be erased stays for now: %s", error)
            continue
        if receipt is not None:
            yield receipt


def _do(places: Places, session: str, now: float) -> Receipt | None:
    why = kept.why_erase(_events(places.store, session), now)
    if why is not None:
        return erase(places, session, by=WHO[why], why=why, who=WHO[why], at=now)
    kinds = kept.withdrawn_faces(places.store, session)
    if not kinds:
        return None
    return erase_kinds(places, session, kinds, by="candidate", why="withdrawal", at=now)


def _events(store: Store, session: str) -> list[Event]:
    try:
        return store.events(session)
    except InterviewError as error:
        log.warning("the events of a session cannot be read: %s", error)
        return []
