"""Two people meet on two pages, with a real server between them."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.services]

PHONE = {"viewport": {"width": 375, "height": 720}, "color_scheme": "dark"}
NO_WEBSOCKET = "WebSocket = class { constructor() { setTimeout(() => this.onclose()); } }"
POSTING = (
    "Staff Nurse\n\nRequirements:\n- 3 years of experience in triage\n\nNice to have:\n- French\n"
)
COUNTS = """() => {
  const { totalVideoFrames } = picture.getVideoPlaybackQuality();
  return { frames: totalVideoFrames, heard: voice.currentTime, width: picture.videoWidth };
}"""


def agree(page: Page, *scopes: str) -> None:
    for scope in scopes:
        page.check(f"[name={scope}]")
    page.get_by_role("button", name="Go on with what I chose").click()


def enter(page: Page) -> None:
    page.get_by_role("button", name="Enter the call").click()


def go_in(page: Page) -> None:
    agree(page, "recording", "transcription")
    enter(page)


def until(page: Page, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """What a page shows and plays, as soon as that holds."""
    end = time.monotonic() + 20
    while not holds(counts := page.evaluate(COUNTS)):
        assert time.monotonic() < end, (counts, page.inner_text("main"))
        page.wait_for_timeout(100)
    return dict(counts)


def goes_on(page: Page, what: str) -> None:
    before = page.evaluate(COUNTS)[what]
    until(page, lambda now: now[what] > before + (15 if what == "frames" else 0.5))


def loudest(page: Page, meter: str) -> int:
    values = []
    for _ in range(20):
        values.append(int(page.locator(meter).get_attribute("aria-valuenow") or 0))
        page.wait_for_timeout(80)
    return max(values)


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_two_people_talk_and_all_of_it_is_kept(server: Site, open_page: Open) -> None:
    made = server.plan()
    candidate = open_page(made["candidate"], **PHONE)
    expect(candidate.get_by_role("heading")).to_contain_text("consent")
    assert fits(candidate)
    agree(candidate, "recording", "transcription")
    expect(candidate.get_by_role("button", name="Enter the call")).to_be_enabled()
    assert loudest(candidate, "#check-meter") > 20
    assert fits(candidate)
    interviewer = open_page(made["interviewer"])
    agree(interviewer, "recording", "transcription")
    interviewer.fill("#job", POSTING)
    interviewer.get_by_role("button", name="Read and keep it").click()
    expect(interviewer.get_by_role("row", name="triage (3 years)")).to_contain_text("Required")
    assert "connection" not in {event.kind for event in server.store.events(made["session"])}
    enter(interviewer)
    enter(candidate)
    seen = until(interviewer, lambda now: now["frames"] > 30 and now["heard"] > 1)
    assert seen["width"] == 640
    until(candidate, lambda now: now["heard"] > 1)
    assert loudest(interviewer, "#other-meter") > 20
    assert loudest(candidate, "#other-meter") > 20
    assert fits(candidate)
    expect(interviewer.locator("#recording")).to_have_text("On")
    expect(interviewer.locator("#quality")).to_contain_text("Good")
    expect(candidate.locator("#other")).to_have_text("Here")
    candidate.get_by_role("button", name="Mute").click()
    expect(candidate.get_by_role("button", name="Unmute")).to_have_attribute("aria-pressed", "true")
    interviewer.wait_for_timeout(500)
    assert loudest(interviewer, "#other-meter") < 5
    interviewer.fill("#note", "ask again")
    interviewer.get_by_role("button", name="Mark", exact=True).click()
    expect(interviewer.locator("#marked")).to_have_text("Marked.")
    interviewer.uncheck("#profiling")
    interviewer.get_by_role("button", name="End the interview").click()
    interviewer.get_by_role("button", name="End it").click()
    for page in (candidate, interviewer):
        expect(page.get_by_role("heading", name="The interview is over")).to_be_visible()
    _all_is_kept(server, made["session"])


def _all_is_kept(server: Site, session: str) -> None:
    _wait_until_completed(server, session)
    events = server.store.events(session)
    kinds = [event.kind for event in events]
    assert kinds.index("consent") < kinds.index("connection") < kinds.index("completed")
    assert [event.body["note"] for event in events if event.kind == "mark"] == ["ask again"]
    assert [event.body["on"] for event in events if event.kind == "profiling"] == [False]
    assert server.store.job(session) == POSTING
    assert set(server.store.tracks(session)) == {
        "candidate_audio",
        "candidate_video",
        "interviewer_audio",
    }
    assert {sync.method for sync in server.store.sync(session).values()} == {"abs-capture-time"}
    assert "[JOIN] role=candidate" in server.log
    assert "[TRACK] candidate_audio" in server.log


def _wait_until_completed(server: Site, session: str) -> None:
    """All has landed then."""
    end = time.monotonic() + 20
    while server.store.status(session) != "completed":
        assert time.monotonic() < end
        time.sleep(0.1)


def test_refusing_has_its_page_and_keeps_no_media(server: Site, open_page: Open) -> None:
    made = server.plan()
    page = open_page(made["candidate"])
    agree(page)
    expect(page.get_by_role("alert")).to_contain_text("cannot be held here")
    page.get_by_role("button", name="I do not agree").click()
    expect(page.get_by_role("heading", name="You did not agree")).to_be_visible()
    (consent,) = [e for e in server.store.events(made["session"]) if e.kind == "consent"]
    scopes = consent.body["scopes"]
    assert scopes == {"recording": False, "transcription": False, "behaviour": False}
    assert server.store.tracks(made["session"]) == []
    page.get_by_role("button", name="Back to the choices").click()
    agree(page, "recording")
    expect(page.get_by_role("button", name="Enter the call")).to_be_enabled()


def test_a_reload_and_a_second_page_continue_the_call(server: Site, open_page: Open) -> None:
    made = server.plan()
    interviewer, candidate = open_page(made["interviewer"]), open_page(made["candidate"])
    go_in(interviewer)
    go_in(candidate)
    until(interviewer, lambda now: now["frames"] > 10)
    candidate.reload()
    expect(candidate.get_by_role("heading", name="The call")).to_be_visible()
    until(candidate, lambda now: now["heard"] > 0.5)
    goes_on(interviewer, "frames")
    second = open_page(made["candidate"])
    enter(second)
    expect(candidate.get_by_role("heading")).to_have_text("You joined on another page")
    until(second, lambda now: now["heard"] > 0.5)
    goes_on(interviewer, "frames")
    goes_on(interviewer, "heard")
    second.get_by_role("button", name="Leave").click()
    expect(interviewer.locator("#other")).to_have_text("Not here yet")
    consents = [e for e in server.store.events(made["session"]) if e.kind == "consent"]
    assert len(consents) == 2


def test_pages_come_back_after_the_server_was_killed(own_server: Site, open_page: Open) -> None:
    made = own_server.plan()
    interviewer, candidate = open_page(made["interviewer"]), open_page(made["candidate"])
    go_in(interviewer)
    go_in(candidate)
    until(interviewer, lambda now: now["frames"] > 60)
    own_server.kill()
    for page in (interviewer, candidate):
        expect(page.locator("#news")).to_contain_text("keeps trying to come back")
    own_server.start()
    for page in (interviewer, candidate):
        expect(page.locator("#news")).to_be_hidden(timeout=15_000)
    goes_on(interviewer, "frames")
    goes_on(candidate, "heard")
    assert own_server.store.status(made["session"]) == "recovered"


def test_what_is_taken_back_ends_at_once(server: Site, open_page: Open) -> None:
    made = server.plan()
    interviewer, candidate = open_page(made["interviewer"]), open_page(made["candidate"])
    go_in(interviewer)
    go_in(candidate)
    until(interviewer, lambda now: now["frames"] > 30)
    candidate.get_by_role("button", name="My consent").click()
    expect(candidate.get_by_role("checkbox", name="Written transcript")).to_be_checked()
    candidate.get_by_role("checkbox", name="Recording").uncheck()
    candidate.get_by_role("button", name="Let this hold").click()
    expect(candidate.locator("#recording")).to_have_text("Off for you")
    expect(candidate.locator("#withdrawn")).to_contain_text("nothing of you is recorded")
    expect(interviewer.locator("#withdrawn")).to_contain_text("The candidate took back")
    goes_on(interviewer, "frames")
    assert _last_scopes(server, made["session"]) == {
        "recording": False, "transcription": False, "behaviour": False,
    }  # fmt: skip
    interviewer.get_by_role("button", name="My consent").click()
    interviewer.get_by_role("checkbox", name="Written transcript").uncheck()
    interviewer.get_by_role("button", name="Let this hold").click()
    expect(interviewer.locator("#withdrawn")).to_contain_text("What you say is not written down")
    candidate.reload()
    expect(candidate.get_by_role("heading")).to_contain_text("consent")


def _last_scopes(server: Site, session: str) -> object:
    consents = [event for event in server.store.events(session) if event.kind == "consent"]
    return consents[-1].body["scopes"]


def test_a_full_disk_is_told_and_what_landed_stays(own_server: Site, open_page: Open) -> None:
    made = own_server.plan()
    store, session = own_server.store, made["session"]
    interviewer, candidate = open_page(made["interviewer"]), open_page(made["candidate"])
    go_in(interviewer)
    go_in(candidate)
    until(interviewer, lambda now: now["frames"] > 150)
    own_server.limit_files(1_000)
    for page in (interviewer, candidate):
        expect(page.get_by_role("alert")).to_contain_text("cannot write the recording")
        expect(page.get_by_role("alert")).to_contain_text("recorded before is safe")
        expect(page.locator("#recording")).to_have_text("Failing")
        assert str(own_server.data) not in page.inner_text("main")
    landed = store.duration(session, "candidate_audio")
    before = store.samples(session, "candidate_audio")
    interviewer.get_by_role("button", name="Mark", exact=True).click()
    expect(interviewer.get_by_role("alert")).to_contain_text("cannot write")
    goes_on(interviewer, "frames")
    own_server.limit_files(-1)
    for page in (interviewer, candidate):
        expect(page.get_by_role("alert")).to_be_hidden(timeout=15_000)
    interviewer.get_by_role("button", name="End the interview").click()
    interviewer.get_by_role("button", name="End it").click()
    _wait_until_completed(own_server, session)
    after = store.samples(session, "candidate_audio")
    assert landed > 1.0
    assert (after[: len(before)] == before).all()
    assert len(after) > len(before)


def test_requests_do_where_there_is_no_websocket(server: Site, open_page: Open) -> None:
    made = server.plan()
    candidate = open_page("about:blank")
    candidate.add_init_script(NO_WEBSOCKET)
    candidate.goto(made["candidate"])
    interviewer = open_page(made["interviewer"])
    go_in(candidate)
    go_in(interviewer)
    until(interviewer, lambda now: now["frames"] > 15 and now["heard"] > 0.5)
    interviewer.get_by_role("button", name="End the interview").click()
    interviewer.get_by_role("button", name="End it").click()
    expect(candidate.get_by_role("heading", name="The interview is over")).to_be_visible()
