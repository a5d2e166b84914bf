"""What is exported of a call plays in a browser, each picture at its time."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.capture.streams import FIRST, LATER, SESSION, captured
from workbench.bench.clip import BITS
from workbench.exports import media
from workbench.session import Session

pytestmark = [pytest.mark.browser, pytest.mark.services]

FRAME = 1 / 30
SHOWN = {
    0.1: 0,
    FIRST + 10.5 * FRAME: 10,
    3.0: 59,
    LATER + 30.5 * FRAME: 30,
    FIRST + 20.5 * FRAME: 20,
}
ADDRESS = "http://export.test/"

PLAY = """async () => {
  const video = document.createElement("video");
  document.body.replaceChildren(video);
  video.muted = true;
  const file = await fetch("candidate_video.mp4");
  video.src = URL.createObjectURL(await file.blob()); // in which one can seek
  await new Promise((resolve, reject) => {
    video.oncanplay = resolve;
    video.onerror = () => reject(new Error(video.error.message));
  });
  return video.duration;
}"""
BARS = """async ([time, bits]) => {
  const video = document.querySelector("video");
  const there = new Promise((resolve) => (video.onseeked = resolve));
  video.currentTime = time;
  await there;
  const { videoWidth: width, videoHeight: height } = video;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  context.drawImage(video, 0, 0);
  const row = context.getImageData(0, Math.floor(height * 5 / 6), width, 1).data;
  const step = Math.floor(width / bits);
  return [...Array(bits).keys()].map((bit) => row[4 * (bit * step + step / 2)] > 128);
}"""


def test_pictures_of_an_export_stand_at_their_times(browser: Browser, tmp_path: Path) -> None:
    media.write(Session(captured(tmp_path / "data"), SESSION), tmp_path)
    page = _opened(browser, tmp_path / "candidate_video.mp4")
    assert page.evaluate(PLAY) == pytest.approx(LATER + 80 * FRAME, abs=FRAME + 0.002)
    for time, number in SHOWN.items():
        bars = page.evaluate(BARS, [time, BITS])
        assert sum(on << bit for bit, on in enumerate(bars)) == number, time
    page.context.close()


def _opened(browser: Browser, path: Path) -> Page:
    page = browser.new_context().new_page()
    page.route(ADDRESS, lambda route: route.fulfill(body="", content_type="text/html"))
    page.route(f"{ADDRESS}*.mp4", lambda route: route.fulfill(path=path, content_type="video/mp4"))
    page.goto(ADDRESS)
    return page
