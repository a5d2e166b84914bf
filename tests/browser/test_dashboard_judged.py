"""The pages of judgements as a person uses them, in Chromium."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from interview.model import SessionMeta, Verdict
from tests.browser.dashboards import Dashboard
from tests.dashboard.judged import BEGUN, OTHER, interview, store_interview, write

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
SESSION = "/dashboard/session/electrician"


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """Two electricians, one teacher, and a teacher for a selection."""
    made = Dashboard(tmp_path_factory.mktemp("dashboard"))
    for place, session in enumerate(("electrician", "other-electrician", "teacher")):
        store_interview(made.store, session, place)
    store_interview(made.store, "chosen", 3, "selection")
    made.start()
    yield made
    made.stop()


def test_a_stranger_finds_why_the_verdict_moved_after_the_third_answer(visit: Open) -> None:
    """From the list of sessions, with nothing but links."""
    page = visit("/dashboard/sessions")
    row = page.get_by_role("row").filter(has_text="other-electrician")
    row.get_by_role("link", name=re.compile("^Verdict of")).click()
    one = interview(1)
    point = one.verdict.history[2]
    third = page.locator("#answer-3")
    expect(third).to_contain_text(f"{point.delta:+.2f}" if abs(point.delta) >= 0.005 else "0.00")
    third.locator("summary").click()
    found = [each for each in one.evidence if each.qa == point.after]
    expect(third.locator("ul.evidence li")).to_have_count(len(found))
    expect(third).to_contain_text(found[0].quote.split()[0])
    third.locator("a.quote").first.click()
    expect(page).to_have_url(re.compile("/dashboard/session/other-electrician/script[?]words="))


def test_a_stranger_compares_two_scorers(visit: Open) -> None:
    page = visit("/dashboard/sessions")
    expect(page.locator("tbody tr").first).to_be_visible()
    page.get_by_role("link", name="Compare").click()
    page.get_by_label("Session", exact=True).select_option(label=_title(1))
    made = interview(1).again
    table = page.locator("table.sides").first
    row = table.get_by_role("row").filter(
        has=page.get_by_role("rowheader", name="hire probability")
    )
    expect(row).to_contain_text(f"{made.before.outlook.hire_probability:.2f}")
    expect(row).to_contain_text(f"{made.after.outlook.hire_probability:.2f}")
    expect(table).to_contain_text(OTHER)


def _title(place: int) -> str:
    names = ("electrician", "other-electrician", "teacher")
    return f"{interview(place).job.title} ({names[place]})"


def test_a_risk_flag_leads_to_its_words(visit: Open) -> None:
    page = visit("/dashboard/session/other-electrician/verdict")
    risk = page.locator("article.risk").first
    href = risk.locator("a.quote").first.get_attribute("href") or ""
    words = href.partition("words=")[2].partition("&")[0].split("%2C")
    assert set(words) <= {word.id for word in interview(1).words}


def test_the_last_answer_is_explained_and_any_other_can_be_chosen(visit: Open) -> None:
    page = visit(f"{SESSION}/profile")
    count = len(interview(0).profile)
    why = page.locator("section.why")
    expect(why).to_contain_text(f"after answer {count}")
    page.get_by_label("Answer").select_option(index=2)
    expect(why).to_contain_text("after answer 3")


def test_a_point_of_the_profile_tells_why_it_moved(visit: Open) -> None:
    page = visit(f"{SESSION}/profile")
    expect(page.locator("section.why")).to_contain_text("Why it moved")
    snapshot = interview(0).profile[3]
    place = _place(page, "technical_depth", snapshot.t, snapshot.beliefs["technical_depth"].mean)
    page.mouse.click(*place)
    expect(page.locator("section.why")).to_contain_text("after answer 4")
    expect(page.locator("section.why .chosen")).to_contain_text("technical depth")


def _place(page: Page, name: str, t: float, value: float) -> tuple[float, float]:
    """Where in the window a figure has a point."""
    found = page.evaluate(
        """([name, t, value]) => {
          const views = [...Bokeh.index.roots].flatMap(root => [...root.owner.query(
            view => view.model.title?.text?.startsWith(name))])
          const view = views[0], box = view.el.getBoundingClientRect()
          const frame = view.frame
          return [box.x + frame.x_scale.compute(t), box.y + frame.y_scale.compute(value)]
        }""",
        [name.replace("_", " "), t, value],
    )
    return found[0], found[1]


def test_the_cursor_stands_where_the_player_is(visit: Open) -> None:
    page = visit(f"{SESSION}/profile")
    expect(page.locator("section.why")).to_contain_text("Why it moved")
    page.wait_for_timeout(500)
    page.evaluate(
        "document.dispatchEvent(new CustomEvent('workbench:time',"
        "{ detail: { time: 61.5, playing: false, duration: 200 } }))"
    )
    locations = page.evaluate(
        """() => [...Bokeh.documents].flatMap(one =>
          [...one._all_models.values()].filter(model => model.name === "cursor"))
          .map(model => model.location)"""
    )
    assert len(locations) == 7
    assert set(locations) == {61.5}


def test_a_verdict_for_a_selection_is_covered_with_a_way_out(visit: Open) -> None:
    for view in ("verdict", "profile"):
        page = visit(f"/dashboard/session/chosen/{view}")
        expect(page.get_by_role("heading", name="covered until you rate")).to_be_visible()
        page.get_by_role("link", name="Read the script, then rate").click()
        expect(page).to_have_url(re.compile("/session/chosen/script"))
    page = visit("/dashboard/sessions")
    row = page.get_by_role("row").filter(has_text="chosen")
    expect(row).to_contain_text("covered until you rate")
    assert f"{interview(3).verdict.outlook.hire_probability:.2f}" not in row.inner_text()


def test_a_rating_uncovers_the_page_that_is_open(
    browser: Browser, tmp_path: Path, visit: Open
) -> None:
    del visit
    own = Dashboard(tmp_path)
    store_interview(own.store, "chosen", 0, "selection")
    own.start()
    try:
        page = own.page(browser, "/dashboard/session/chosen/verdict")
        expect(page.get_by_role("heading", name="covered until you rate")).to_be_visible()
        body = {"value": 4, "reason": "specific"}
        own.store.append("chosen", "rating", at=BEGUN, who="Ada", body=body)
        expect(page.locator(".headline strong")).to_be_visible()
        page.context.close()
    finally:
        own.stop()


def test_a_new_answer_appears_by_itself_and_what_is_open_stays_open(
    browser: Browser, dashboard: Dashboard
) -> None:
    one = interview(0)
    meta = SessionMeta("growing", BEGUN, "research", "off", title="An interview that goes on")
    dashboard.store.create(meta, at=BEGUN, who="test")
    verdict = dashboard.page(browser, "/dashboard/session/growing/verdict")
    expect(verdict.get_by_role("heading", name="not made yet")).to_be_visible()
    write(dashboard.store, "growing", one, 3)
    expect(verdict.locator(".answers details")).to_have_count(3)
    verdict.locator("#answer-2 summary").click()
    profile = dashboard.page(browser, "/dashboard/session/growing/profile")
    expect(profile.locator("section.why")).to_contain_text("after answer 3")
    write(dashboard.store, "growing", one, 5)
    expect(verdict.locator(".answers details")).to_have_count(5)
    expect(verdict.locator("#answer-2")).to_have_attribute("open", "")
    expect(profile.get_by_label("Answer").locator("option")).to_have_count(5)
    for page in (verdict, profile):
        page.context.close()


def test_sessions_are_found_filtered_and_sorted(visit: Open) -> None:
    page = visit("/dashboard/sessions")
    rows = page.locator("tbody tr")
    expect(rows.first).to_be_visible()
    everything = rows.count()
    page.get_by_role("searchbox").fill("electr other")
    expect(rows).to_have_count(1)
    expect(page).to_have_url(re.compile("find=electr"))
    page.get_by_role("searchbox").fill("")
    page.get_by_label("Purpose").select_option("selection")
    expect(rows).to_have_count(1)
    page.get_by_label("Purpose").select_option("")
    expect(rows).to_have_count(everything)
    page.get_by_role("button", name="Session").click()
    by_title = page.get_by_role("columnheader", name="Session")
    expect(by_title).to_have_attribute("aria-sort", "ascending")
    titles = page.locator("tbody th a").all_inner_texts()
    assert titles == sorted(titles, key=str.lower)
    page.reload()
    expect(by_title).to_have_attribute("aria-sort", "ascending")


def test_candidates_of_one_job_stand_side_by_side(visit: Open) -> None:
    page = visit("/dashboard/compare")
    section = page.get_by_label("Candidates of one job")
    expect(section).to_contain_text("What the distributions share")
    expect(section.locator("tbody").first.get_by_role("row")).to_have_count(2)
    page.get_by_role("checkbox").first.uncheck()
    expect(section.locator("tbody").first.get_by_role("row")).to_have_count(1)


def test_what_is_compared_follows_the_store(dashboard: Dashboard, visit: Open) -> None:
    page = visit("/dashboard/compare")
    section = page.get_by_label("Candidates of one job")
    rows = section.locator("tbody").first.get_by_role("row")
    expect(rows).to_have_count(2)
    page.evaluate("window.loaded = true")
    one = store_interview(dashboard.store, "late", 1)
    late = rows.filter(has_text="late")
    expect(late).to_contain_text(f"{one.verdict.outlook.hire_probability:.2f}")
    expect(page.get_by_label("Session", exact=True).locator("option")).to_have_count(4)
    begun = page.evaluate(CURVE, "late")
    write(dashboard.store, "late", one, 2)
    early = dashboard.store.read("late", "verdict", Verdict).outlook.hire_probability
    expect(late).to_contain_text(f"{early:.2f}")
    assert page.evaluate(CURVE, "late") != begun
    dashboard.store.erase("late")
    expect(rows).to_have_count(2)
    assert page.evaluate("window.loaded")


CURVE = """name => [...Bokeh.documents].flatMap(one => [...one._all_models.values()])
  .filter(model => model.type === "Legend").flatMap(legend => legend.items)
  .filter(item => item.label.value.includes(`(${name})`))
  .map(item => [...item.renderers[0].data_source.data.density])"""


def test_the_theme_is_remembered(visit: Open) -> None:
    page = visit(f"{SESSION}/verdict")
    light = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    page.get_by_role("button", name="Dark theme").click()
    expect(page.get_by_role("button", name="Light theme")).to_be_visible()
    dark = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert light != dark
    page.reload()
    expect(page.get_by_role("button", name="Light theme")).to_be_visible()


def test_the_print_view_holds_all_and_no_script(visit: Open) -> None:
    page = visit(f"{SESSION}/print")
    assert page.locator("script").count() == 0
    for heading in ("Verdict", "Profile", "Questions and answers", "Script", "Events"):
        expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    assert len(page.pdf()) > 10_000
    covered = visit("/dashboard/session/chosen/print")
    expect(covered.locator("body")).to_contain_text("Covered until the person who prints")


def test_a_page_can_be_used_by_keyboard_alone(visit: Open) -> None:
    page = visit(f"{SESSION}/verdict")
    expect(page.locator("#answer-1")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.locator("#answer-1 summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#answer-1")).to_have_attribute("open", "")


def test_nothing_is_wider_than_a_tablet(visit: Open) -> None:
    for path in ("/dashboard/sessions", "/dashboard/compare", f"{SESSION}/verdict"):
        page = visit(path, viewport={"width": 820, "height": 1000})
        page.wait_for_timeout(1500)
        assert page.evaluate("document.documentElement.scrollWidth") <= 820, path


def test_nobody_sees_a_page_without_signing_in(browser: Browser, dashboard: Dashboard) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(dashboard.address + f"{SESSION}/verdict")
    expect(page).to_have_url(re.compile("/sign-in"))
    context.close()
