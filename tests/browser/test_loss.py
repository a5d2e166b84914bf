"""A bad network costs what it loses and nothing beyond."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from interview.store.recording import track_folder
from tests.browser.conftest import Open
from tests.browser.site import Site
from tests.browser.test_interview import go_in, until

pytestmark = [pytest.mark.browser, pytest.mark.services]

OPUS, VP8, AGAIN = "111", "96", "97"
"""Chromium's payload types."""
ON_ITS_WAY = 10
"""Frames that wait for others when a call ends."""


@pytest.fixture
def lossy_server(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path, "tests.browser.lossy")
    site.start()
    yield site
    site.stop()


def pictures_landed(server: Site, session: str) -> int:
    timing = track_folder(server.store, session, "candidate_video") / "timing.jsonl"
    return sum(json.loads(line)["packets"] for line in timing.read_text().splitlines())


def test_the_share_of_lost_frames_is_that_of_lost_packets(
    lossy_server: Site, open_page: Open
) -> None:
    made = lossy_server.plan()
    interviewer, candidate = open_page(made["interviewer"]), open_page(made["candidate"])
    go_in(interviewer)
    go_in(candidate)
    until(interviewer, lambda now: now["frames"] > 30)
    interviewer.wait_for_timeout(20_000)
    interviewer.get_by_role("button", name="End the interview").click()
    interviewer.get_by_role("button", name="End it").click()
    expect(candidate.get_by_role("heading", name="The interview is over")).to_be_visible()
    lossy_server.stop()
    connections = json.loads((lossy_server.data / "lost.json").read_text())
    (sent,) = [streams for streams in connections if VP8 in streams]
    assert sent[OPUS]["dropped"] > 10
    assert sent[AGAIN]["packets"] > 10
    gaps = [g for g in lossy_server.store.gaps(made["session"]) if g.track == "candidate_audio"]
    assert {gap.cause for gap in gaps} == {"loss"}
    lost = {
        OPUS: sum(gap.span.duration for gap in gaps) / 0.02,
        VP8: sent[VP8]["frames"] - pictures_landed(lossy_server, made["session"]),
    }
    for kind, frames in lost.items():
        share = sent[kind]["dropped"] / sent[kind]["packets"]
        assert frames <= 1.1 * share * sent[kind]["frames"] + ON_ITS_WAY, (lost, sent)
    assert lost[OPUS] > 10
