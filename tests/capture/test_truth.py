"""Tracks lie where real browsers say that they were captured, and holes are what they were."""

import asyncio
from pathlib import Path

import numpy as np
import pytest

from interview.store import Store
from workbench.bench import browsers
from workbench.bench.sight import heard
from workbench.bench.synchrony import chromium, in_chromium
from workbench.bench.visits import Server

pytestmark = [pytest.mark.browser, pytest.mark.services, pytest.mark.anyio]

KEEP = """
  const wrap = (name, plain) => (globalThis[name] = class extends plain {
    constructor(...given) { super(...given); globalThis[`last${name}`] = this; }
  });
  wrap("RTCPeerConnection", RTCPeerConnection);
  wrap("WebSocket", WebSocket);
"""
TAKE_AWAY = """(on) => {
  lastWebSocket.send(JSON.stringify({ type: "muted", kind: "audio", on }));
  const { sender } = lastRTCPeerConnection.getTransceivers()[0];
  globalThis.kept ??= sender.track;
  return sender.replaceTrack(on ? null : kept);
}"""


async def test_tracks_lie_on_one_clock_through_a_mute_and_a_reload(tmp_path: Path) -> None:
    report = await in_chromium(str(chromium()), tmp_path, 32.0)
    errors = report.figures["av_error_p95_ms"], report.figures["cross_error_p95_ms"]
    assert max(error or 99.0 for error in errors) < 5.0
    assert report.conditions["methods"] == ["abs-capture-time"]
    assert int(str(report.conditions["chirps"])) > 20
    assert int(str(report.conditions["pictures"])) > 300


async def test_both_ways_to_mute_leave_one_hole_each(tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        async with browsers.call(server, str(chromium()), KEEP) as (candidate, interviewer):
            await asyncio.sleep(3.0)
            for way in ("Mute", "Unmute"):
                await candidate.press(way)
                await asyncio.sleep(3.0)
            for on in (True, False):
                await candidate.page.evaluate(TAKE_AWAY, on)
                await asyncio.sleep(3.0)
            await browsers.end(candidate, interviewer)
    store = Store(tmp_path)
    (session,) = store.sessions()
    gaps = [gap for gap in store.gaps(session) if gap.track == "candidate_audio"]
    assert [gap.span.duration for gap in gaps if gap.cause == "mute"] == pytest.approx(
        [3.0, 3.0], abs=0.25
    )
    sound = heard(store, session, "candidate_audio", candidate.truth())
    assert len(sound.times) > 8
    assert np.median(np.abs(sound.late)) < 0.005
