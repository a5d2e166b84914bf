"""The host makes interviews, hands out links and removes what nobody joined."""

from typing import Any

import pytest

from tests.capture.web import TERMS, Page, Site


def test_a_planned_session_begins_with_its_first_guest(site: Site) -> None:
    made = site.plan()
    assert site.store.sessions() == []
    site.now += 3_600
    with Page(site, made, "candidate") as page:
        page.join()
    meta = site.store.meta(made["session"])
    assert (meta.start_time, meta.title, meta.behaviour) == (site.now, "Nurse", "observables")
    created, retention = site.store.events(made["session"])
    assert (created.kind, retention.body) == ("created", {"days": 30})


def test_the_host_alone_makes_and_lists_sessions(site: Site) -> None:
    made = site.plan()
    stranger = {"authorization": f"Bearer {site.token(made, 'interviewer')}"}
    for headers in ({}, stranger):
        assert site.client.get("/api/host/sessions", headers=headers).status_code == 403
        refused = site.client.post("/api/host/sessions", json=TERMS, headers=headers)
        assert refused.status_code == 403
    listed = site.client.get("/api/host/sessions", headers=site.host).json()
    assert listed == [{"session": made["session"], "title": "Nurse", "status": "planned"}]
    with Page(site, made, "candidate") as page:
        page.join()
    (begun,) = site.client.get("/api/host/sessions", headers=site.host).json()
    assert begun["status"] == "live"
    again = site.client.post(f"/api/host/sessions/{made['session']}/links", headers=site.host)
    assert again.json()["session"] == made["session"]


@pytest.mark.parametrize(
    "terms",
    [
        {"purpose": "selection", "behaviour": "affect"},
        {"retention_days": 0},
        {"title": " "},
        {"purpose": "fun"},
    ],
)
def test_unlawful_or_incomplete_terms_are_refused(site: Site, terms: dict[str, Any]) -> None:
    refused = site.client.post("/api/host/sessions", json=TERMS | terms, headers=site.host)
    assert refused.status_code == 422
    assert refused.json()["error"]


def test_a_language_that_is_none_is_told_to_the_host(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTERVIEW_LANGUAGE", "auto")
    refused = site.client.post("/api/host/sessions", json=TERMS, headers=site.host)
    assert "INTERVIEW_LANGUAGE" in refused.json()["error"]
    monkeypatch.setenv("INTERVIEW_LANGUAGE", "es")
    made = site.plan()
    with Page(site, made, "candidate") as page:
        page.join()
    assert site.store.meta(made["session"]).language == "es"


@pytest.mark.parametrize("session", ["nobody", "..", "%2e%2e%2fsecret"])
def test_links_are_for_sessions_that_exist(site: Site, session: str) -> None:
    refused = site.client.post(f"/api/host/sessions/{session}/links", headers=site.host)
    assert refused.status_code in (400, 403, 404, 405)


def test_the_code_for_telephones_is_a_picture_of_our_own(site: Site) -> None:
    assert site.plan()["qr"].startswith("data:image/svg+xml")


def test_a_plan_can_be_removed_until_it_begins(site: Site) -> None:
    first, second = site.plan(), site.plan()
    address = f"/api/host/sessions/{first['session']}"
    stranger = site.bearer(first, "interviewer")
    assert site.client.delete(address, headers=stranger).status_code == 403
    left = site.client.delete(address, headers=site.host).json()
    assert [one["session"] for one in left] == [second["session"]]
    gone = site.client.get("/api/invite", headers=stranger)
    assert "does not exist any more" in gone.json()["error"]
    assert site.client.delete(address, headers=site.host).status_code == 403
    with Page(site, second, "candidate") as page:
        page.join()
        begun = f"/api/host/sessions/{second['session']}"
        assert "begun" in site.client.delete(begun, headers=site.host).json()["error"]
    assert site.store.sessions() == [second["session"]]


def test_a_plan_that_nobody_joined_goes_with_its_invitations(site: Site) -> None:
    old, renewed = site.plan(), site.plan()
    site.now += 6 * 86_400
    site.client.post(f"/api/host/sessions/{renewed['session']}/links", headers=site.host)
    site.now += 2 * 86_400
    left = site.client.get("/api/host/sessions", headers=site.host).json()
    assert [one["session"] for one in left] == [renewed["session"]]
    assert not list(site.settings.folder.glob(f"planned/{old['session']}*"))
