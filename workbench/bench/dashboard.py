"""What the dashboard costs who looks, on an hour's interview, in real Chromium.

- first_view_s: from the address to the first words on the page, by a browser that knows nothing;
  median.
- seek_p95_ms: from a click on a word anywhere in the hour until its voice sounds: the sound has
  moved on from where the word begins.
- update_p95_s: from the store's new words until they are on the page, for each of ten viewers.
- update_bytes: what one viewer is sent for it, on average.
- viewer_mb: what the server's memory grows by for each viewer after the first.
"""

import asyncio
import os
import random
import shutil
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import numpy as np
from playwright.async_api import Browser, Locator, Page, WebSocket, async_playwright

from interview.model import Word
from interview.store import Store
from workbench.bench.browsers import FLAGS
from workbench.bench.long_session import SESSION, Long, make
from workbench.bench.visits import Process
from workbench.covering import User
from workbench.dashboard.access import COOKIE, access_to
from workbench.evaluate.truth import read_manifest
from workbench.report import Report
from workbench.up.ports import free_port

VIEWERS, FIRST_VIEWS, CLICKS = 10, 5, 40
_PAUSE = 3.0
"""Seconds between two updates: about an utterance."""
_SETTLED = 3.0
_SCRIPT = Path(__file__).with_name("looking.js").read_text()


class Served(Process):
    """`python -m workbench.dashboard` over a folder."""

    def __init__(self, data: Path) -> None:
        self.address = f"http://localhost:{(port := free_port())}"
        self.cookie = access_to(data).cookie(User("Bench", "examiner"))
        module = [sys.executable, "-u", "-m", "workbench.dashboard"]
        super().__init__([*module, "--data", str(data), "--port", str(port)])
        while "examiner" not in self.line():  # what it says last
            pass


@dataclass(frozen=True, slots=True)
class Live:
    """`seconds` of every update for every viewer, `bytes` of one for one, the server's CPU."""

    viewer_mb: float
    seconds: list[float]
    bytes: float
    cpu_s: float


@dataclass(slots=True)
class Eyes:
    """A page somebody looks at, and the bytes that came to it by its WebSocket."""

    page: Page
    sizes: list[int] = field(default_factory=list)

    @property
    def words(self) -> Locator:
        return self.page.locator(".turn .word")

    def listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda data: self.sizes.append(len(data)))


def figures(data: Path) -> Report:
    (item, *_) = read_manifest(data)
    with TemporaryDirectory() as folder:
        long = make(Store(folder), item, time.time())
        with Served(Path(folder)) as served:
            measured = asyncio.run(_measured(served, long))
    about = {
        "words": len(long.words),
        "viewers": VIEWERS,
        "cores": os.cpu_count(),
        "where": "server, Chromium and who writes, all on this machine",
    }
    return Report(measured.figures, about | measured.conditions)


async def _measured(served: Served, long: Long) -> Report:
    chromium = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))))
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        live = await _live(browser, served, long)  # first: memory that others freed would be used
        views = [await _first_view(browser, served) for _ in range(FIRST_VIEWS)]
        clicks = await _clicks(browser, served, long.words)
        await browser.close()
    return Report(
        {
            "first_view_s": round(median(views), 3),
            "seek_p95_ms": round(float(np.percentile(clicks, 95)), 1),
            "update_p95_s": round(float(np.percentile(live.seconds, 95)), 3),
            "viewer_mb": round(live.viewer_mb, 1),
            "update_bytes": round(live.bytes),
        },
        {
            "first_views_s": [round(one, 2) for one in views],
            "seek_p50_ms": round(median(clicks), 1),
            "update_p50_s": round(median(live.seconds), 3),
            "update_worst_s": round(max(live.seconds), 3),
            "server_cpu_s_per_update": round(live.cpu_s, 3),
        },
    )


@asynccontextmanager
async def _looking(browser: Browser, served: Served) -> AsyncIterator[Eyes]:
    """Somebody with an empty cache whose page has words."""
    async with await browser.new_context(viewport={"width": 1366, "height": 768}) as context:
        await context.add_cookies([{"name": COOKIE, "value": served.cookie, "url": served.address}])
        await context.add_init_script(_SCRIPT)
        eyes = Eyes(await context.new_page())
        eyes.page.on("websocket", lambda socket: eyes.listen(socket))  # it marks what it is given
        await eyes.page.goto(
            f"{served.address}/dashboard/session/{SESSION}/script", wait_until="commit"
        )
        await eyes.words.first.wait_for(state="visible", timeout=60_000)
        yield eyes


async def _first_view(browser: Browser, served: Served) -> float:
    begun = time.perf_counter()
    async with _looking(browser, served):
        return time.perf_counter() - begun


async def _clicks(browser: Browser, served: Served, words: Sequence[Word]) -> list[float]:
    """Milliseconds; the player goes on from one to the next, as when somebody searches."""
    waits: list[float] = []
    async with _looking(browser, served) as eyes:
        await asyncio.sleep(_SETTLED)
        for word in random.Random(7).sample(list(words), CLICKS):  # noqa: S311  # no secret
            target = eyes.page.locator(f'.word[data-id="{word.id}"]')
            waits.append(
                await target.evaluate(
                    "(node, start) => looking.soundsAfterClick(node, start)", word.span.start
                )
            )
            await asyncio.sleep(0.4)
    return waits


async def _live(browser: Browser, served: Served, long: Long) -> Live:
    async with _looking(browser, served), AsyncExitStack() as crowd:
        await asyncio.sleep(_SETTLED)
        before = served.rss_mb()
        eyes = [await crowd.enter_async_context(_looking(browser, served)) for _ in range(VIEWERS)]
        await asyncio.sleep(_SETTLED)
        viewer_mb, cpu = (served.rss_mb() - before) / VIEWERS, served.cpu_s()
        for each in eyes:
            await each.page.locator("ol.turns").first.evaluate("(list) => looking.watchList(list)")
            each.sizes.clear()
        known, seconds = list(long.words), []
        for _, words in groupby(long.later, lambda word: word.id.rpartition("-")[0]):
            known += words
            seconds += await _update(long, known, eyes)
        updates = len(seconds) / VIEWERS
        sent = sum(sum(each.sizes) for each in eyes) / len(seconds)
        return Live(viewer_mb, seconds, sent, (served.cpu_s() - cpu) / updates)


async def _update(long: Long, known: Sequence[Word], eyes: Sequence[Eyes]) -> list[float]:
    """Seconds from the store to each page."""
    kinds = long.follows(known)
    for each in eyes:
        await each.page.evaluate("(id) => looking.awaitWord(id)", known[-1].id)
    long.keep({"words": kinds.pop("words")})
    stored = time.time()
    long.keep(kinds)
    await asyncio.sleep(_PAUSE)
    for each in eyes:
        await each.page.wait_for_function("() => looking.arrived()")
    return [await each.page.evaluate("() => looking.arrived()") - stored for each in eyes]
