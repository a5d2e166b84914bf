"""What pages show of a session, looked at once for however many people see the same."""

import json
import threading
from collections.abc import Callable, Hashable, Mapping
from contextlib import suppress
from weakref import WeakKeyDictionary, WeakValueDictionary

from interview.errors import InterviewError
from workbench.dashboard.viewing import Viewing
from workbench.dashboard.views.keyed import Picture, changes
from workbench.dashboard.watch import Watch

Look = Callable[[Viewing], Picture]
Told = Callable[[str], None]
Key = tuple[str, Look, Hashable]

_scenes: WeakKeyDictionary[Watch, WeakValueDictionary[Key, "Scene"]] = WeakKeyDictionary()


def scene(viewing: Viewing, look: Look, kinds: frozenset[str], *, own: bool = False) -> "Scene":
    """The one of all who see the same; `own` where what a person sees is theirs alone."""
    key = (viewing.session, look, viewing.user if own else viewing.eyes)
    known = _scenes.setdefault(viewing.watch, WeakValueDictionary())
    return known.setdefault(key, Scene(viewing, look, kinds))


class Scene:
    """Looks again when one of `kinds` changes, and tells all pages alike what differs.

    Changes are numbered, as JSON; a page that missed one enters anew.
    """

    def __init__(self, viewing: Viewing, look: Look, kinds: frozenset[str]) -> None:
        self._viewing, self._look, self._kinds = viewing, look, kinds
        self._lock = threading.Lock()
        self._pages: dict[Hashable, Told] = {}
        self._unwatch: Callable[[], None] | None = None
        self._picture, self._whole, self._number = Picture(), "", 0

    def enter(self, page: Hashable, told: Told) -> None:
        """`told` gets all that there is to see and then every change, in any thread."""
        with self._lock:
            if self._unwatch is None and self._viewing.session:
                self._unwatch = self._viewing.watch.subscribe(self._viewing.session, self._changed)
            self._pages.pop(page, None)
            self._renew()
            if not self._whole:
                seen = changes(Picture(), self._picture)
                self._whole = _text({"number": self._number, "whole": True, **seen})
            self._pages[page] = told
            told(self._whole)

    def leave(self, page: Hashable) -> None:
        with self._lock:
            self._pages.pop(page, None)
            if not self._pages and self._unwatch is not None:
                self._unwatch()
                self._unwatch = None

    def renew(self) -> None:
        """Looks now; what cannot be read just now is left as it was."""
        with self._lock, suppress(InterviewError):
            self._renew()

    def _changed(self, kinds: frozenset[str]) -> None:
        if "erased" in kinds:
            with self._lock:
                self._picture, self._whole = Picture(), ""
                self._tell({"erased": True})
        elif kinds & self._kinds:
            self.renew()

    def _renew(self) -> None:
        """The caller holds the lock."""
        before, self._picture = self._picture, self._look(self._viewing)
        if message := changes(before, self._picture):
            self._number, self._whole = self._number + 1, ""
            self._tell({"number": self._number, **message})

    def _tell(self, message: Mapping[str, object]) -> None:
        if self._pages:
            text = _text(message)
            for told in self._pages.values():
                told(text)


def _text(message: Mapping[str, object]) -> str:
    return json.dumps(message, separators=(",", ":"), ensure_ascii=False)
