"""A capture server, and a browser with made-up devices."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.dashboards import Dashboard, furnish
from tests.browser.site import Site
from workbench.bench.browsers import FLAGS

Open = Callable[..., Page]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next(found for name in names if (found := shutil.which(name)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Shared by tests that do not stop it."""
    site = Site(tmp_path_factory.mktemp("site"))
    site.start()
    yield site
    site.stop()


@pytest.fixture(scope="package")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """Shared by tests that leave its sessions as they were, or have one of their own."""
    site = Dashboard(tmp_path_factory.mktemp("dashboard"))
    furnish(site)
    site.start()
    yield site
    site.stop()


@pytest.fixture
def visit(browser: Browser, dashboard: Dashboard) -> Iterator[Open]:
    """Opens a page of the dashboard as another person; it must not report an error of its own."""
    errors: list[str] = []
    with ExitStack() as people:

        def visit(path: str, **options: Any) -> Page:  # noqa: ANN401
            page = dashboard.page(browser, path, **options)
            people.callback(page.context.close)
            page.on("pageerror", lambda error: errors.append(str(error)))
            return page

        yield visit
    assert not errors, dashboard.log


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path)
    site.start()
    yield site
    site.stop()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """Opens an address as another person; a page must not report any error of its own."""
    errors: list[str] = []
    with ExitStack() as people:

        def open_page(address: str, *, devices: bool = True, **options: Any) -> Page:  # noqa: ANN401
            allowed = ["camera", "microphone"] if devices else []
            context = browser.new_context(ignore_https_errors=True, permissions=allowed, **options)
            people.callback(context.close)
            page = context.new_page()
            page.on("pageerror", lambda error: errors.append(str(error)))
            page.on("console", lambda said: _note(errors, said.text))
            page.set_default_timeout(10_000)
            page.goto(address)
            return page

        yield open_page
    assert not errors


def _note(errors: list[str], said: str) -> None:
    if "Content Security Policy" in said:
        errors.append(said)
