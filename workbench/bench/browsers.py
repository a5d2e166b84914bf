"""Two people in real Chromium, whose microphone and camera play clips.

What they captured and when is known from the browsers: `truth.js` is put into their pages.
"""

import base64
import time
import wave
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray
from playwright.async_api import Page, async_playwright

from interview.model import SAMPLE_RATE, SPEAKERS, Speaker
from interview.ports import Samples
from workbench.bench.clip import CHIRP, CHIRPS, PICTURES, RATE, chirps, find_chirps, picture
from workbench.bench.sight import Truth
from workbench.bench.visits import Server

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--allow-loopback-in-peer-connection",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
)
_SCRIPT = Path(__file__).with_name("truth.js")
_STEP = RATE // SAMPLE_RATE
_SAME_CLOCK_MS = 60_000
_LOOPS = {"candidate": 2.0, "interviewer": 2.3}
"""Seconds after which people repeat themselves; unlike, so that neither sounds like an echo."""
_STEADY = 0.002
_EDGE = 0.3
"""Seconds at the ends of what a page told within which something may not have been told."""


@dataclass(slots=True)
class _Sound:
    """One track's blocks: their Unix times, and samples at `SAMPLE_RATE`."""

    times: list[float] = field(default_factory=list)
    blocks: list[NDArray[np.int16]] = field(default_factory=list)

    def chirps(self) -> NDArray[np.float64]:
        """When they began that were told without a hole."""
        found = np.array(find_chirps(np.concatenate(self.blocks).astype(np.float32)), np.float64)
        begun, over = self._at(found), self._at(found + CHIRP)
        return begun[np.abs(over - begun - CHIRP) < _STEADY]

    def _at(self, seconds: NDArray[np.float64]) -> NDArray[np.float64]:
        """Unix times of places among the samples."""
        starts = np.cumsum([0, *map(len, self.blocks)][:-1]) / SAMPLE_RATE
        blocks = np.searchsorted(starts, seconds, "right") - 1
        return np.array(self.times)[blocks] + seconds - starts[blocks]


class Person:
    """One side of a call, in a browser of its own."""

    def __init__(self, role: Speaker, page: Page) -> None:
        self.role, self.page = role, page
        self._sounds: dict[str, _Sound] = {}
        self._pictures: dict[int, list[float]] = {}
        self._seen: dict[str, list[float]] = {}

    async def arrive(self, link: str) -> None:
        """Join, agree and enter the call."""
        await self.page.expose_function("capturedSound", self._sound)
        await self.page.expose_function("capturedPictures", self._picture)
        await self.page.add_init_script(path=_SCRIPT)
        await self.page.goto(link)
        for scope in ("recording", "transcription"):
            await self.page.check(f"[name={scope}]")
        await self.page.get_by_role("button", name="Go on with what I chose").click()
        await self.page.get_by_role("button", name="Enter the call").click()

    async def press(self, button: str) -> None:
        await self.page.get_by_role("button", name=button, exact=True).click()

    def _sound(self, told: Mapping[str, Any]) -> None:
        sound = self._sounds.setdefault(told["track"], _Sound())
        for stamp, rate, pcm in told["batch"]:
            if rate != RATE:
                raise ValueError(f"this browser captures {rate} samples a second")
            sound.times.append(_unix(stamp, told))
            sound.blocks.append(np.frombuffer(base64.b64decode(pcm), np.int16)[::_STEP])

    def _picture(self, told: Mapping[str, Any]) -> None:
        for stamp, number in told["batch"]:
            at = _unix(stamp, told)
            self._pictures.setdefault(number, []).append(at)
            self._seen.setdefault(told["track"], []).append(at)

    def truth(self) -> Truth:
        """What its pages told until now."""
        return Truth(
            np.concatenate([sound.chirps() for sound in self._sounds.values()]),
            {number: np.array(times) for number, times in self._pictures.items()},
            [_inside(sound.times) for sound in self._sounds.values()],
            [_inside(times) for times in self._seen.values()],
        )


def _inside(times: Sequence[float]) -> tuple[float, float]:
    return times[0] + _EDGE, times[-1] - _EDGE


def _unix(stamp: float, told: Mapping[str, Any]) -> float:
    """Sound is stamped from the page's beginning on, pictures on the machine's monotonic clock."""
    if abs(stamp / 1000 - told["now"]) < _SAME_CLOCK_MS:
        return float(told["origin"] / 1000 + stamp / 1e6)
    return time.time() - time.monotonic() + stamp / 1e6


@asynccontextmanager
async def call(
    server: Server, chromium: str, script: str = ""
) -> AsyncIterator[tuple[Person, Person]]:
    """A candidate and an interviewer who are in a call; a script runs first in their pages."""
    async with AsyncExitStack() as all_of_it:
        folder = Path(all_of_it.enter_context(TemporaryDirectory()))
        playwright = await all_of_it.enter_async_context(async_playwright())
        tokens, found = server.plan(), []
        for role in SPEAKERS:
            browser = await playwright.chromium.launch(
                executable_path=chromium, headless=True, args=[*FLAGS, *_devices(folder, role)]
            )
            await all_of_it.enter_async_context(browser)
            page = await browser.new_page(permissions=["camera", "microphone"])
            await page.add_init_script(script)
            person = Person(role, page)
            await person.arrive(server.link(role, tokens[role]))
            found.append(person)
        yield found[0], found[1]


async def end(candidate: Person, interviewer: Person) -> None:
    await interviewer.press("End the interview")
    await interviewer.press("End it")
    await candidate.page.get_by_role("heading", name="The interview is over").wait_for()


def _devices(folder: Path, role: Speaker) -> list[str]:
    """Flags for a browser whose devices play files; all its pages share them."""
    _write_sound(folder / f"{role}.wav", chirps(_LOOPS[role], list(CHIRPS)))
    flags = [f"--use-file-for-fake-audio-capture={folder / f'{role}.wav'}"]
    if role == "candidate":
        _write_pictures(folder / "picture.y4m", PICTURES)
        flags.append(f"--use-file-for-fake-video-capture={folder / 'picture.y4m'}")
    return flags


def _write_sound(path: Path, sound: Samples) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(np.rint(np.clip(sound, -1, 1) * 32_767).astype("<i2").tobytes())


def _write_pictures(path: Path, count: int) -> None:
    with path.open("wb") as file:
        file.write(b"YUV4MPEG2 W640 H480 F30:1 Ip A1:1 C420jpeg\n")
        for number in range(count):
            file.write(b"FRAME\n" + picture(number, 640, 480).tobytes())
