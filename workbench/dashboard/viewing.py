"""What a page is given: whose eyes look at what."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from interview.model import Event
from interview.store import Store
from workbench.covering import User, covered
from workbench.dashboard.listing import Listing
from workbench.dashboard.watch import Watch
from workbench.session import Session

__all__ = ["User", "Viewing"]


@dataclass(frozen=True)
class Viewing:
    """A page as one person has it open; `session` is empty where a page shows many.

    `arguments` are those of the address (`?from=q2`). `clock` gives Unix seconds.
    """

    store: Store
    user: User
    watch: Watch
    listing: Listing
    clock: Callable[[], float]
    session: str = ""
    theme: Literal["light", "dark"] = "light"
    arguments: Mapping[str, str] = field(default_factory=dict)

    @property
    def eyes(self) -> Hashable:
        """Equal for all who see the same: in a selection each uncovers it by a rating of theirs."""
        chosen = self.store.meta(self.session).purpose == "selection"
        return self.user if chosen else self.user.role

    @property
    def covered(self) -> bool:
        return self.covers(self.session)

    def covers(self, session: str) -> bool:
        """Whether what is judged in a session is covered for this person, as things are now."""
        return covered(self.user, self.store.meta(session), self.store.events(session))

    def session_view(self, session: str = "") -> Session:
        """The session as it is now; what it has read once stays as it was."""
        return Session(self.store, session or self.session, self.user)

    def append(self, kind: str, body: Mapping[str, object]) -> Event:
        """Adds to the session's audit chain in the name of the person who looks."""
        return self.store.append(self.session, kind, at=self.clock(), who=self.user.name, body=body)
