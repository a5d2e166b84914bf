"""Profiling is one switch, on the interviewer's page of the call and in the dashboard."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Open
from tests.browser.dashboards import Dashboard
from tests.browser.site import Site
from tests.browser.test_interview import go_in

pytestmark = pytest.mark.browser


@pytest.fixture
def server(dashboard: Dashboard) -> Iterator[Site]:
    """A capture server over the dashboard's sessions."""
    site = Site(dashboard.data.parent)
    site.start()
    yield site
    site.stop()


def test_who_switches_profiling_in_one_place_sees_it_in_the_other(
    server: Site, dashboard: Dashboard, open_page: Open, browser: Browser
) -> None:
    made = server.plan()
    call = open_page(made["interviewer"])
    go_in(call)
    looking = dashboard.page(browser, f"/dashboard/session/{made['session']}/script")
    here, there = call.locator("#profiling"), looking.get_by_role("switch", name="Profiling")
    expect(here).to_be_checked()
    expect(there).to_be_checked()

    there.uncheck()
    expect(here).not_to_be_checked()
    expect(call.locator("#switched")).to_have_text("Ada switched it off in the dashboard.")
    here.check()
    expect(there).to_be_checked()
    expect(call.locator("#switched")).to_be_empty()

    events = [one for one in server.store.events(made["session"]) if one.kind == "profiling"]
    assert [(one.who, one.body["on"]) for one in events] == [("Ada", False), ("interviewer", True)]
    looking.context.close()
    server.store.erase(made["session"])
