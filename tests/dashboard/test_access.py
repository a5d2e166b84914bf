"""Nothing without signing in, and nothing for the pages of others."""

import re
from pathlib import Path

import httpx
import pytest
from websockets import InvalidStatus, Subprotocol
from websockets.sync.client import connect

from interview.errors import Refused
from tests.browser.dashboards import Dashboard
from tests.dashboard.conftest import Ask
from workbench.covering import User
from workbench.dashboard.access import COOKIE, HOURS, Access, access_to

PAGE = "/dashboard/session/told/script"


@pytest.mark.parametrize(
    "path",
    [
        "/api/sessions",
        "/api/openapi.json",
        "/api/session/told/meta",
        "/media/told/candidate_audio.wav",
        "/media/told/candidate_video.mp4",
        "/static/js/bokeh.min.js",
        "/nothing",
    ],
)
def test_nothing_is_told_to_strangers(ask: Ask, path: str) -> None:
    answer = ask(role=None).get(path)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


def test_a_page_asks_strangers_to_sign_in_and_goes_on_from_there(
    dashboard: Dashboard, ask: Ask
) -> None:
    client = ask(role=None)
    turned = client.get(PAGE)
    assert (turned.status_code, turned.headers["location"]) == (303, f"/sign-in?next={PAGE}")
    form = client.get(turned.headers["location"])
    assert "Key" in form.text
    told = {"name": "Ada", "key": access_to(dashboard.data).key("viewer")}
    here = {"origin": dashboard.address}
    let_in = client.post(turned.headers["location"], data=told, headers=here)
    assert (let_in.status_code, let_in.headers["location"]) == (303, PAGE)
    cookie = let_in.headers["set-cookie"].lower()
    assert {"httponly", "samesite=strict"} <= set(cookie.split("; "))
    assert client.get(PAGE).status_code == 200
    assert client.post("/sign-out", headers=here).status_code == 303
    assert client.get(PAGE).status_code == 303


@pytest.mark.parametrize("following", ["https://elsewhere", "//elsewhere", "/\\elsewhere"])
def test_signing_in_leads_nowhere_else(dashboard: Dashboard, ask: Ask, following: str) -> None:
    told = {"name": "Ada", "key": access_to(dashboard.data).key("viewer")}
    answer = ask(role=None).post(
        "/sign-in", params={"next": following}, data=told, headers={"origin": dashboard.address}
    )
    assert answer.headers["location"] == "/dashboard/sessions"


@pytest.mark.parametrize("origin", [None, "null", "http://elsewhere:5006"])
def test_a_cookie_counts_from_our_own_pages_alone(
    dashboard: Dashboard, ask: Ask, origin: str | None
) -> None:
    client = ask(cookie=True)
    headers = {"origin": origin} if origin else {}
    address = "/api/session/told/comment"
    assert client.post(address, json={"text": "x"}, headers=headers).status_code == 403
    own = client.post(address, json={"text": "x"}, headers={"origin": dashboard.address})
    assert own.status_code == 201


def test_a_key_does_not_help_the_pages_of_others(ask: Ask) -> None:
    answer = ask().post(
        "/api/session/told/comment", json={"text": "x"}, headers={"origin": "http://elsewhere"}
    )
    assert answer.status_code == 403


def test_other_names_of_this_machine_are_not_answered(ask: Ask) -> None:
    assert ask().get("/api/sessions", headers={"host": "rebound.example"}).status_code == 421


def test_big_and_endless_requests_are_refused(ask: Ask) -> None:
    client, address = ask(), "/api/session/told/comment"
    assert client.post(address, content=b" " * 70_000).status_code == 413
    assert client.post(address, content=iter([b"{}"])).status_code == 411


def test_pages_load_nothing_from_elsewhere(dashboard: Dashboard, ask: Ask) -> None:
    answer = ask("viewer", cookie=True).get(PAGE)
    policy = answer.headers["content-security-policy"]
    hosts = set(re.findall(r"\b(?:https?|wss?):\S+", policy))
    assert hosts == {f"ws://{dashboard.address.removeprefix('http://')};"} or hosts == {
        f"ws://{dashboard.address.removeprefix('http://')}"
    }
    assert "default-src 'self'" in policy
    assert not re.findall(r"""(?:src|href)=["'](?:https?:)?//""", answer.text)


def test_the_cookie_is_not_in_the_page(ask: Ask) -> None:
    client = ask("viewer", cookie=True)
    page = client.get(PAGE).text
    assert client.cookies[COOKIE] not in page
    assert COOKIE not in page


@pytest.mark.parametrize(
    "headers", [{}, {"Origin": "http://elsewhere"}, {"Cookie": f"{COOKIE}=forged"}]
)
def test_a_socket_needs_cookie_and_origin(dashboard: Dashboard, headers: dict[str, str]) -> None:
    cookie = access_to(dashboard.data).cookie(User("Ada", "viewer"))
    given = {"Origin": dashboard.address, "Cookie": f"{COOKIE}={cookie}", **headers}
    if not headers:
        del given["Cookie"]
    address = f"{dashboard.address.replace('http', 'ws')}{PAGE}/ws"

    with pytest.raises(InvalidStatus, match="403"):
        connect(address, subprotocols=[Subprotocol("bokeh")], additional_headers=given)


def test_a_sign_in_ends_and_none_is_forged(tmp_path: Path) -> None:
    now = [1000.0]
    access, other = Access(b"ours", lambda: now[0]), Access(b"theirs", lambda: now[0])
    ada = User("Ada", "examiner")
    cookie = access.cookie(ada)
    assert access.signed_in({COOKIE: cookie}) == ada
    assert other.signed_in({COOKIE: cookie}) is None
    now[0] += HOURS * 3600
    assert access.signed_in({COOKIE: cookie}) is None
    secret = tmp_path / ".dashboard" / "secret"
    assert access_to(tmp_path).key("viewer") == access_to(tmp_path).key("viewer")
    assert secret.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "a\x00b"])
def test_who_signs_in_tells_a_name(name: str) -> None:
    access = Access(b"ours", lambda: 0.0)
    with pytest.raises(Refused, match="name"):
        access.user(access.key("viewer"), name)


def test_keys_are_not_tried_for_ever(tmp_path: Path) -> None:
    site = Dashboard(tmp_path)
    site.start()
    try:
        told = {"name": "Ada", "key": "wrong"}
        for _ in range(10):
            assert post(site, told).status_code == 403
        right = {"name": "Ada", "key": access_to(site.data).key("viewer")}
        assert "too many" in post(site, right).text
    finally:
        site.stop()


def post(site: Dashboard, told: dict[str, str]) -> httpx.Response:
    return httpx.post(f"{site.address}/sign-in", data=told, headers={"origin": site.address})
