"""Pages as the server makes them, asked for without a browser."""

import gc
import re
from collections.abc import Iterator

import pytest
from bokeh.server.session import ServerSession
from fastapi.testclient import TestClient

from tests.browser.dashboards import Dashboard
from tests.dashboard.conftest import Ask
from workbench.covering import User
from workbench.dashboard.access import COOKIE, access_to
from workbench.dashboard.app import create
from workbench.dashboard.pages import VIEWS

SCRIPT = "/dashboard/session/told/script"
HERE = "http://testserver"


@pytest.fixture
def client(dashboard: Dashboard) -> Iterator[TestClient]:
    access = access_to(dashboard.data)
    cookies = {COOKIE: access.cookie(User("Ada", "examiner"))}
    with TestClient(create(dashboard.store, access, ["testserver"]), cookies=cookies) as client:
        yield client


@pytest.mark.parametrize("address", VIEWS)
@pytest.mark.parametrize("session", ["told", "chosen", "bare", "empty", "nobody"])
def test_every_page_is_made_for_every_session(ask: Ask, address: str, session: str) -> None:
    answer = ask("viewer", cookie=True).get(address.format(session=session) + "?at=%ff")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert "Interview workbench" in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_a_page_for_the_file_leaves_out_what_is_covered(ask: Ask) -> None:
    client = ask("examiner", "Zoe", cookie=True)
    for session in ("told", "chosen"):
        assert client.get(f"/dashboard/session/{session}/print").status_code == 200
    covered = client.get("/dashboard/session/chosen/print").text
    assert "overclaiming" not in covered


@pytest.mark.filterwarnings("ignore:.* to HTTPServerRequest:DeprecationWarning")
def test_who_closes_a_page_is_let_go(client: TestClient) -> None:
    page = client.get(SCRIPT).text
    token = re.findall(r'"token":"([^"]+)"', page)[0]
    with client.websocket_connect(
        f"{SCRIPT}/ws", subprotocols=["bokeh", token], headers={"origin": HERE}
    ) as socket:
        assert '"ACK"' in socket.receive_text()
        assert [one.connection_count for one in _sessions()] == [1]
    assert [one.connection_count for one in _sessions()] == [0]


def _sessions() -> list[ServerSession]:
    return [one for one in gc.get_objects() if isinstance(one, ServerSession)]
