"""What a person is told of a camera or microphone that fails."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.site import Site
from tests.browser.test_interview import agree, go_in, goes_on

pytestmark = [pytest.mark.browser, pytest.mark.services]

UNPLUGGING = """const plain = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wanted) => {
  if (window.unplugged) throw new DOMException("", "NotFoundError");
  const stream = await plain(wanted);
  window.tracks = [...(window.tracks ?? []), ...stream.getTracks()];
  return stream;
}"""
FAILING = "navigator.mediaDevices.getUserMedia = async () => {{ throw new DOMException('', '{}') }}"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("NotFoundError", "No microphone was found"),
        ("NotReadableError", "in use by another program"),
        ("NotAllowedError", "was not allowed to use the microphone"),
    ],
)
def test_a_device_that_fails_is_explained(
    server: Site, open_page: Open, name: str, words: str
) -> None:
    page = open_page("about:blank")
    page.add_init_script(FAILING.format(name))
    page.goto(server.plan()["candidate"])
    agree(page, "recording")
    expect(page.get_by_role("alert")).to_contain_text(words)
    expect(page.get_by_role("button", name="Try again")).to_be_enabled()


def test_a_person_who_denies_the_camera_can_try_again(server: Site, open_page: Open) -> None:
    page = open_page(server.plan()["candidate"], devices=False)
    agree(page, "recording")
    expect(page.get_by_role("alert")).to_contain_text("was not allowed")
    page.context.grant_permissions(["camera", "microphone"])
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("button", name="Enter the call")).to_be_enabled()


def test_an_unplugged_microphone_is_told_and_replaced(server: Site, open_page: Open) -> None:
    page = open_page("about:blank")
    page.add_init_script(UNPLUGGING)
    page.goto(server.plan()["interviewer"])
    go_in(page)
    expect(page.locator("#recording")).to_have_text("On")
    page.evaluate("window.unplugged = true; tracks.at(-1).dispatchEvent(new Event('ended'))")
    expect(page.get_by_role("alert")).to_contain_text("Your microphone is gone")
    page.evaluate(
        "window.unplugged = false; navigator.mediaDevices.dispatchEvent(new Event('devicechange'))"
    )
    expect(page.locator("#failure")).to_be_hidden()


def test_a_camera_that_stops_in_the_call_is_told_and_comes_back(
    server: Site, open_page: Open
) -> None:
    made = server.plan()
    page, interviewer = open_page("about:blank"), open_page(made["interviewer"])
    page.add_init_script(UNPLUGGING)
    page.goto(made["candidate"])
    go_in(interviewer)
    go_in(page)
    goes_on(interviewer, "frames")
    page.evaluate("window.unplugged = true; tracks.at(-1).stop()")
    page.evaluate("tracks.at(-1).dispatchEvent(new Event('ended'))")
    expect(page.get_by_role("alert")).to_contain_text("Your camera is gone")
    expect(interviewer.locator("#unseen")).to_contain_text("camera sends nothing")
    expect(interviewer.locator("#other")).to_contain_text("Here")
    page.evaluate(
        "window.unplugged = false; navigator.mediaDevices.dispatchEvent(new Event('devicechange'))"
    )
    goes_on(interviewer, "frames")
    expect(interviewer.locator("#unseen")).to_be_hidden()
