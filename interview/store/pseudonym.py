"""What stands for a session in files that outlive it."""

from secrets import token_hex

from interview.errors import Damaged, NotMade
from interview.store import Store

KIND = "pseudonym"


def pseudonym(store: Store, session: str) -> str:
    """Drawn by lot once and kept in the session: when that is erased nothing leads back to it."""
    known = known_pseudonym(store, session)
    if not known:
        known = token_hex(8)
        store.write(session, KIND, known, version=KIND)
    return known


def known_pseudonym(store: Store, session: str) -> str:
    """Empty where nobody needed one."""
    try:
        return store.read(session, KIND, str)
    except (NotMade, Damaged):
        return ""
