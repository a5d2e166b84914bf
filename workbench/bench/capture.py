"""What the capture server keeps of two people's call, when, and at what cost.

The people are synthetic: they send frames that were encoded before, each with the time at which it
was captured, and decode nothing. Their clock is the server's, their network the loopback.
- av_error_p95_ms, cross_error_p95_ms: how much further off one track of the candidate lies than the
  other, and the candidate's sound than the interviewer's, wherever a chirp was said; in a call with
  a mute and with a candidate who comes back. drift_ms_per_min: the slope of either.
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
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_args

from interview.model import SPEAKERS, Speaker, Track
from interview.store import Store
from workbench.bench.callers import Caller
from workbench.bench.clip import chirps, opus, vp8
from workbench.bench.sight import heard, said, seen
from workbench.bench.visits import Guest, Process, Server, Visit
from workbench.console import remark
from workbench.report import Report

SECONDS = 300.0
_SYNC = 60.0
_MUTE = 6.0
_STEPS = (2, 4, 6, 8, 10, 12, 14, 16)
_FLUENT = 29.0
CHIRPS = (0.25, 0.91, 1.43)


@dataclass(frozen=True, slots=True)
class Clip:
    sound: list[bytes]
    pictures: list[bytes]

    @property
    def kbit_s(self) -> float:
        return sum(map(len, self.pictures)) * 8 / (len(self.pictures) / 30) / 1000


def figures(seconds: float = SECONDS) -> Report:
    """`seconds` is the length of the call whose cost is measured."""
    clip = Clip(opus(chirps(2.0, list(CHIRPS))), vp8(120, 120, 640, 480, 1_000_000))
    return asyncio.run(_measure(clip, seconds))


async def _measure(clip: Clip, seconds: float) -> Report:
    parts = [
        await _in_folder(_sync, clip, _SYNC),
        await _in_folder(_kill, clip, 8.0),
        await _in_folder(_cost, clip, seconds),
        await _in_folder(_usual_cost, clip, min(seconds, 60.0)),
        await _in_folder(_capacity, clip, 10.0),
    ]
    conditions: dict[str, object] = {
        "people": "synthetic, on loopback, one clock for all",
        "picture": f"640x480, 30 a second, {clip.kbit_s:.0f} kbit/s",
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "load": round(os.getloadavg()[0], 1),
    }
    return Report(
        {name: value for part in parts for name, value in part.figures.items()},
        {name: value for part in parts for name, value in part.conditions.items()} | conditions,
    )


Part = Callable[[Path, Clip, float], Awaitable[Report]]


async def _in_folder(part: Part, clip: Clip, seconds: float) -> Report:
    with TemporaryDirectory() as folder:
        return await part(Path(folder), clip, seconds)


async def _call(server: Server, clip: Clip) -> tuple[Guest, Guest]:
    """A candidate and an interviewer in a session of their own."""
    tokens = server.plan()
    candidate, interviewer = (
        Guest(Visit(server, role, tokens[role]), role, clip.sound, clip.pictures)
        for role in SPEAKERS
    )
    for guest in (candidate, interviewer):
        await guest.arrive()
    return candidate, interviewer


async def _sync(folder: Path, clip: Clip, seconds: float) -> Report:
    remark(f"a call of {seconds:.0f} s with a mute and a candidate who comes back")
    server = Server(folder)
    first, interviewer = await _call(server, clip)
    await asyncio.sleep(seconds / 4)
    await _mute(first)
    await asyncio.sleep(seconds / 4 - _MUTE)
    await first.leave()
    await asyncio.sleep(1.0)
    second = Guest(first.visit, "candidate", clip.sound, clip.pictures)
    await second.ring()
    await asyncio.sleep(seconds / 2)
    await interviewer.visit.say({"type": "end"})
    for guest in (second, interviewer):
        await guest.leave()
    server.stop()
    return _offsets(Store(folder), (first, second), interviewer)


async def _mute(guest: Guest) -> None:
    await guest.visit.say({"type": "muted", "kind": "audio", "on": True})
    guest.audio.running.clear()
    await asyncio.sleep(_MUTE)
    await guest.visit.say({"type": "muted", "kind": "audio", "on": False})
    guest.audio.running.set()


def _offsets(store: Store, candidates: Sequence[Guest], interviewer: Guest) -> Report:
    (session,) = store.sessions()
    sound = [guest.audio for guest in candidates]
    candidate = heard(store, session, "candidate_audio", said(sound, CHIRPS))
    pictures = seen(store, session, [guest.video for guest in candidates])
    other = heard(store, session, "interviewer_audio", said([interviewer.audio], CHIRPS))
    av, cross = candidate.against(pictures), candidate.against(other)
    drifts = (av.drift_ms_per_min, cross.drift_ms_per_min)
    gaps = [(gap.track, gap.cause, round(gap.span.duration, 2)) for gap in store.gaps(session)]
    return Report(
        {
            "av_error_p95_ms": av.p95_ms,
            "cross_error_p95_ms": cross.p95_ms,
            "drift_ms_per_min": max(drifts, key=abs),
        },
        {
            "chirps": len(candidate.times),
            "pictures": len(pictures.times),
            "gaps": gaps,
            "methods": sorted({sync.method for sync in store.sync(session).values()}),
        },
    )


async def _kill(folder: Path, clip: Clip, seconds: float) -> Report:
    remark("kill -9")
    server = Server(folder)
    guests = await _call(server, clip)
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
    guests = await _call(server, clip)
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
        calls += [await _call(server, clip) for _ in range(wanted - len(calls))]
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
