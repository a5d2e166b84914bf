"""What a person does with a session on its pages, in Chromium."""

import time
from typing import Any

from playwright.sync_api import Page, expect

from tests import interviews
from tests.browser.conftest import Open
from tests.browser.dashboards import Dashboard, begin
from workbench import corrections


def doings(dashboard: Dashboard, session: str) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (event.kind, event.who, dict(event.body))
        for event in dashboard.store.events(session)
        if event.who == "Ada"
    ]


def test_a_comment_and_a_rating_are_kept_in_ones_name(dashboard: Dashboard, visit: Open) -> None:
    dashboard.add("rated")
    page = visit("/dashboard/session/rated/script")
    page.get_by_label("Comment").fill("Ask about the offsets again.")
    page.get_by_role("button", name="Keep this comment").click()
    expect(page.get_by_text("Your comment is kept.")).to_be_visible()
    page.get_by_role("radio", name="4 rather yes").check()
    page.get_by_role("button", name="Keep this rating").click()
    assert len(doings(dashboard, "rated")) == 1, "a rating needs its reason"
    page.get_by_label("Reason").fill("Knows why it broke.")
    page.get_by_role("button", name="Keep this rating").click()
    expect(page.get_by_text("You gave 4 of 5.")).to_be_visible()
    page.get_by_text("Log", exact=True).click()
    expect(page.locator(".log li").first).to_contain_text("Ada rated 4 of 5: Knows why it broke.")
    comment, rating = doings(dashboard, "rated")
    assert comment == ("comment", "Ada", {"text": "Ask about the offsets again."})
    assert rating[0] == "rating"
    assert rating[2]["value"] == 4


def test_profiling_is_switched_and_the_session_completed(dashboard: Dashboard, visit: Open) -> None:
    begin(dashboard.store, "switched", time.time() - 100)
    page = visit("/dashboard/session/switched/script")
    page.get_by_role("switch", name="Profiling").click()
    expect(page.get_by_text("Profiling is off.")).to_be_visible()
    page.get_by_role("button", name="Complete the session").click()
    expect(page.get_by_role("button", name="Complete the session")).to_be_hidden()
    (switch, _, off), (completed, _, _) = doings(dashboard, "switched")
    assert (switch, completed, off["on"]) == ("profiling", "completed", False)
    assert 100 < off["time"] < 200


def test_two_people_see_what_the_other_does(dashboard: Dashboard, visit: Open) -> None:
    begin(dashboard.store, "shared", time.time() - 100)
    one, other = (visit("/dashboard/session/shared/qa") for _ in range(2))
    expect(other.get_by_role("switch", name="Profiling")).to_be_checked()
    one.get_by_role("switch", name="Profiling").click()
    expect(other.get_by_role("switch", name="Profiling")).not_to_be_checked()


def test_who_may_only_look_is_offered_nothing_else(dashboard: Dashboard, visit: Open) -> None:
    page = visit("/dashboard/session/told/script", role="viewer")
    expect(page.get_by_text("Log", exact=True)).to_be_visible()
    for name in ("Keep this rating", "Keep this comment", "Delete for good", "Correct"):
        expect(page.get_by_role("button", name=name)).to_be_hidden()
    assert not doings(dashboard, "told")


def correct(page: Page, text: str) -> None:
    page.get_by_role("button", name="Correct", exact=True).click()
    page.locator(".word", has_text="payments").first.click()
    page.get_by_label("What was said").fill(text)
    page.get_by_role("button", name="Save word").click()


def test_a_word_is_corrected_and_taken_back(dashboard: Dashboard, visit: Open) -> None:
    dashboard.add("corrected")
    page = visit("/dashboard/session/corrected/script")
    correct(page, "payment")
    expect(page.locator(".word.waiting")).to_have_text("payments")
    expect(page.locator(".word.waiting")).to_have_attribute("title", "Corrected: payment")
    page.get_by_text("1 correction", exact=True).click()
    page.get_by_role("button", name="Take back").click()
    expect(page.locator(".word.waiting")).to_have_count(0)
    (made,) = corrections.listed(dashboard.store.events("corrected"))
    assert made.who == "Ada"
    assert made.taken_back


def test_what_cannot_be_corrected_says_why(visit: Open) -> None:
    page = visit("/dashboard/session/told/script")
    correct(page, "payments")
    expect(page.get_by_text("reads 'payments' already")).to_be_visible()
    expect(page.get_by_label("What was said")).to_be_enabled()


def test_a_turn_is_given_to_the_other(dashboard: Dashboard, visit: Open) -> None:
    dashboard.add("swapped")
    page = visit("/dashboard/session/swapped/script")
    page.get_by_role("button", name="Correct", exact=True).click()
    page.locator(".word", has_text="Six").first.click()
    page.get_by_role("button", name="The interviewer said this turn").click()
    expect(page.locator(".word.waiting")).to_have_count(len(interviews.ANSWER.words))


def test_a_session_is_deleted_for_good_once_it_is_named(dashboard: Dashboard, visit: Open) -> None:
    dashboard.add("leaving")
    page, other = (visit("/dashboard/session/leaving/script") for _ in range(2))
    expect(other.locator(".turn").first).to_be_visible()
    page.get_by_text("Delete this session").click()
    delete = page.get_by_role("button", name="Delete for good")
    expect(delete).to_be_disabled()
    page.get_by_label("Name of the session").fill("leaving")
    delete.click()
    expect(page.locator("pre")).to_contain_text("number", timeout=200_000)
    for each in (page, other):
        expect(each.get_by_text("This session is deleted.", exact=True)).to_have_count(2)
        expect(each.locator(".turn, video")).to_have_count(0)
    assert not dashboard.store.exists("leaving")
