"""What single pages say, and to whom they say nothing."""

import base64
import html
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from capture_server.invited import NoTaxonomy
from interview.posting import describe
from tests.browser.conftest import Open
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.services]

POSTINGS = Path(__file__).parents[1] / "data" / "postings"


def test_the_host_makes_an_interview(server: Site, open_page: Open) -> None:
    page = open_page(server.host_page)
    page.fill("#title", "Welder")
    page.select_option("#purpose", "selection")
    expect(page.locator("#behaviour option[value=affect]")).to_be_disabled()
    page.get_by_role("button", name="Make the interview").click()
    expect(page.get_by_label("For the candidate")).to_have_value(page_link("candidate"))
    assert page.evaluate("qr.decode().then(() => qr.naturalWidth > 100)")
    expect(page.get_by_role("row", name="Welder")).to_contain_text("Planned")
    page.get_by_role("link", name="Go in as interviewer").click()
    expect(page.get_by_text("You are the interviewer")).to_be_visible()


def test_the_host_removes_an_interview_that_nobody_joined(server: Site, open_page: Open) -> None:
    page = open_page(server.host_page)
    for title in ("Tailor", "Baker"):
        page.fill("#title", title)
        page.get_by_role("button", name="Make the interview").click()
        expect(page.get_by_role("row", name=title)).to_be_visible()
        page.get_by_role("button", name="Make another").click()
    page.get_by_role("button", name="Remove Tailor").click()
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("button", name="Remove Baker").click()
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_role("row", name="Baker")).to_have_count(0)
    expect(page.get_by_role("row", name="Tailor")).to_be_visible()


def test_a_posting_comes_from_a_file_and_its_weights_are_changed(
    server: Site, open_page: Open, browser: Browser
) -> None:
    text = (POSTINGS / "electrician.txt").read_text()
    made = server.plan()
    page = open_page(made["interviewer"])
    _agree(page)
    drop = {"name": "posting.pdf", "mimeType": "application/pdf", "data": _printed(browser, text)}
    _drop(page, "#job", drop)
    wanted = describe(text, NoTaxonomy()).requirements
    fields = page.locator("#preview-job input")
    expect(fields).to_have_count(len(wanted))
    names = [field.get_attribute("name") for field in fields.all()]
    assert names == [one.name for one in wanted]
    fields.first.fill("50")
    fields.first.press("Tab")
    expect(page.get_by_role("button", name="Weights as they were read")).to_be_visible()
    expect(fields.first).to_have_value("50.0")
    expect(fields.nth(1)).to_be_focused()
    assert sum(float(field.input_value()) for field in fields.all()) == pytest.approx(100, abs=1)
    page.get_by_role("button", name="Weights as they were read").click()
    expect(fields.first).to_have_value(f"{wanted[0].weight * 100:.1f}")
    page.set_input_files("#file", {"name": "x", "mimeType": "", "buffer": b"PK\x03\x04"})
    expect(page.get_by_role("alert")).to_contain_text("paste its text")


def _printed(browser: Browser, text: str) -> str:
    """The posting as a browser prints it, with its lists as lists; in base64."""
    lines = [html.escape(line) for line in text.splitlines()]
    marked = [re.sub(r"^\s*[-*\u2022] (.*)", r"<li>\1</li>", line) for line in lines]
    page = browser.new_page()
    page.set_content("".join(m if m.startswith("<li>") else f"<p>{m}</p>" for m in marked))
    printed = page.pdf(format="A4", margin={"left": "2cm", "right": "2cm"})
    page.close()
    return base64.b64encode(printed).decode()


def _drop(page: Page, place: str, file: dict[str, str]) -> None:
    dropped = page.evaluate_handle(
        """({ name, mimeType, data }) => {
          const bytes = Uint8Array.from(atob(data), (one) => one.charCodeAt(0));
          const dropped = new DataTransfer();
          dropped.items.add(new File([bytes], name, { type: mimeType }));
          return dropped;
        }""",
        file,
    )
    page.dispatch_event(place, "drop", {"dataTransfer": dropped})


def page_link(role: str) -> re.Pattern[str]:
    return re.compile(rf"https://.+/{role}#\S{{40,}}")


def test_a_visitor_sees_no_sessions(server: Site, open_page: Open) -> None:
    made = server.plan()
    page = open_page(server.address)
    expect(page.get_by_role("heading", name="Which part do you take?")).to_be_visible()
    assert "Staff nurse" not in page.inner_text("body")
    page.fill("#pasted", made["candidate"])
    page.get_by_role("button", name="Go there").click()
    expect(page.get_by_text("You are the candidate")).to_be_visible()


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("#forged", "not valid"),
        ("", "all of it"),
        ("#expired", "expired: ask the host"),
    ],
)
def test_a_bad_link_says_what_to_do(server: Site, open_page: Open, link: str, words: str) -> None:
    if link == "#expired":
        link = "#" + server.tokens.invite(server.plan()["session"], "candidate", 1.0)
    page = open_page(f"{server.address}/candidate{link}")
    expect(page.locator("#closed-text")).to_contain_text(words)


def test_an_insecure_address_is_explained(server: Site, open_page: Open) -> None:
    page = open_page("about:blank")
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false })")
    page.goto(server.plan()["candidate"])
    expect(page.locator("#closed-text")).to_contain_text("https://")


def test_the_keyboard_is_enough(server: Site, open_page: Open) -> None:
    page = open_page(server.plan()["candidate"])
    expect(page.get_by_role("heading")).to_be_focused()
    for _ in range(2):
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Enter the call")).to_be_enabled()
    page.get_by_role("button", name="Enter the call").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="The call")).to_be_focused()


def test_everything_to_press_or_fill_has_a_name(server: Site, open_page: Open) -> None:
    for address in (server.address, server.plan()["candidate"]):
        page = open_page(address)
        unnamed = page.evaluate(
            """() => [...document.querySelectorAll("button, input, select, textarea, [role=meter]")]
              .filter((one) => !(one.textContent.trim() || one.labels?.length
                || one.getAttribute("aria-label") || one.getAttribute("aria-labelledby")))
              .map((one) => one.outerHTML)"""
        )
        assert unnamed == []


def _agree(page: Page) -> None:
    page.check("[name=recording]")
    page.get_by_role("button", name="Go on with what I chose").click()
