"""A candidate opens the link again after the interview and has everything erased."""

import pytest
from playwright.sync_api import expect

from interview.store.erasure import Erasures
from tests.browser.conftest import Open
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.services]


@pytest.fixture
def link(server: Site, open_page: Open) -> tuple[str, str]:
    """A session that is over, and the candidate's link."""
    made = server.plan()
    page = open_page(made["candidate"])
    page.get_by_label("Recording (needed)").check()
    page.get_by_label("Signals from the face").check()
    page.get_by_role("button", name="Go on with what I chose").click()
    page.get_by_role("heading", name="Check your devices").wait_for()
    page.close()
    session = str(made["session"])
    server.store.append(session, "completed", at=1.7e9, who="interviewer", body={})
    return session, str(made["candidate"])


def test_everything_is_taken_back_after_the_call(
    server: Site, open_page: Open, link: tuple[str, str]
) -> None:
    session, address = link
    page = open_page(address)
    page.get_by_role("button", name="Take back what I agreed to").click()
    expect(page.locator("#until")).to_contain_text("until")
    expect(page.get_by_role("radio")).to_have_count(2)
    page.get_by_label("Everything").check()
    page.get_by_role("button", name="Erase it").click()
    page.get_by_role("button", name="Leave it").click()
    assert server.store.exists(session)
    page.get_by_role("button", name="Erase it").click()
    expect(page.locator("#forever-text")).to_contain_text("Nobody can bring it back")
    page.locator("#forever").get_by_role("button", name="Erase it").click()
    expect(page.locator("#withdrawal-done")).to_contain_text("It is removed")
    expect(page.locator("#withdrawing")).to_be_hidden()
    assert not server.store.exists(session)
    assert [begun.session for begun in Erasures(server.data).begun()] == [session]
    page.reload()
    expect(page.locator("#closed-text")).to_contain_text("does not exist any more")


def test_signals_from_the_face_alone_are_taken_back(
    server: Site, open_page: Open, link: tuple[str, str]
) -> None:
    session, address = link
    page = open_page(address)
    page.get_by_role("button", name="Take back what I agreed to").click()
    page.get_by_label("Signals from my face").check()
    page.get_by_role("button", name="Erase it").click()
    page.locator("#forever").get_by_role("button", name="Erase it").click()
    expect(page.get_by_role("radio")).to_have_count(1)
    assert server.store.events(session)[-1].kind == "consent"
    page.get_by_role("button", name="Leave all as it is").click()
    expect(page.get_by_role("heading", name="The interview is over")).to_be_visible()
