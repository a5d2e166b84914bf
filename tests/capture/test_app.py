"""The application from outside: who gets in, what is kept, what a stranger sees."""

import asyncio
import logging
import secrets
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from aiortc import RTCPeerConnection
from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from capture_server import posting_file, transports
from capture_server.app import Settings, create_app
from interview.store import Store
from tests.documents import word

POSTING = "Senior Nurse\n\nRequirements:\n- 3 years of triage experience\n- Patience\n"
TERMS = {"title": "Nurse", "purpose": "research", "behaviour": "observables", "retention_days": 30}
ALL = {"recording": True, "transcription": True, "behaviour": False}
ORIGIN = {"origin": "http://localhost"}


class Site:
    """A running application with one planned session."""

    def __init__(self, folder: Path) -> None:
        self.store = Store(folder / "data")
        self.now = 1_700_000_000.0
        self.settings = Settings(
            folder / "secrets", ["localhost"], 80, secure=False, clock=lambda: self.now
        )
        self.client = TestClient(
            create_app(self.store, self.settings), base_url="http://localhost", headers=ORIGIN
        )
        self.host = {"authorization": f"Bearer {self.settings.tokens.host}"}

    def plan(self, **terms: Any) -> dict[str, Any]:  # noqa: ANN401
        answer = self.client.post("/api/host/sessions", json=TERMS | terms, headers=self.host)
        assert answer.status_code == 200, answer.text
        made: dict[str, Any] = answer.json()
        return made

    def token(self, made: dict[str, Any], role: str) -> str:
        return str(made["links"][role].partition("#")[2])

    def bearer(self, made: dict[str, Any], role: str) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token(made, role)}"}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path)
    with site.client:
        yield site


class Page:
    """A page's WebSocket."""

    def __init__(self, site: Site, made: dict[str, Any], role: str) -> None:
        self.role, self.token = role, site.token(made, role)
        self.version = site.client.get("/api/invite", headers=site.bearer(made, role)).json()[
            "consent"
        ]["version"]
        self.session = site.client.websocket_connect("ws://localhost/ws", headers=ORIGIN)

    def __enter__(self) -> "Page":
        self.socket = self.session.__enter__()
        return self

    def __exit__(self, *how: Any) -> None:  # noqa: ANN401
        self.session.__exit__(*how)

    def say(self, **message: Any) -> None:  # noqa: ANN401
        self.socket.send_json(message)

    def hear(self, type_: str) -> dict[str, Any]:
        """The next message of a type."""
        while (message := self.socket.receive_json())["type"] != type_:
            pass
        return dict(message)

    def join(self) -> dict[str, Any]:
        self.say(type="join", role=self.role, token=self.token)
        return self.hear("joined")

    def consent(self, **scopes: bool) -> None:
        self.say(type="consent", scopes=ALL | scopes, text_version=self.version)
        self.hear("consented")


def offer() -> str:
    async def make() -> str:
        connection = RTCPeerConnection()
        connection.addTransceiver("audio", "sendrecv")
        connection.addTransceiver("video", "sendonly")
        await connection.setLocalDescription(await connection.createOffer())
        await connection.close()
        return str(connection.localDescription.sdp)

    return asyncio.run(make())


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


def test_consent_is_kept_before_any_media(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    made = site.plan()
    with Page(site, made, "candidate") as page:
        assert page.join()["agreed"] is False
        page.say(type="offer", sdp=offer())
        assert page.hear("error")["code"] == "consent"
        page.consent(transcription=False)
        meta = {"kind": "audio", "track_id": "t", "timestamp": 1.0}
        page.say(type="track_meta", role="candidate", **meta)
        page.say(type="offer", sdp=offer())
        assert "VP8" in page.hear("answer")["sdp"]
    events = site.store.events(made["session"])
    kinds = [event.kind for event in events]
    assert kinds.index("consent") < kinds.index("connection")
    (consent,) = [event for event in events if event.kind == "consent"]
    assert consent.body["scopes"] == ALL | {"transcription": False}
    assert (consent.who, consent.body["text_version"]) == ("candidate", page.version)
    told = [record.getMessage() for record in caplog.records]
    assert f"[JOIN] role=candidate session={made['session']}" in told
    assert "[TRACK] candidate_audio" in told


def test_an_outdated_text_is_no_consent(site: Site) -> None:
    made = site.plan()
    with Page(site, made, "candidate") as page:
        page.join()
        page.say(type="consent", scopes=ALL, text_version="of last year")
        assert "reload" in page.hear("error")["message"]
        page.say(type="offer", sdp=offer())
        assert page.hear("error")["code"] == "refused"
    assert "consent" not in {event.kind for event in site.store.events(made["session"])}


def test_who_comes_back_need_not_agree_again_and_the_newest_stays(site: Site) -> None:
    made = site.plan()
    with Page(site, made, "candidate") as first:
        first.join()
        first.consent()
        with Page(site, made, "candidate") as second:
            assert second.join()["agreed"] is True
            assert first.hear("replaced")
            with pytest.raises(WebSocketDisconnect):
                first.socket.receive_json()
            second.say(type="ping", t0=1.0)
            assert second.hear("pong")["t1"] == site.now


def test_the_interviewer_leads(site: Site) -> None:
    made = site.plan()
    with Page(site, made, "interviewer") as leader, Page(site, made, "candidate") as candidate:
        assert leader.join()["profiling"] is True
        candidate.join()
        leader.say(type="profiling", on=False)
        leader.say(type="mark", note="ask again")
        assert leader.hear("marked")["note"] == "ask again"
        candidate.say(type="end")
        assert candidate.hear("error")["code"] == "role"
        leader.say(type="end")
        assert candidate.hear("ended")
    kinds = [event.kind for event in site.store.events(made["session"])]
    assert kinds[2:] == ["profiling", "mark", "completed"]
    with Page(site, made, "candidate") as late:
        late.say(type="join", role="candidate", token=late.token)
        assert "over" in late.hear("error")["message"]


def test_everybody_is_told_how_things_are(site: Site) -> None:
    made = site.plan()
    with Page(site, made, "interviewer") as page:
        page.join()
        status = page.hear("status")
    assert status["recording"] == "waiting"
    assert set(status["levels"]) == {"candidate", "interviewer"}


def test_signalling_works_without_a_websocket(site: Site) -> None:
    made = site.plan()
    token = site.token(made, "candidate")
    address = f"/api/signal/{site.client.post('/api/signal', content='').json()['connection']}"
    join = {"type": "join", "role": "candidate", "token": token}
    heard = site.client.post(address, json=join).json()
    assert '"joined"' in heard["messages"][0]
    assert heard["open"]
    later = site.client.get(address).json()
    assert '"status"' in later["messages"][0]
    left = site.client.post(address, json={"type": "leave"}).json()
    assert not left["open"]
    assert not site.client.post("/api/signal/made-up", json=join).json()["open"]


def test_a_posting_is_read_and_stays_editable_until_the_start(site: Site) -> None:
    made = site.plan()
    interviewer = site.bearer(made, "interviewer")
    said = site.client.put("/api/job", json={"text": POSTING}, headers=interviewer).json()
    assert said["preview"]["title"] == "Senior Nurse"
    assert any("triage" in one["name"] for one in said["preview"]["requirements"])
    assert said["editable"]
    with Page(site, made, "candidate") as page:
        page.join()
        assert site.store.job(made["session"]) == POSTING
        changed = {"text": POSTING + "- French\n"}
        assert site.client.put("/api/job", json=changed, headers=interviewer).status_code == 200
        for role in ("candidate", "interviewer"):
            site.store.append(made["session"], "connection", at=site.now, who=role, body={})
        late = site.client.put("/api/job", json={"text": "x"}, headers=interviewer)
    assert late.status_code == 403
    assert "started" in late.json()["error"]
    assert site.store.job(made["session"]) == changed["text"]


def test_weights_stay_adjustable_until_the_start(site: Site) -> None:
    made = site.plan()
    interviewer = site.bearer(made, "interviewer")

    def weights(answer: Any) -> dict[str, float]:  # noqa: ANN401
        assert answer.status_code == 200, answer.text
        return {one["name"]: one["weight"] for one in answer.json()["preview"]["requirements"]}

    read = weights(site.client.put("/api/job", json={"text": POSTING}, headers=interviewer))
    given = {"weights": {"triage": 0.1, "patience": 0.9}}
    said = site.client.put("/api/job/weights", json=given, headers=interviewer)
    assert weights(said) == {"triage": 0.1, "patience": 0.9} != read
    assert said.json()["reweighted"]
    with Page(site, made, "candidate") as page:
        page.join()
        assert site.store.job_weights(made["session"]) == given["weights"]
        back = site.client.put("/api/job/weights", json={"weights": {}}, headers=interviewer)
        assert weights(back) == read
        assert site.store.job_weights(made["session"]) == {}
        for role in ("candidate", "interviewer"):
            site.store.append(made["session"], "connection", at=site.now, who=role, body={})
        late = site.client.put("/api/job/weights", json=given, headers=interviewer)
    assert (late.status_code, "started" in late.json()["error"]) == (403, True)


@pytest.mark.parametrize("weight", ["-0.1", "1.1", "NaN", "Infinity", '"much"'])
def test_what_is_no_weight_is_refused(site: Site, weight: str) -> None:
    headers = site.bearer(site.plan(), "interviewer") | {"content-type": "application/json"}
    bad = '{"weights": {"triage": ' + weight + "}}"
    assert site.client.put("/api/job/weights", content=bad, headers=headers).status_code == 422


def test_a_file_becomes_text(site: Site) -> None:
    made = site.plan()
    interviewer, candidate = site.bearer(made, "interviewer"), site.bearer(made, "candidate")
    read = site.client.post("/api/job/file", content=word("Nurse", "- Triage"), headers=interviewer)
    assert read.json() == {"text": "Nurse\n- Triage\n"}
    broken = site.client.post("/api/job/file", content=b"%PDF-1.7 not", headers=interviewer)
    assert (broken.status_code, "broken" in broken.json()["error"]) == (400, True)
    assert site.client.post("/api/job/file", content=b"x", headers=candidate).status_code == 403
    big = site.client.post("/api/job/file", content=b"x" * 5_000_001, headers=interviewer)
    assert big.status_code == 413


def test_a_file_that_takes_too_much_is_given_up(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting_file, "_PATIENCE", 0.01)
    headers = site.bearer(site.plan(), "interviewer")
    late = site.client.post("/api/job/file", content=b"x", headers=headers)
    assert "paste its text" in late.json()["error"]


def test_the_candidate_does_not_see_the_posting(site: Site) -> None:
    made = site.plan()
    assert site.client.get("/api/job", headers=site.bearer(made, "candidate")).status_code == 403


def test_people_are_told_of_what_concerns_them(site: Site) -> None:
    made = site.plan(behaviour="off", purpose="selection")
    told = site.client.get("/api/invite", headers=site.bearer(made, "candidate")).json()
    assert [scope["name"] for scope in told["consent"]["scopes"]] == ["recording", "transcription"]
    other = site.plan(behaviour="observables", purpose="selection")
    more = site.client.get("/api/invite", headers=site.bearer(other, "candidate")).json()
    assert [scope["name"] for scope in more["consent"]["scopes"]][-1] == "behaviour"
    assert more["consent"]["version"] != told["consent"]["version"]


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


@pytest.mark.parametrize("session", ["nobody", "..", "%2e%2e%2fsecret"])
def test_links_are_for_sessions_that_exist(site: Site, session: str) -> None:
    refused = site.client.post(f"/api/host/sessions/{session}/links", headers=site.host)
    assert refused.status_code in (400, 403, 404, 405)


def test_the_code_for_telephones_is_a_picture_of_our_own(site: Site) -> None:
    assert site.plan()["qr"].startswith("data:image/svg+xml")


def test_an_expired_link_says_so(site: Site) -> None:
    made = site.plan()
    site.now += 8 * 86_400
    refused = site.client.get("/api/invite", headers=site.bearer(made, "candidate"))
    assert (refused.status_code, "expired" in refused.text) == (403, True)


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


def test_an_erased_session_says_so(site: Site) -> None:
    made = site.plan()
    with Page(site, made, "candidate") as page:
        page.join()
    site.store.erase(made["session"])
    refused = site.client.get("/api/invite", headers=site.bearer(made, "candidate"))
    assert "does not exist any more" in refused.json()["error"]


def test_guessing_is_stopped(site: Site) -> None:
    made = site.plan()
    for _ in range(10):
        headers = {"authorization": f"Bearer {secrets.token_hex(8)}"}
        assert "not valid" in site.client.get("/api/invite", headers=headers).text
    good = site.bearer(made, "candidate")
    assert "too many" in site.client.get("/api/invite", headers=good).text
    site.now += 61
    assert site.client.get("/api/invite", headers=good).status_code == 200


@pytest.mark.parametrize("address", ["/", "/candidate", "/interviewer"])
def test_pages_load_nothing_from_elsewhere(site: Site, address: str) -> None:
    page = site.client.get(address)
    policy = page.headers["content-security-policy"]
    assert page.status_code == 200
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    for inline in ("<style", "style=", "onclick", "http://", "https://"):
        assert inline not in page.text
    assert page.text.count("<script") == page.text.count('<script type="module" src="/static/')


def test_other_sites_and_names_stay_outside(site: Site) -> None:
    made = site.plan()
    good = site.bearer(made, "interviewer")
    evil = {"origin": "http://evil.example"}
    assert site.client.put("/api/job", json={"text": ""}, headers=good | evil).status_code == 403
    assert site.client.get("/", headers={"host": "evil.example"}).status_code == 421
    with (
        pytest.raises(WebSocketDisconnect),
        site.client.websocket_connect("ws://localhost/ws", headers=evil),
    ):
        pass
    assert site.client.get("/docs").status_code == 404
    assert site.client.get("/static/../app.py").status_code == 404


def test_a_big_body_is_refused(site: Site) -> None:
    made = site.plan()
    headers = site.bearer(made, "interviewer")
    big = site.client.put("/api/job", json={"text": "x" * 1_000_001}, headers=headers)
    assert big.status_code == 413
    long = site.client.put("/api/job", json={"text": "x" * 300_000}, headers=headers)
    assert long.status_code == 422


def test_one_address_cannot_keep_others_out(site: Site) -> None:
    made = site.plan()
    with ExitStack() as silent:
        for _ in range(10):
            silent.enter_context(site.client.websocket_connect("ws://localhost/ws", headers=ORIGIN))
        with (
            pytest.raises(WebSocketDisconnect) as refused,
            site.client.websocket_connect("ws://localhost/ws", headers=ORIGIN),
        ):
            pass
        assert "too many" in refused.value.reason
        assert "too many" in site.client.post("/api/signal", content="").json()["error"]
    with Page(site, made, "candidate") as page:
        page.join()


def test_who_does_not_join_is_shut_out(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transports, "_TIME_TO_JOIN", 0.05)
    with (
        site.client.websocket_connect("ws://localhost/ws", headers=ORIGIN) as socket,
        pytest.raises(WebSocketDisconnect),
    ):
        socket.receive_json()
    with Page(site, site.plan(), "candidate") as page:
        page.join()
        page.hear("status")


def test_who_is_silent_for_long_has_left(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transports, "_SILENCE", 1.2)
    made = site.plan()
    address = f"/api/signal/{site.client.post('/api/signal', content='').json()['connection']}"
    token = site.token(made, "candidate")
    with Page(site, made, "interviewer") as page:
        page.join()
        site.client.post(address, json={"type": "join", "role": "candidate", "token": token})
        there = [page.hear("status")["quality"]["candidate"] is not None for _ in range(8)]
    assert True in there
    assert there[-1] is False
    assert not site.client.post(address, json={"type": "leave"}).json()["open"]


@pytest.mark.parametrize("said", ["", "no json", "[]", "\x00", '{"type": "join"}', "9" * 80_000])
def test_nonsense_is_answered_with_an_error(site: Site, said: str) -> None:
    with site.client.websocket_connect("ws://localhost/ws", headers=ORIGIN) as socket:
        socket.send_text(said)
        assert socket.receive_json()["type"] == "error"
    with site.client.websocket_connect("ws://localhost/ws", headers=ORIGIN) as socket:
        socket.send_bytes(said.encode())
        assert socket.receive_json()["type"] == "error"
