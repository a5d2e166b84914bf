"""Whether all who see the same are told the same, once made, and nobody what is covered."""

import json
import queue
from collections.abc import Callable
from pathlib import Path

import pytest

from interview.errors import NoSuchSession
from interview.model import Purpose, SessionMeta, Turn
from interview.store import Store
from tests.talk import turn
from workbench.covering import User
from workbench.dashboard.listing import Listing
from workbench.dashboard.viewing import Viewing
from workbench.dashboard.views import script
from workbench.dashboard.views.heard import shared
from workbench.dashboard.views.keyed import Message, Picture, applied
from workbench.dashboard.views.scene import Scene, scene
from workbench.dashboard.watch import Watch

ADA, BOB, EVE = User("Ada", "examiner"), User("Bob", "examiner"), User("Eve", "viewer")
FIRST, SECOND, THIRD = (turn("candidate", "some words", 10.0 * number) for number in range(3))
KINDS = frozenset({"turns"})
As = Callable[..., Viewing]


@pytest.fixture
def seen(tmp_path: Path) -> As:
    store = Store(tmp_path)
    watch = Watch(store)

    def seen(user: User = ADA, purpose: Purpose = "research") -> Viewing:
        if not store.exists(purpose):
            store.create(SessionMeta(purpose, 0.0, purpose, "off"), at=0.0, who="test")
            store.write(purpose, "turns", [FIRST], version="a@1")
        return Viewing(store, user, watch, Listing(store, lambda: 0.0), lambda: 0.0, purpose)

    return seen


class Page:
    """What a browser knows that enters a scene and hears of changes."""

    def __init__(self, of: Scene) -> None:
        self.news: queue.Queue[str] = queue.Queue()
        of.enter(self, self.news.put)
        message: Message = json.loads(self.news.get_nowait())
        self.shown, self.number = applied(Picture(), message), message["number"]

    def hear(self, text: str) -> None:
        message: Message = json.loads(text)
        assert message["number"] == int(str(self.number)) + 1
        self.shown, self.number = applied(self.shown, message), message["number"]


def _write(viewing: Viewing, turns: list[Turn]) -> None:
    viewing.store.write(viewing.session, "turns", turns, version="a@1")


def test_pages_are_told_the_same_and_have_what_is_stored(seen: As) -> None:
    one = scene(seen(ADA), script.look, KINDS)
    first = Page(one)
    _write(seen(), [FIRST, SECOND])
    first.hear(first.news.get(timeout=10.0))
    second = Page(one)
    _write(seen(), [FIRST, SECOND, THIRD])
    texts = [page.news.get(timeout=10.0) for page in (first, second)]
    assert texts[0] is texts[1]
    for page, text in zip((first, second), texts, strict=True):
        page.hear(text)
        assert list(page.shown.rows) == [each.id for each in (FIRST, SECOND, THIRD)]
        assert page.shown == script.look(seen())
        one.leave(page)


def test_who_enters_is_told_all_and_no_change_twice(seen: As) -> None:
    one = scene(seen(), script.look, KINDS)
    before = Page(one)
    _write(seen(), [SECOND])
    after = Page(one)  # looks before the watch does
    assert list(after.shown.rows) == [SECOND.id]
    before.hear(before.news.get(timeout=10.0))
    with pytest.raises(queue.Empty):
        after.news.get(timeout=0.5)
    for page in (before, after):
        one.leave(page)


def test_only_who_sees_the_same_shares_a_scene(seen: As) -> None:
    look = script.look
    assert scene(seen(ADA), look, KINDS) is not scene(seen(EVE), look, KINDS)
    shared = scene(seen(ADA), look, KINDS)
    assert shared is scene(seen(BOB), look, KINDS)
    assert shared is not scene(seen(BOB), look, KINDS, own=True)
    chosen = scene(seen(ADA, "selection"), look, KINDS)
    assert chosen is not scene(seen(BOB, "selection"), look, KINDS)
    assert chosen is scene(seen(ADA, "selection"), look, KINDS)


def test_what_many_see_is_made_once_until_it_changes(seen: As) -> None:
    looked: list[User] = []

    def look(viewing: Viewing) -> int:
        looked.append(viewing.user)
        return len(looked)

    once = shared(look, KINDS)
    assert [once(seen(user)) for user in (ADA, BOB, EVE, BOB, EVE)] == [1, 1, 2, 1, 2]
    _write(seen(), [SECOND])
    assert [once(seen(user)) for user in (BOB, ADA)] == [3, 3]
    assert [once(seen(user, "selection")) for user in (ADA, BOB, ADA)] == [4, 5, 4]


def test_what_is_erased_is_told_and_forgotten(seen: As) -> None:
    one = scene(seen(), script.look, KINDS)
    page = Page(one)
    seen().store.erase("research")
    assert json.loads(page.news.get(timeout=10.0)) == {"erased": True}
    assert one._picture == Picture()
    assert one._whole == ""
    with pytest.raises(NoSuchSession):
        Page(one)
    one.leave(page)
