"""What the capture server keeps of two people's call, when, and at what cost.

- av_error_p95_ms, cross_error_p95_ms: how much further off one track of the candidate lies than the
  other, and the candidate's sound than the interviewer's, wherever a chirp was said; in a call in
  Chromium with a mute and with a candidate whose page is loaded anew, against what the browsers say
  of when they captured. drift_ms_per_min: the slope of either.
The people of the others are synthetic: they send frames that were encoded before, and decode
nothing.
- kill_loss_s: from the end of what is recovered to the moment of kill -9, the worst of all tracks.
- cpu_s_per_min: of the server, 640x480 at 30 pictures a second; cpu_s_per_min_mediarecorder: of
  aiortc's own relay and recorder on the same input.
- rss_growth_mb: the server's memory after the whole call minus after a fifth of it (a minute).
- sessions_held: calls at once of which at least 29 pictures a second come back in each.
"""

import asyncio
import json
import os
import platform
import sys
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_args

from interview.model import SPEAKERS, Speaker, Track
from interview.store import Store
from workbench.bench.callers import Caller
from workbench.bench.clip import CHIRPS, PICTURES, Clip, chirps, opus, vp8
from workbench.bench.synchrony import chromium, in_chromium, synthetic
from workbench.bench.visits import Guest, Process, Server, meet
from workbench.console import remark
from workbench.report import Report

SECONDS = 300.0
_SYNTHETIC = 60.0
_STEPS = (2, 4, 6, 8, 10, 12, 14, 16)
_FLUENT = 29.0


def figures(seconds: float = SECONDS) -> Report:
    """`seconds` is the length of the call whose accuracy is measured."""
    sound, pictures = chirps(2.0, list(CHIRPS)), vp8(PICTURES, PICTURES, 640, 480, 1_000_000)
    return asyncio.run(_measure(Clip(opus(sound), pictures), seconds))


async def _measure(clip: Clip, seconds: float) -> Report:
    before = round(os.getloadavg()[0], 1)
    parts = [
        await _in_folder(_accuracy, clip, seconds),
        await _in_folder(_kill, clip, 8.0),
        await _in_folder(_cost, clip, min(seconds, SECONDS)),
        await _in_folder(_usual_cost, clip, min(seconds, 60.0)),
        await _in_folder(_capacity, clip, 10.0),
    ]
    conditions: dict[str, object] = {
        "people": "synthetic unless in Chromium; on this machine, one clock for all",
        "picture": f"640x480, 30 a second, {clip.kbit_s:.0f} kbit/s",
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "load_before": before,
    }
    return Report(
        {name: value for part in parts for name, value in part.figures.items()},
        {name: value for part in parts for name, value in part.conditions.items()} | conditions,
    )


async def _accuracy(folder: Path, clip: Clip, seconds: float) -> Report:
    """Of real browsers; of synthetic people beside it, who show what the server alone errs by."""
    alone = await synthetic(folder / "synthetic", clip, _SYNTHETIC)
    told: dict[str, object] = {"synthetic": {**alone.figures, **alone.conditions}}
    path = chromium()
    if path is None:
        why = "not measured: no Chromium on the path, or playwright is not installed"
        return Report(dict.fromkeys(alone.figures), {"chromium": why, **told})
    real = await in_chromium(path, folder / "chromium", seconds)
    return Report(real.figures, {"chromium": real.conditions, **told})


Part = Callable[[Path, Clip, float], Awaitable[Report]]


async def _in_folder(part: Part, clip: Clip, seconds: float) -> Report:
    with TemporaryDirectory() as folder:
        return await part(Path(folder), clip, seconds)


async def _kill(folder: Path, clip: Clip, seconds: float) -> Report:
    remark("kill -9")
    server = Server(folder)
    guests = await meet(server, clip)
    await asyncio.sleep(seconds)
    killed = time.time()
    server.kill()
    await asyncio.gather(*(guest.leave() for guest in guests))
    Server(folder).stop()  # it recovers before it listens
    store = Store(folder)
    (session,) = store.sessions()
    zero = store.meta(session).start_time
    lost = {track: killed - zero - store.duration(session, track) for track in get_args(Track)}
    told: dict[str, object] = {track: round(seconds, 4) for track, seconds in lost.items()}
    status = {"status_after_kill": store.status(session)}
    return Report({"kill_loss_s": max(lost.values())}, {"kill_loss_by_track_s": told, **status})


async def _cost(folder: Path, clip: Clip, seconds: float) -> Report:
    remark(f"a call of {seconds:.0f} s, for its cost")
    server = Server(folder)
    guests = await meet(server, clip)
    await asyncio.sleep(5.0)
    began, used = time.monotonic(), server.cpu_s()
    came = guests[1].came["video"]
    await asyncio.sleep(seconds / 5)
    early = server.rss_mb()
    await asyncio.sleep(seconds * 4 / 5)
    took = time.monotonic() - began
    figures = {
        "cpu_s_per_min": (server.cpu_s() - used) / took * 60,
        "rss_growth_mb": server.rss_mb() - early,
    }
    back = (guests[1].came["video"] - came) / took
    await asyncio.gather(*(guest.leave() for guest in guests))
    server.stop()
    return Report(
        {**figures},
        {"cost_call_s": round(took), "rss_mb": round(early), "pictures_back_per_s": round(back, 1)},
    )


async def _usual_cost(folder: Path, clip: Clip, seconds: float) -> Report:
    remark("the same through aiortc's MediaRelay and MediaRecorder")
    studio = Process([sys.executable, "-m", "workbench.bench.recorders", str(folder)])

    async def offer(role: Speaker, sdp: str) -> str:
        studio.say(json.dumps({"role": role, "sdp": sdp}))
        return str(json.loads(await asyncio.to_thread(studio.line))["answer"])

    guests = [Caller(role, clip.sound, clip.pictures, lambda *_: None) for role in SPEAKERS]
    for guest in guests:
        await guest.call(partial(offer, guest.role))
    await asyncio.sleep(5.0)
    began, used = time.monotonic(), studio.cpu_s()
    await asyncio.sleep(seconds)
    cost = (studio.cpu_s() - used) / (time.monotonic() - began) * 60
    await asyncio.gather(*(guest.leave() for guest in guests))
    studio.kill()
    return Report({"cpu_s_per_min_mediarecorder": cost}, {"mediarecorder_call_s": seconds})


async def _capacity(folder: Path, clip: Clip, seconds: float) -> Report:
    server = Server(folder)
    calls: list[tuple[Guest, Guest]] = []
    held, told = 0, "none"
    for wanted in _STEPS:
        remark(f"{wanted} calls at once")
        calls += [await meet(server, clip) for _ in range(wanted - len(calls))]
        worst, told = await _load(server, calls, seconds)
        if worst < _FLUENT:
            break
        held = wanted
    await asyncio.gather(*(guest.leave() for guests in calls for guest in guests))
    server.stop()
    return Report({"sessions_held": float(held)}, {"last_step": told})


async def _load(
    server: Server, calls: list[tuple[Guest, Guest]], seconds: float
) -> tuple[float, str]:
    """Pictures a second that come back in the worst call, and what the processes spent."""
    await asyncio.sleep(3.0)
    before = [interviewer.came["video"] for _, interviewer in calls]
    began, used, own = time.monotonic(), server.cpu_s(), time.process_time()
    await asyncio.sleep(seconds)
    took = time.monotonic() - began
    shares = (server.cpu_s() - used) / took, (time.process_time() - own) / took
    after = [interviewer.came["video"] for _, interviewer in calls]
    rates = [(now - then) / took for then, now in zip(before, after, strict=True)]
    told = f"{len(calls)} calls: {min(rates):.1f} pictures a second in the worst, the server "
    return min(rates), told + f"on {shares[0]:.0%}, the callers on {shares[1]:.0%} of a core"
