"""When verdicts come where Dagster is as it comes, after the same words at the same moments.

What a live session stored, words and settled answers, is stored again in a copy, each at the second
at which it was; `dagster dev` with `dagster_project.usual`, in a home without settings, does the
rest.
"""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from interview.hearing import in_order
from interview.model import Word
from interview.settling import Settled
from interview.store import Store
from workbench.bench.live_call import SESSION, Call
from workbench.bench.live_log import EventLog
from workbench.bench.live_measures import quantiles
from workbench.console import remark
from workbench.report import Report
from workbench.up.ports import free_port
from workbench.up.probes import answers

_KEPT = ("meta.json", "job.txt", "weights.json", "media", "job_description", "job_vectors")
_PATIENCE = 240.0


def usual_latencies(call: Call) -> Report:
    folder = call.stack.root.parent / "usual"
    store = _copy(call.stack.root, folder / "data")
    moments = _moments(call, store)
    with _usual_dagster(folder, call.stack.environment) as log:
        remark("the same again, for Dagster as it comes")
        start = time.time()
        for at, happen in moments:
            time.sleep(max(0.0, start + at - time.time()))
            happen()
        time.sleep(60.0)  # twice the sensor's time
        _until(lambda: _is_idle(log))
        ends = {revision: each.settled.end for revision, each in call.watcher.settled.items()}
        made = dict(reversed(log.made(SESSION, "verdict")))
        waited = [
            made[run.id] - start - ends[run.revision]
            for run in log.runs(SESSION)
            if run.revision in ends and run.id in made
        ]
    told: dict[str, object] = {"revisions judged as usual": f"{len(waited)} of {len(ends)}"}
    return Report(quantiles("default_verdict_latency", waited), told)


def _copy(live: Path, root: Path) -> Store:
    """The session as it was before anything was said."""
    before, after = (folder / f"session={SESSION}" for folder in (live, root))
    after.mkdir(parents=True)
    for name in _KEPT:
        if (before / name).is_dir():
            shutil.copytree(before / name, after / name)
        elif (before / name).exists():
            shutil.copy2(before / name, after / name)
    lines = (before / "events.jsonl").read_text().splitlines(keepends=True)
    ends = [place for place, line in enumerate(lines) if '"kind":"completed"' in line]
    (after / "events.jsonl").write_text("".join(lines[: ends[0]]))
    return Store(root)


def _moments(call: Call, store: Store) -> list[tuple[float, Callable[[], None]]]:
    """What is to be stored and when, on the session clock."""
    version = Store(call.stack.root).active(SESSION, "words")
    words: list[Word] = []
    moments: list[tuple[float, Callable[[], None]]] = []
    for part in sorted(call.live_parts(), key=lambda part: part.at):
        words = in_order([*words, *part.words])
        moments.append((part.at, partial(_write, store, "words", words, version)))
    settled: dict[str, Settled] = {}
    for each in sorted(call.watcher.settled.values(), key=lambda each: each.at):
        settled = {**settled, each.settled.answer: each.settled}
        now = sorted(settled.values(), key=lambda one: one.end)
        moments.append((each.at, partial(_write, store, "settled", now, "settling@1")))
    return sorted(moments, key=lambda moment: moment[0])


def _write(store: Store, kind: str, value: object, version: str) -> None:
    store.write(SESSION, kind, value, version=version)


@contextmanager
def _usual_dagster(folder: Path, environment: Mapping[str, str]) -> Iterator[EventLog]:
    home, port = folder / "dagster", free_port()
    home.mkdir()
    (home / "dagster.yaml").write_text("telemetry: {enabled: false}\n")
    known = {**environment, "DAGSTER_HOME": str(home), "INTERVIEW_DATA": str(folder / "data")}
    command = [sys.executable, "-m", "dagster", "dev", "-m", "dagster_project.usual"]
    with (folder / "said.log").open("wb") as said:
        child = subprocess.Popen(  # noqa: S603  # ours
            [*command, "--port", str(port)], env=known, stdout=said, stderr=said
        )
    try:
        _until(answers(f"http://localhost:{port}/server_info"))
        log = EventLog(home)
        _until(lambda: log.heartbeat("SENSOR") > 0)
        yield log
    finally:
        child.terminate()
        child.wait()


def _is_idle(log: EventLog) -> bool:
    return all(run.status in ("SUCCESS", "FAILURE", "CANCELED") for run in log.runs(SESSION))


def _until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE
    while not done():
        if time.monotonic() > end:
            raise TimeoutError("Dagster as it comes takes too long")
        time.sleep(0.5)
