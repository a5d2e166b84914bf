"""The application from outside: who gets in, what is kept, what a stranger sees."""

import asyncio
import logging
import secrets
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from aiortc import RTCPeerConnection
from starlette.websockets import WebSocketDisconnect

from capture_server import transports
from tests.capture.web import ALL, ORIGIN, Page, Site, offer


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


def test_an_interview_that_is_completed_elsewhere_ends_for_all(site: Site) -> None:
    made = site.plan()
    with Page(site, made, "interviewer") as leader:
        leader.join()
        leader.hear("status")
        site.store.append(made["session"], "completed", at=site.now, who="Ada", body={})
        assert leader.hear("ended")
    completed = [one for one in site.store.events(made["session"]) if one.kind == "completed"]
    assert [one.who for one in completed] == ["Ada"]


def test_the_interviewer_sees_who_switches_profiling_elsewhere(site: Site) -> None:
    made = site.plan()

    def switch(on: bool) -> None:
        body = {"on": on, "time": 1.0}
        site.store.append(made["session"], "profiling", at=site.now, who="Ada", body=body)

    with Page(site, made, "interviewer") as leader, Page(site, made, "candidate") as candidate:
        leader.join()
        candidate.join()
        switch(False)
        assert leader.hear("profiling") == {"type": "profiling", "on": False, "who": "Ada"}
        leader.say(type="profiling", on=True)
        assert leader.hear("profiling") == {"type": "profiling", "on": True}
        switch(False)
        assert leader.hear("profiling")["who"] == "Ada"
        site.store.append(made["session"], "completed", at=site.now, who="Ada", body={})
        told: list[str] = []
        while not told or told[-1] != "ended":
            told.append(candidate.socket.receive_json()["type"])
        assert "profiling" not in told
    switched = [one for one in site.store.events(made["session"]) if one.kind == "profiling"]
    assert [one.who for one in switched] == ["Ada", "interviewer", "Ada"]


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


def test_people_are_told_of_what_concerns_them(site: Site) -> None:
    made = site.plan(behaviour="off", purpose="selection")
    told = site.client.get("/api/invite", headers=site.bearer(made, "candidate")).json()
    assert [scope["name"] for scope in told["consent"]["scopes"]] == ["recording", "transcription"]
    other = site.plan(behaviour="observables", purpose="selection")
    more = site.client.get("/api/invite", headers=site.bearer(other, "candidate")).json()
    assert [scope["name"] for scope in more["consent"]["scopes"]][-1] == "behaviour"
    assert more["consent"]["version"] != told["consent"]["version"]


def test_an_expired_link_says_so(site: Site) -> None:
    made = site.plan()
    site.now += 8 * 86_400
    refused = site.client.get("/api/invite", headers=site.bearer(made, "candidate"))
    assert (refused.status_code, "expired" in refused.text) == (403, True)


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


def test_who_is_cut_off_is_hung_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test client cancels what serves a WebSocket while that still says goodbye."""
    plain = RTCPeerConnection.close

    async def slow(self: RTCPeerConnection) -> None:
        await asyncio.sleep(0.1)
        await plain(self)

    monkeypatch.setattr(RTCPeerConnection, "close", slow)
    site = Site(tmp_path)
    before = _datagram_sockets()
    with site.client:
        made = site.plan()
        with Page(site, made, "candidate") as page:
            page.join()
            page.consent()
            page.say(type="offer", sdp=offer())
            page.hear("answer")
            page.socket.close(1000)
            time.sleep(0.05)  # it has begun to hang up
    assert _datagram_sockets() <= before


def _datagram_sockets() -> set[str]:
    """Of this process, by the kernel's numbers."""
    ours = {str(link.readlink()) for link in Path("/proc/self/fd").iterdir() if link.is_symlink()}
    known = Path("/proc/self/net/udp").read_text().splitlines()[1:]
    return ours & {f"socket:[{line.split()[9]}]" for line in known}


@pytest.mark.parametrize("said", ["", "no json", "[]", "\x00", '{"type": "join"}', "9" * 80_000])
def test_nonsense_is_answered_with_an_error(site: Site, said: str) -> None:
    with site.client.websocket_connect("ws://localhost/ws", headers=ORIGIN) as socket:
        socket.send_text(said)
        assert socket.receive_json()["type"] == "error"
    with site.client.websocket_connect("ws://localhost/ws", headers=ORIGIN) as socket:
        socket.send_bytes(said.encode())
        assert socket.receive_json()["type"] == "error"
