"""Two people in real Chromium, whose microphone and camera play clips.

What they captured and when is known from the browsers: `truth.js` is put into their pages.
"""

import base64
import time
import wave
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray
from playwright.async_api import Page, async_playwright

from interview.model import SPEAKERS, Speaker
from interview.ports import Samples
from workbench.bench.clip import PICTURES, RATE, find_chirps, picture
from workbench.bench.sight import Truth

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--allow-loopback-in-peer-connection",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
)
_SCRIPT = Path(__file__).with_name("truth.js")
_STEP = RATE // 16_000
_SAME_CLOCK = 60.0
_EDGE = 0.3
"""Seconds at the ends of what a page told within which something may not have been told."""


@dataclass(slots=True)
class _Sound:
    """One track's blocks: their Unix times, and 16,000 samples a second."""

    times: list[float] = field(default_factory=list)
    blocks: list[NDArray[np.int16]] = field(default_factory=list)

    def chirps(self) -> list[float]:
        sound = np.concatenate(self.blocks).astype(np.float32)
        starts = np.cumsum([0, *map(len, self.blocks)])
        found = np.array(find_chirps(sound), np.float64) * 16_000
        places = np.searchsorted(starts, found, "right") - 1
        return list(np.array(self.times)[places] + (found - starts[places]) / 16_000)


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
        known = [sound.times for sound in self._sounds.values()]
        return Truth(
            np.array([time for sound in self._sounds.values() for time in sound.chirps()]),
            {number: np.array(times) for number, times in self._pictures.items()},
            [(times[0] + _EDGE, times[-1] - _EDGE) for times in known],
            [(times[0] + _EDGE, times[-1] - _EDGE) for times in self._seen.values()],
        )


def _unix(stamp: float, told: Mapping[str, Any]) -> float:
    """Sound is stamped from the page's beginning on, pictures on the machine's monotonic clock."""
    if abs(stamp / 1000 - told["now"]) < _SAME_CLOCK * 1000:
        return float(told["origin"] / 1000 + stamp / 1e6)
    return time.time() - time.monotonic() + stamp / 1e6


@asynccontextmanager
async def people(
    chromium: str | None, sound: Mapping[Speaker, Samples]
) -> AsyncIterator[list[Person]]:
    """A candidate and an interviewer who have not arrived yet; `sound` is repeated."""
    async with AsyncExitStack() as all_of_it:
        folder = Path(all_of_it.enter_context(TemporaryDirectory()))
        playwright = await all_of_it.enter_async_context(async_playwright())
        found = []
        for role in SPEAKERS:
            flags = _devices(folder, role, sound[role])
            browser = await playwright.chromium.launch(
                executable_path=chromium, headless=True, args=[*FLAGS, *flags]
            )
            await all_of_it.enter_async_context(browser)
            found.append(Person(role, await browser.new_page()))
        yield found


def _devices(folder: Path, role: Speaker, sound: Samples) -> list[str]:
    """Flags for a browser whose devices play files; all its pages share them."""
    _write_sound(folder / f"{role}.wav", sound)
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
