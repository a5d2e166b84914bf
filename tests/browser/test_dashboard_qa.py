"""Questions and answers in Chromium."""

import re

from playwright.sync_api import expect

from tests import interviews
from tests.browser.conftest import Open
from tests.browser.dashboards import Dashboard, spoken
from workbench import corrections

ANSWERS = "/dashboard/session/told/qa"


def test_questions_answers_and_what_is_open(visit: Open) -> None:
    page = visit(ANSWERS)
    first = page.locator(".pair").first
    expect(first).to_contain_text("How many years have you worked with Python?")
    expect(first).to_contain_text("Six years, mostly on payments pipelines.")
    expect(first).to_contain_text("linked 93 %")
    second = page.locator(".pair").nth(1)
    expect(second).to_contain_text("Follow-up")
    expect(second).to_contain_text("nobody answered")
    page.get_by_role("button", name=re.compile("^Unanswered")).click()
    expect(page.locator(".pair:visible")).to_have_count(1)


def test_evidence_leads_to_the_words_it_quotes(visit: Open) -> None:
    page = visit(f"{ANSWERS}?pair={interviews.QUESTION.id}")
    found = page.locator(".evidence li").first
    expect(found).to_be_visible()
    expect(found).to_contain_text("technical depth: python")
    expect(found).to_contain_text(re.compile(r"0\.80 \(0\.61.0\.99\)"))
    found.get_by_role("link", name="words").click()
    page.wait_for_url(re.compile("script"))
    expect(page.locator(".word.marked")).to_have_text([w.text for w in interviews.ANSWER.words])


def test_evidence_is_heard(visit: Open) -> None:
    page = visit(f"{ANSWERS}?pair={interviews.QUESTION.id}")
    page.locator(".evidence .quote").first.click()
    expect(page.get_by_role("button", name="Pause (space)")).to_be_visible()
    expect(page.locator(".pair.now")).to_have_attribute("data-id", interviews.QUESTION.id)


def test_evidence_of_a_selection_is_covered_until_one_has_rated(
    dashboard: Dashboard, visit: Open
) -> None:
    dashboard.add("covered", "selection")
    page = visit("/dashboard/session/covered/qa")
    expect(page.locator(".pair").first).to_be_visible()
    assert "specificity" not in page.content()
    expect(page.locator(".evidence")).to_have_count(0)
    page.get_by_role("button", name="Give my rating").click()
    page.keyboard.press("ArrowRight")
    page.get_by_label("Reason").fill("Concrete, though short.")
    page.get_by_role("button", name="Keep this rating").click()
    expect(page.locator(".evidence")).to_have_count(1)
    expect(page.get_by_text("Evidence is covered")).to_be_hidden()


def test_a_person_says_what_answers_a_question(dashboard: Dashboard, visit: Open) -> None:
    dashboard.add("linked")
    page = visit("/dashboard/session/linked/qa")
    asked = page.locator(".pair").nth(1)
    asked.get_by_text("Another turn answers").click()
    asked.get_by_role("button", name="Add as answer").click()
    expect(page.get_by_text("Your correction is kept.").first).to_be_visible()
    page.locator(".pair").first.get_by_role("button", name="Not an answer").click()
    expect(page.get_by_text("2 corrections")).to_be_visible()
    made = corrections.listed(dashboard.store.events("linked"))
    assert [(one.who, getattr(one.fix, "answers", None)) for one in made] == [
        ("Ada", True),
        ("Ada", False),
    ]
    assert spoken()[5].id in repr(made[0].fix)


def test_nothing_asked_yet_says_what_to_do(visit: Open) -> None:
    page = visit("/dashboard/session/bare/qa")
    expect(page.get_by_text("workbench run bare")).to_be_visible()
