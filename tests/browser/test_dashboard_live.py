"""An interview that goes on, from its sound to the pages: a real worker, Dagster, and Chromium."""

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from dagster_project.answer_runs import AnswerRuns
from dagster_project.definitions import definitions
from dagster_project.live.answers import Understood
from dagster_project.live.process import JOB_ASSETS
from dagster_project.live.worker import Runs, Worker
from dagster_project.live.worker import Session as Followed
from interview.model import Speaker
from interview.pairing import HAND_SET
from interview.store.journal import Packet
from tests.browser.dashboards import Dashboard, spoken
from tests.dagster.calling import Call, packets, seconds, steps
from tests.dagster.conftest import (
    CANDIDATE,
    INTERVIEWER,
    MEANINGS,
    POSTING,
    SESSION,
    WITHOUT_MLFLOW,
    Workbench,
    workbench_in,
)
from tests.dagster.tones import silence
from tests.interviews import VERDICT
from workbench.bench.visits import Process
from workbench.covering import User
from workbench.dashboard.access import access_to

pytestmark = pytest.mark.browser

CALL = "call"
SENT: Mapping[Speaker, list[Packet]] = {
    "candidate": packets(np.concatenate([CANDIDATE, silence(2.5)])),
    "interviewer": packets(np.concatenate([INTERVIEWER, silence(2.0)])),
}
END, STEP = seconds(SENT), 0.5
VIEWS = ("script", "qa", "profile", "verdict")
POINTS = """() => Math.max(0, ...[...Bokeh.documents].flatMap(one => [...one._all_models.values()])
  .filter(model => model.type === "ColumnDataSource" && model.data.mean && model.data.low)
  .map(model => model.data.mean.length))"""


@dataclass
class Talk:
    """What two people say, and a worker that follows them."""

    made: Workbench
    call: Call
    now: float = 0.0

    def __post_init__(self) -> None:
        store, instance = self.made.store, self.made.instance
        store.write_job(CALL, POSTING)
        speech = self.made.resources["speech"].load()  # type: ignore[attr-defined]
        repository = definitions(self.made.resources).get_repository_def()
        start = store.meta(CALL).start_time
        about = Followed(
            CALL, store, speech, Understood(HAND_SET, "scorer"), lambda: start + self.now
        )
        runs = Runs(instance, AnswerRuns(instance, repository), self._describe_job)
        self.worker = Worker(about, runs)

    def _describe_job(self, session: str) -> None:
        self.made.run(JOB_ASSETS, session)

    def go_on(self, until: float) -> None:
        for now in (each for each in steps(END, STEP) if self.now < each <= until):
            self.now = now
            for speaker in SENT:
                self.call.send(speaker, self.now)
            self.call.land()
            while self.worker.work():
                pass

    def end(self) -> None:
        self.call.complete()
        while not self.worker.over:
            self.worker.work()


@pytest.fixture
def talk(dashboard: Dashboard) -> Iterator[Talk]:
    """In the dashboard's folder."""
    for made in workbench_in(dashboard.data.parent):
        with Call(made.store, CALL, SENT, clock=time.time) as call:
            yield Talk(made, call)
        for session in (CALL, SESSION):
            made.store.erase(session)


@pytest.fixture
def pages(browser: Browser, dashboard: Dashboard, talk: Talk) -> Iterator[dict[str, Page]]:
    """One for each view, none of which is ever loaded again."""
    paths = {view: f"/dashboard/session/{talk.call.session}/{view}" for view in VIEWS}
    made = {view: dashboard.page(browser, path) for view, path in paths.items()}
    made["sessions"] = dashboard.page(browser, "/dashboard/sessions")
    for page in made.values():
        page.evaluate("window.loaded = true")
    yield made
    for page in made.values():
        assert page.evaluate("window.loaded")
        page.context.close()


@pytest.fixture
def happens() -> Iterator[Callable[..., None]]:
    """Runs what is of Dagster aside, for which the loop of Playwright is in the way."""
    with ThreadPoolExecutor(1) as aside:
        yield lambda what, *about: aside.submit(what, *about).result()


def test_an_interview_grows_in_every_view_while_it_goes_on(
    talk: Talk, pages: dict[str, Page], happens: Callable[..., None]
) -> None:
    status = pages["sessions"].get_by_role("row").filter(has_text=CALL).locator("span.stage")
    expect(status).to_have_text("● live")
    expect(pages["script"].get_by_text("Nothing has been said yet")).to_be_visible()
    expect(pages["verdict"].get_by_text("It appears here after the first answer")).to_be_visible()

    happens(talk.go_on, 3.5)  # a question, and nothing that is answered
    _shown(pages, [MEANINGS[300]], pairs=0, answers=0)
    happens(talk.go_on, 9.5)
    _shown(pages, [MEANINGS[300], MEANINGS[440]], pairs=1, answers=1)
    happens(talk.go_on, END)
    happens(talk.end)
    _shown(pages, list(MEANINGS.values()), pairs=2, answers=2)

    expect(status).to_have_text("… processing")
    expect(pages["script"].locator("span.stage")).to_have_text("… processing")
    happens(talk.made.run, WITHOUT_MLFLOW, CALL)
    expect(status).to_have_text("✓ completed")
    expect(pages["verdict"].locator("span.stage")).to_have_text("✓ completed")


def _shown(pages: dict[str, Page], lines: list[str], pairs: int, answers: int) -> None:
    said = pages["script"].locator("ol.turns:not(.drafts) > .turn .said")
    expect(said).to_have_text(lines, use_inner_text=True)
    expect(pages["qa"].locator("li.pair")).to_have_count(pairs)
    points = pages["profile"]
    points.wait_for_function(f"count => ({POINTS})() === count", arg=answers)
    if answers:
        moved = pages["verdict"].get_by_label("What each answer did").get_by_role("listitem")
        expect(moved).to_have_count(answers)
        counted = pages["verdict"].locator("[data-until]")
        expect(counted).to_contain_text(f"{answers} up to")


def test_a_page_comes_back_by_itself_when_the_server_does(
    dashboard: Dashboard, browser: Browser
) -> None:
    page = dashboard.page(browser, "/dashboard/session/told/script")
    expect(page.locator(".turn").first).to_be_visible()
    page.get_by_label("Comment").fill("half a thought")
    dashboard.stop()
    expect(page.get_by_text("The connection is lost")).to_be_visible()
    dashboard.start()
    expect(page.get_by_text("The connection is lost")).to_have_count(0)
    expect(page.locator(".turn").first).to_be_visible()
    expect(page.get_by_label("Comment")).to_have_value("half a thought")
    page.context.close()


def test_who_looks_on_for_a_bench_says_what_stood_on_the_pages(dashboard: Dashboard) -> None:
    cookie = access_to(dashboard.data).cookie(User("Bench", "viewer"))
    module = [sys.executable, "-m", "workbench.bench.viewers"]
    begun = time.time()
    with Process([*module, dashboard.address, cookie, "told"]) as viewers:
        assert viewers.line(60.0) == "ready"
        time.sleep(3.0)  # until the pages have been told
        viewers.say("")
        script, verdict = json.loads(viewers.line())
    assert {word.id for turn in spoken() for word in turn.words} <= script.keys()
    assert begun < verdict[str(VERDICT.time)] < time.time()
