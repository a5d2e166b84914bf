"""The dashboard in a process of its own, over sessions that were made by hand."""

import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, Page

from interview.model import Purpose, QAPair, SessionMeta, Speaker, Turn
from interview.store import Store
from tests import interviews
from tests.browser.site import free_port
from tests.recordings import pictures, sound, tones
from tests.talk import turn
from workbench.covering import Role, User
from workbench.dashboard.access import COOKIE, access_to
from workbench.importing import Recording, import_recording

SECONDS = 60.0
BEGUN = 1_760_000_000.0
LINES = (
    "And which of those pipelines would you build in another way today?",
    "The first one. It read a whole table every night: today I would read the log of changes.",
    "How did you find out that rows were lost?",
    "A nightly count of both sides did not agree, for about one payment in ten thousand.",
)


def spoken(until: float = SECONDS) -> list[Turn]:
    """`interviews.TURNS`, and after them as much talk as there is time for."""
    turns, at, number = list(interviews.TURNS), 9.5, 0
    while at < until - 12:
        speaker: Speaker = "candidate" if number % 2 else "interviewer"
        turns.append(turn(speaker, LINES[number % len(LINES)], at))
        at, number = turns[-1].span.end + 0.8, number + 1
    return turns


def asked(turns: Sequence[Turn]) -> list[QAPair]:
    """`interviews.PAIRS`, and of the talk after them each question with its answer."""
    more = [
        replace(
            interviews.PAIRS[0],
            id=question.id,
            question=question.text,
            answer=answer.text,
            question_turns=(question.id,),
            answer_turns=(answer.id,),
            links=(replace(interviews.PAIRS[0].links[0], turn=answer.id),),
            span=question.span.until(answer.span),
        )
        for question, answer in pairwise(turns[len(interviews.TURNS) :])
        if question.speaker == "interviewer"
    ]
    return [*interviews.PAIRS, *more]


def derive(store: Store, session: str, turns: Sequence[Turn]) -> None:
    """What the pipeline would have made of these turns, in their order."""
    words = sorted((word for each in turns for word in each.words), key=lambda one: one.span.start)
    values: dict[str, object] = {
        "words": words,
        "turns": list(turns),
        "pairs": asked(turns),
        "job_description": interviews.JOB,
        "evidence": interviews.EVIDENCE,
        "profile": interviews.PROFILE,
        "verdict": interviews.VERDICT,
    }
    for kind, value in values.items():
        store.write(session, kind, value, version="test@1")


def record(store: Store, session: str, media: Path, purpose: Purpose = "research") -> None:
    """An interview of a minute that is over, with both voices and the candidate's picture."""
    recording = Recording(
        session,
        BEGUN,
        candidate=media / "candidate.wav",
        interviewer=media / "interviewer.wav",
        video=media / "candidate.mp4",
        purpose=purpose,
        title=f"A made-up interview, {session}",
    )
    import_recording(store, recording, lambda _track, _share: None, at=BEGUN, who="test")


def begin(store: Store, session: str, at: float) -> None:
    """An interview that goes on since `at`, Unix seconds, with nothing said yet."""
    meta = SessionMeta(session, at, "research", "off", title="An interview that goes on")
    store.create(meta, at=at, who="test")


class Dashboard:
    """`python -m workbench.dashboard` over a folder's `data`."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self.data.mkdir()
        self.media = folder / "media"
        self.media.mkdir()
        self.store = Store(self.data)
        self.port = free_port()
        self.address = f"http://localhost:{self.port}"
        self._log = folder / "dashboard.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "workbench.dashboard", "--data", str(self.data)]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [*command, "--port", str(self.port)], stdout=log, stderr=log
            )
        end = time.monotonic() + 90
        while not self._answers():
            assert self._process.poll() is None, self.log
            assert time.monotonic() < end, self.log
            time.sleep(0.2)

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.address}/sign-in", timeout=5).is_success
        except httpx.TransportError:
            return False

    def add(self, session: str, purpose: Purpose = "research") -> None:
        """An interview of a minute that is over and judged."""
        record(self.store, session, self.media, purpose)
        derive(self.store, session, spoken())

    @property
    def log(self) -> str:
        return self._log.read_text()

    def page(
        self,
        browser: Browser,
        path: str,
        role: Role = "examiner",
        theme: str = "light",
        **options: Any,  # noqa: ANN401  # of the browser's context
    ) -> Page:
        """A page for somebody who has signed in as Ada; close its context."""
        context = browser.new_context(**options)
        signed = access_to(self.data).cookie(User("Ada", role))
        for name, value in {COOKIE: signed, "theme": theme}.items():
            context.add_cookies([{"name": name, "value": value, "url": self.address}])
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.goto(self.address + path)
        return page

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(20)
            self._process = None


def furnish(dashboard: Dashboard) -> None:
    """Sessions `told`, `chosen` for a selection, `bare` without a script, and `empty`."""
    for name, level in (("candidate", 1.0), ("interviewer", 0.8)):
        sound(dashboard.media / f"{name}.wav", level * tones(SECONDS), 16_000, "pcm_s16le")
    pictures(dashboard.media / "candidate.mp4", "libx264", SECONDS)
    dashboard.add("told")
    dashboard.add("chosen", "selection")
    record(dashboard.store, "bare", dashboard.media)
    begin(dashboard.store, "empty", time.time())
