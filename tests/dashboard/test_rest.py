"""REST as programs use it: shapes, versions, pages, roles, what is covered, and its description."""

import io
import re
from itertools import count
from zipfile import ZipFile

import pytest

from interview.model import SessionMeta
from tests.browser.dashboards import BEGUN, Dashboard, derive, spoken
from tests.dashboard.conftest import Ask
from tests.formats import FILES
from workbench.covering import JUDGED
from workbench.dashboard.api import KINDS

NUMBER = count()


def selection(dashboard: Dashboard) -> str:
    """A session of purpose selection of one's own."""
    session = f"selected-{next(NUMBER)}"
    meta = SessionMeta(session, BEGUN, "selection", "off")
    dashboard.store.create(meta, at=BEGUN, who="test")
    derive(dashboard.store, session, spoken(20))
    return session


@pytest.mark.parametrize("name", KINDS.keys() - {"behaviour"})
def test_each_kind_has_the_shape_of_the_export(ask: Ask, name: str) -> None:
    answer = ask("viewer").get(f"/api/session/told/{name}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    file = "session_meta" if name == "meta" else name
    FILES[f"{file}.json"].validate_json(answer.content)


def test_what_is_not_made_is_a_problem_that_says_what_to_do(ask: Ask) -> None:
    answer = ask().get("/api/session/bare/transcript")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert "workbench run bare" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/session/nobody/meta", 404),
        ("/api/session/..%2F..%2Fetc/meta", 404),
        ("/api/session/told/scores", 404),
        ("/api/sessions?limit=0", 422),
        ("/api/sessions?offset=-1", 422),
        ("/media/told/etc.wav", 404),
    ],
)
def test_errors_are_problem_details(ask: Ask, path: str, status: int) -> None:
    answer = ask().get(path)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == answer.status_code == status
    assert answer.json().keys() == {"type", "title", "status", "detail"}


def test_an_etag_stays_until_the_content_changes(dashboard: Dashboard, ask: Ask) -> None:
    session, client = selection(dashboard), ask()
    address = f"/api/session/{session}/script"
    etag = client.get(address).headers["etag"]
    again = client.get(address, headers={"if-none-match": f'"other", W/{etag}'})
    assert (again.status_code, again.content) == (304, b"")
    client.post(f"/api/session/{session}/comment", json={"text": "noted"})
    assert client.get(address, headers={"if-none-match": etag}).status_code == 304
    derive(dashboard.store, session, spoken(30))
    changed = client.get(address, headers={"if-none-match": etag})
    assert changed.status_code == 200
    assert changed.headers["etag"] != etag
    assert len(changed.json()) == len(spoken(30))


def test_pages_of_the_list_lead_to_each_other(ask: Ask) -> None:
    client = ask("viewer")
    whole = client.get("/api/sessions?limit=200")
    found, address = [], "/api/sessions?limit=1"
    while address:
        answer = client.get(address)
        found += answer.json()
        assert answer.headers["x-total-count"] == whole.headers["x-total-count"]
        following = re.search(r'<([^>]+)>; rel="next"', answer.headers["link"])
        address = following[1] if following else ""
    assert found == whole.json()
    rows = {row["session_id"]: row for row in found}
    assert rows["told"]["status"] == "completed"
    assert rows["told"]["verdict"]["hire_probability"] > 0
    assert rows["empty"]["status"] == "live"
    live = client.get("/api/sessions?status=live").json()
    assert {row["status"] for row in live} == {"live"}


@pytest.mark.parametrize("kind", sorted(JUDGED))
def test_what_is_judged_is_covered_until_this_examiner_rates(
    dashboard: Dashboard, ask: Ask, kind: str
) -> None:
    session = selection(dashboard)
    address = f"/api/session/{session}/{kind}"
    ada, bob, viewer = ask(name="Ada"), ask(name="Bob"), ask("viewer", name="Cleo")
    for client in (ada, bob, viewer):
        answer = client.get(address)
        assert (answer.status_code, answer.json()["title"]) == (403, "covered")
    ada.post(f"/api/session/{session}/rating", json={"value": 2, "reason": "vague"})
    assert [client.get(address).status_code for client in (ada, bob, viewer)] == [200, 403, 200]


def test_lists_and_exports_cover_too(dashboard: Dashboard, ask: Ask) -> None:
    session, client = selection(dashboard), ask()

    def row() -> dict[str, object]:
        rows = client.get("/api/sessions?limit=200").json()
        return next(row for row in rows if row["session_id"] == session)

    def files() -> set[str]:
        archive = client.get(f"/api/session/{session}/export?format=json").content
        return set(ZipFile(io.BytesIO(archive)).namelist())

    judged = {f"{kind}.json" for kind in JUDGED}
    assert (row()["covered"], row()["verdict"], row()["state"]) == (True, None, None)
    assert not files() & judged
    assert "script.json" in files()
    client.post(f"/api/session/{session}/rating", json={"value": 4, "reason": "clear"})
    assert row()["covered"] is False
    assert row()["verdict"]
    assert files() >= judged


def test_events_tell_who_and_no_viewer_makes_any(dashboard: Dashboard, ask: Ask) -> None:
    session = selection(dashboard)
    bodies = {
        "profiling": {"on": False},
        "comment": {"text": "well"},
        "rating": {"value": 5, "reason": "good"},
        "complete": {},
    }
    for name, body in bodies.items():
        refused = ask("viewer").post(f"/api/session/{session}/{name}", json=body)
        assert (refused.status_code, refused.json()["status"]) == (403, 403)
        made = ask(name="J%C3%B6rg").post(f"/api/session/{session}/{name}", json=body)
        assert (made.status_code, made.json()["who"]) == (201, "Jörg")
    kinds = [event.kind for event in dashboard.store.events(session)]
    assert kinds == ["created", "profiling", "comment", "rating", "completed"]


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_no_call_edits_what_is_known(ask: Ask, name: str, method: str) -> None:
    answer = ask().request(method, f"/api/session/told/{name}", json={})
    assert answer.status_code == 405
