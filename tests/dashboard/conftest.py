"""A dashboard that serves, and programs that ask it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import httpx
import pytest

from tests.browser.dashboards import Dashboard, furnish
from workbench.covering import Role, User
from workbench.dashboard.access import COOKIE, access_to

Ask = Callable[..., httpx.Client]


@pytest.fixture(scope="package")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """With the sessions `told`, `chosen` (for a selection), `bare` and `empty`."""
    site = Dashboard(tmp_path_factory.mktemp("dashboard"))
    furnish(site)
    site.start()
    yield site
    site.stop()


@pytest.fixture
def ask(dashboard: Dashboard) -> Iterator[Ask]:
    """A program with a key, or a browser with a cookie; without a role, with neither."""
    with ExitStack() as clients:

        def ask(
            role: Role | None = "examiner", name: str = "Ada", *, cookie: bool = False
        ) -> httpx.Client:
            access = access_to(dashboard.data)
            client = httpx.Client(base_url=dashboard.address, timeout=30)
            if role and cookie:
                client.cookies[COOKIE] = access.cookie(User(name, role))
            elif role:
                key = f"Bearer {access.key(role)}"
                client.headers.update({"Authorization": key, "X-Name": name})
            return clients.enter_context(client)

        yield ask
