"""The script and the player of it in Chromium, on a server over real media."""

import re
import time
from statistics import quantiles
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from interview.model import SAMPLE_RATE, Sync, Track
from interview.store.live import Draft, write_drafts
from tests.browser.conftest import Open
from tests.browser.dashboards import Dashboard, begin, derive, spoken
from tests.recordings import tones

SCRIPT = "/dashboard/session/told/script"

HEARD = """() => {
  window.heard = [];
  document.addEventListener("workbench:time", (event) => window.heard.push(event.detail));
  document.addEventListener("workbench:sounds", (event) => { window.sounded = event.detail.at; });
  document.dispatchEvent(new CustomEvent("workbench:ask"));
}"""


def now(page: Page) -> dict[str, Any]:
    """What the player told last."""
    told: dict[str, Any] = page.evaluate(
        """() => { let last; const hear = (event) => { last = event.detail; };
        document.addEventListener("workbench:time", hear);
        document.dispatchEvent(new CustomEvent("workbench:ask"));
        document.removeEventListener("workbench:time", hear); return last; }"""
    )
    return told


def word(page: Page, text: str) -> Locator:
    return page.locator(".word", has_text=re.compile(f"^{re.escape(text)}$")).first


def ready(page: Page) -> Page:
    """Once the script and the media are there."""
    expect(page.locator(".turn").first).to_be_visible()
    page.locator("video").evaluate(
        """async (video) => {
        while (video.readyState < 2) await new Promise(requestAnimationFrame); }"""
    )
    return page


def test_everybody_is_shown_with_name_sign_and_place(visit: Open) -> None:
    page = visit(SCRIPT)
    turns = page.locator("ol.turns:not(.drafts) > .turn")
    expect(turns).to_have_count(len(spoken()))
    first = turns.first
    expect(first).to_contain_text("How many years have you worked with Python?")
    expect(first.locator(".who")).to_have_text("Interviewer")
    expect(first.locator(".badge")).to_have_text("I")
    expect(page.locator(".turn.candidate .badge").first).to_have_text("C")
    nodded = page.locator(".turn.nodding")
    expect(nodded).to_contain_text("Mhm.")
    expect(nodded.locator(".flag")).to_have_text([re.compile("overlaps"), "back-channel"])


def test_a_word_that_is_clicked_is_heard_at_once(visit: Open) -> None:
    page = ready(visit(SCRIPT))
    page.evaluate(HEARD)
    waits = []
    for turn in page.locator(".turn.candidate").all()[:6]:
        target = turn.locator(".word").nth(1)
        target.scroll_into_view_if_needed()
        waits.append(
            target.evaluate(
                """async (node) => { window.sounded = 0; const begun = performance.now();
                node.click(); while (!window.sounded) await new Promise(requestAnimationFrame);
                return window.sounded - begun; }"""
            )
        )
        page.keyboard.press("k")
    assert quantiles(waits, n=20)[-1] < 400, waits  # 200 ms on a machine that does nothing else


def test_the_word_that_sounds_is_lit_and_voices_and_picture_go_together(visit: Open) -> None:
    page = ready(visit(SCRIPT))
    word(page, "payments").click()
    expect(page.locator(".word.now").first).to_be_visible()
    page.wait_for_timeout(1500)
    shown = page.locator("video").evaluate("(video) => video.currentTime")
    assert shown > 5.0
    assert abs(now(page)["time"] - shown) < 0.4  # asked one after the other
    page.keyboard.press("k")
    assert not now(page)["playing"]


def test_keys_move_and_stop_the_player(visit: Open) -> None:
    page = ready(visit(f"{SCRIPT}?t=20"))
    assert now(page)["time"] == pytest.approx(20, abs=0.05)
    for key, at in (("l", 30), ("j", 20), ("ArrowRight", 25), ("ArrowLeft", 20)):
        page.keyboard.press(key)
        assert now(page)["time"] == pytest.approx(at, abs=0.05), key
    page.keyboard.press(" ")
    page.wait_for_timeout(500)
    assert now(page)["playing"]
    page.keyboard.press(" ")
    assert not now(page)["playing"]
    page.get_by_role("slider", name="Place in the interview").focus()
    page.keyboard.press("End")
    assert now(page)["time"] == pytest.approx(60, abs=0.3)


def test_keys_that_are_typed_into_a_field_do_nothing_else(visit: Open) -> None:
    page = ready(visit(f"{SCRIPT}?t=20"))
    page.keyboard.press("/")
    page.keyboard.type("jkl ")
    expect(page.get_by_role("searchbox")).to_have_value("jkl ")
    assert now(page)["time"] == pytest.approx(20, abs=0.05)


def test_the_script_is_read_by_keys(visit: Open) -> None:
    page = ready(visit(SCRIPT))
    word(page, "How").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".word:focus")).to_have_text("many")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".word:focus")).to_have_text("Six")
    expect(page.locator(".word-about")).to_contain_text("confidence 90 %")
    page.keyboard.press("Enter")
    assert now(page)["playing"]


def test_an_address_leads_to_its_words(visit: Open) -> None:
    turns = spoken()
    late = turns[-2]
    page = ready(visit(f"{SCRIPT}#w={late.words[3].id}"))
    expect(page.locator(".word.marked")).to_have_text(late.words[3].text)
    expect(page.locator(".word.marked")).to_be_in_viewport()
    assert now(page)["time"] == pytest.approx(late.words[3].span.start, abs=0.05)
    page.goto(page.url.split("#")[0] + f"?words={turns[1].words[0].id},{turns[1].words[1].id}")
    expect(page.locator(".word.marked")).to_have_text(["Six", "years,"])


def test_what_is_searched_for_is_found_across_words(visit: Open) -> None:
    page = ready(visit(SCRIPT))
    page.get_by_role("searchbox").fill("log of changes")
    expect(page.locator(".count")).to_have_text(re.compile(r"1 of \d"))
    expect(page.locator(".word.chosen")).to_have_text(["log", "of", "changes."])
    expect(page.locator(".word.chosen").first).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator(".count")).to_have_text(re.compile(r"2 of \d"))
    page.get_by_role("searchbox").fill("nothing of this")
    expect(page.locator(".count")).to_have_text("not found")


def test_a_reader_who_scrolls_is_left_where_they_are(visit: Open) -> None:
    page = ready(visit(SCRIPT, viewport={"width": 1000, "height": 500}))
    word(page, "Six").click()
    scroller = page.locator(".scroller")
    scroller.hover()
    page.mouse.wheel(0, 900)
    page.wait_for_timeout(400)
    top = scroller.evaluate("(node) => node.scrollTop")
    page.wait_for_timeout(2000)
    assert scroller.evaluate("(node) => node.scrollTop") == top > 300
    page.get_by_role("button", name="Back to what is playing").click()
    page.wait_for_timeout(800)
    assert scroller.evaluate("(node) => node.scrollTop") < top


def test_live_lines_come_within_a_second_and_nothing_jumps(
    dashboard: Dashboard, visit: Open
) -> None:
    begin(dashboard.store, "going", time.time() - 60)
    turns = spoken()
    page = visit("/dashboard/session/going/script", viewport={"width": 1000, "height": 500})
    expect(page.get_by_text("Nothing has been said yet")).to_be_visible()
    waits = []
    for count in range(3, len(turns)):
        derive(dashboard.store, "going", turns[:count])
        begun = time.monotonic()
        expect(page.locator("ol.turns:not(.drafts) > .turn")).to_have_count(count)
        waits.append(time.monotonic() - begun)
        if count == 8:  # from here on the reader reads what was said before
            page.locator(".scroller").hover()
            page.mouse.wheel(0, -1500)
            page.wait_for_timeout(300)
            top = page.locator(".scroller").evaluate("(node) => node.scrollTop")
    assert max(waits) < 1.0, waits
    assert page.locator(".scroller").evaluate("(node) => node.scrollTop") == top
    expect(page.get_by_role("button", name=re.compile("new turn"))).to_be_visible()


def test_what_is_recorded_while_the_page_is_open_is_heard(
    dashboard: Dashboard, visit: Open
) -> None:
    begin(dashboard.store, "heard", time.time() - 60)
    turns, sounds = spoken(), tones(40.0)
    track: Track = "candidate_audio"
    with dashboard.store.land_audio("heard", track, Sync("arrival", None)) as landed:
        landed.write(sounds[: 10 * SAMPLE_RATE], 0.0)
        derive(dashboard.store, "heard", turns[:5])
        page = visit("/dashboard/session/heard/script")
        expect(page.get_by_text(re.compile("00:00 / 00:(08|10)"))).to_be_visible()
        landed.write(sounds[10 * SAMPLE_RATE :], 10.0)
        derive(dashboard.store, "heard", turns)
        late = page.locator(".turn.candidate").nth(3).locator(".word").first
        expect(late).to_be_visible()
        expect(page.get_by_text(re.compile("00:00 / 00:(38|40)"))).to_be_visible()
        page.evaluate(HEARD)
        late.click()
        page.wait_for_function("() => window.sounded")
        page.wait_for_timeout(700)
        start = [turn for turn in turns if turn.speaker == "candidate"][3].span.start
        assert start + 0.2 < now(page)["time"] < start + 5


def test_a_draft_looks_like_one_until_its_words_are_there(
    dashboard: Dashboard, visit: Open
) -> None:
    begin(dashboard.store, "drafted", time.time() - 60)
    turns = spoken()
    derive(dashboard.store, "drafted", turns[:5])
    page = visit("/dashboard/session/drafted/script")
    expect(page.locator("ol.turns:not(.drafts) > .turn")).to_have_count(5)
    draft = Draft("candidate", turns[5].span.start, turns[5].span.end, "the first one it read")
    write_drafts(dashboard.store, "drafted", [draft], time.time())
    expect(page.locator(".turn.draft")).to_contain_text("the first one it read")
    expect(page.locator(".turn.draft")).to_contain_text("may change")
    derive(dashboard.store, "drafted", turns[:6])
    write_drafts(dashboard.store, "drafted", [], time.time())
    expect(page.locator(".turn.draft")).to_have_count(0)
    expect(page.locator("ol.turns:not(.drafts) > .turn")).to_have_count(6)


def test_a_session_without_a_script_says_how_it_gets_one(visit: Open) -> None:
    page = visit("/dashboard/session/bare/script")
    expect(page.get_by_text("workbench run bare")).to_be_visible()


def test_a_session_that_is_not_there_leads_back_to_the_list(visit: Open) -> None:
    page = visit("/dashboard/session/nothing/script")
    expect(page.get_by_text("there is no session nothing")).to_be_visible()
    expect(page.get_by_role("link", name="Q/A")).to_have_count(0)
    page.get_by_role("link", name="All sessions").click()
    expect(page.get_by_role("heading", name="Sessions")).to_be_visible()
