"""How far the tracks of a call with a mute and with a return lie from each other."""

import asyncio
import os
import shutil
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from interview.store import Store
from workbench.bench.clip import CHIRPS, Clip
from workbench.bench.sight import Truth, heard, played, seen
from workbench.bench.visits import Guest, Server, meet
from workbench.console import remark
from workbench.report import Report

MUTE = 6.0
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def offsets(store: Store, candidate: Truth, interviewer: Truth) -> Report:
    """Of the one session there is."""
    (session,) = store.sessions()
    sound = heard(store, session, "candidate_audio", candidate)
    pictures = seen(store, session, candidate)
    other = heard(store, session, "interviewer_audio", interviewer)
    av, cross = sound.against(pictures), sound.against(other)
    gaps = store.gaps(session)
    rejoins = [gap.span.start for gap in gaps if gap.cause == "rejoin"]
    drifts = av.drift_ms_per_min(sorted(rejoins)), cross.drift_ms_per_min(sorted(rejoins))
    told = [
        (gap.track, gap.cause, round(gap.span.start, 1), round(gap.span.duration, 3))
        for gap in gaps
    ]
    return Report(
        {
            "av_error_p95_ms": av.p95_ms,
            "cross_error_p95_ms": cross.p95_ms,
            "drift_ms_per_min": max(drifts, key=abs),
        },
        {
            "av_bias_ms": round(float(np.median(av.late)) * 1000, 2),
            "av_error_max_ms": round(float(np.abs(av.late).max()) * 1000, 2),
            "cross_error_max_ms": round(float(np.abs(cross.late).max()) * 1000, 2),
            "chirps": len(sound.times),
            "pictures": len(pictures.times),
            "of_unknown_time": [track.unknown for track in (sound, pictures, other)],
            "gaps": told,
            "methods": sorted({sync.method for sync in store.sync(session).values()}),
        },
    )


async def synthetic(folder: Path, clip: Clip, seconds: float) -> Report:
    """Two people whose clock is the server's; the candidate is muted, goes and comes back."""
    remark(f"a call of {seconds:.0f} s among synthetic people")
    server = Server(folder)
    first, interviewer = await meet(server, clip)
    await asyncio.sleep(seconds / 4)
    await _mute(first)
    await asyncio.sleep(seconds / 4 - MUTE)
    await first.leave()
    await asyncio.sleep(1.0)
    second = Guest(first.visit, "candidate", clip.sound, clip.pictures)
    await second.ring()
    await asyncio.sleep(seconds / 2)
    await interviewer.visit.say({"type": "end"})
    for guest in (second, interviewer):
        await guest.leave()
    server.stop()
    return offsets(Store(folder), played((first, second), CHIRPS), played((interviewer,), CHIRPS))


async def _mute(guest: Guest) -> None:
    await guest.visit.say({"type": "muted", "kind": "audio", "on": True})
    guest.audio.running.clear()
    await asyncio.sleep(MUTE)
    await guest.visit.say({"type": "muted", "kind": "audio", "on": False})
    guest.audio.running.set()


def chromium() -> str | None:
    """Where Chromium is, if there is one and what drives it."""
    if find_spec("playwright") is None:
        return None
    return next((path for name in _BROWSERS if (path := shutil.which(name))), None)


async def in_chromium(path: str, folder: Path, seconds: float) -> Report:
    """Two real browsers; the candidate's page is muted by its button, and loaded anew."""
    from workbench.bench import browsers

    remark(f"a call of {seconds:.0f} s in Chromium")
    with Server(folder) as server:
        async with browsers.call(server, path) as (candidate, interviewer):
            await asyncio.sleep(seconds / 4)
            early = server.rss_mb()
            await candidate.press("Mute")
            await asyncio.sleep(MUTE)
            await candidate.press("Unmute")
            await asyncio.sleep(seconds / 4 - MUTE)
            await candidate.page.reload()
            await asyncio.sleep(seconds / 2)
            growth, load = server.rss_mb() - early, os.getloadavg()[0]
            await browsers.end(candidate, interviewer)
    found = offsets(Store(folder), candidate.truth(), interviewer.truth())
    told = {"call_s": seconds, "load": round(load, 1), "rss_growth_mb": round(growth, 1)}
    return Report(found.figures, {**told, **found.conditions})
