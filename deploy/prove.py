"""Four interviews side by side, judged by two workers of which one is killed: what is lost?

    python deploy/prove.py [--folder NEW]

prints a JSON object. Needs redis-server and postgresql of the system, and the extra `scale`. What
is said are four pieces of the demo, a minute each, at true speed.
"""

import argparse
import json
import sys
import time
import wave
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

import dagster as dg
import numpy as np
from celery.result import AsyncResult
from dagster_celery.tags import DAGSTER_CELERY_TASK_ID_TAG
from servers import WORKERS, Servers, running

from dagster_project.address import ask
from dagster_project.celery_launcher import CeleryLauncher
from dagster_project.origin import PARTITION
from dagster_project.settings import ANSWER, FINISH
from dagster_project.wanted import ANSWER_TAG, ATTEMPT_TAG, DIGEST_TAG
from interview import media
from interview.errors import Transient
from interview.model import SAMPLE_RATE, Word
from interview.settling import Settled
from interview.store import Store
from workbench.importing import Recording, import_recording

DEMO = Path(__file__).parents[1] / "data" / "demo"
PIECES = {"one": (11.5, 66.0), "two": (62.0, 118.0), "three": (95.0, 147.0), "four": (142.0, 198.0)}
"""Seconds of the demo: begins and ends in pauses, two to four answers each."""
LEAD = 70.0
"""Seconds in which nobody speaks at first, while all that hears is loaded."""
FIRST = 2
"""Answers that have been judged before a worker is killed."""
PATIENCE = 300.0
Revision = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Killed:
    """`at` in Unix seconds; None where a worker was idle."""

    worker: str
    run: dg.DagsterRun | None
    at: float


def cut(folder: Path, speaker: str, begin: float, end: float) -> Path:
    """A file with that piece of a track of the demo."""
    pcm = media.to_pcm(np.concatenate(list(media.audio(DEMO / f"{speaker}.opus"))))
    path = folder / f"{speaker}-{begin}.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        piece = pcm[int(begin * SAMPLE_RATE) : int(end * SAMPLE_RATE)]
        file.writeframesraw(piece.astype("<i2").tobytes())
    return path


def record(store: Store, folder: Path) -> None:
    for session, piece in PIECES.items():
        candidate, interviewer = (cut(folder, who, *piece) for who in ("candidate", "interviewer"))
        job = DEMO / "job.txt"
        recording = Recording(session, 1.7e9, candidate, interviewer, job=job)
        import_recording(store, recording, lambda *_: None, at=1.7e9, who="prove")


def talk(servers: Servers, recorded: Path) -> None:
    replay = [sys.executable, "-m", "capture_server.replay", "--data", str(servers.folder / "data")]
    for session in PIECES:
        said = ["--from-data", str(recorded), "--from", session, "--session", session]
        servers.start(f"replay-{session}", [*replay, *said, "--lead", str(LEAD)])


def watch(servers: Servers, instance: dg.DagsterInstance) -> tuple[Killed, dict[str, float]]:
    """Until all is heard: who was killed, and CPU cores while all talked."""
    before, begun = servers.cpu_s(), time.monotonic()
    cores: dict[str, float] = {}
    killed: Killed | None = None
    talks = [servers.started[f"replay-{session}"] for session in PIECES]
    while any(talk.poll() is None for talk in talks) or any(map(_has_worker, PIECES)):
        if all(talk.poll() is None for talk in talks):
            lasted = time.monotonic() - begun
            cores = {name: (cpu - before[name]) / lasted for name, cpu in servers.cpu_s().items()}
        killed = killed or kill_one(servers, instance)
        time.sleep(0.1)
    return killed or Killed(WORKERS[0], None, servers.kill(WORKERS[0])), cores


def kill_one(servers: Servers, instance: dg.DagsterInstance) -> Killed | None:
    """The worker that executes an answer, once some have been judged."""
    runs = instance.get_runs(dg.RunsFilter(job_name=ANSWER))
    judged = sum(run.status == dg.DagsterRunStatus.SUCCESS for run in runs)
    for run in runs if judged >= FIRST else ():
        worker = _worker(instance, run) if run.status == dg.DagsterRunStatus.STARTED else None
        if worker is not None:
            return Killed(worker, run, servers.kill(worker))
    return None


def _worker(instance: dg.DagsterInstance, run: dg.DagsterRun) -> str | None:
    task, launcher = run.tags.get(DAGSTER_CELERY_TASK_ID_TAG), instance.run_launcher
    if task is None or not isinstance(launcher, CeleryLauncher):
        return None
    result = AsyncResult(task, app=launcher.celery)
    return str(result.info["hostname"]).partition("@")[0] if result.state == "STARTED" else None


def wait(what: str, seconds: float, done: Callable[[], bool]) -> None:
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            raise Transient(f"{what}: not within {seconds} s")
        time.sleep(0.5)


def finished(instance: dg.DagsterInstance) -> Mapping[str, dg.DagsterRun]:
    """The run that made all of a session afresh."""
    runs = instance.get_runs(dg.RunsFilter(job_name=FINISH), ascending=True)
    return {run.tags[PARTITION]: run for run in runs if run.is_finished}


def revisions(instance: dg.DagsterInstance) -> Mapping[Revision, list[dg.RunRecord]]:
    """The runs for each revision of an answer, the oldest first."""
    found: dict[Revision, list[dg.RunRecord]] = defaultdict(list)
    for record in instance.get_run_records(dg.RunsFilter(job_name=ANSWER), ascending=True):
        tags = record.dagster_run.tags
        found[tags[PARTITION], tags[ANSWER_TAG], tags[DIGEST_TAG]].append(record)
    return found


def differences(instance: dg.DagsterInstance, run: dg.DagsterRun) -> Iterator[str]:
    """What of a session is not what comes of its media afresh."""
    kind = dg.DagsterEventType.ASSET_CHECK_EVALUATION
    for entry in instance.all_logs(run.run_id, of_type=kind):
        told = entry.get_dagster_event().asset_check_evaluation_data
        if told.check_name == "live_equals_batch" and not told.passed:
            yield str({name: value.value for name, value in told.metadata.items()})


def report(
    instance: dg.DagsterInstance, store: Store, killed: Killed, live: Mapping[str, Counter[str]]
) -> dict[str, object]:
    runs, ends = revisions(instance), finished(instance)
    settled = {
        (session, each.answer, each.digest)
        for session in PIECES
        for each in store.read(session, "settled", list[Settled])
    }
    judged = {
        revision: [r for r in each if r.dagster_run.status == dg.DagsterRunStatus.SUCCESS]
        for revision, each in runs.items()
    }
    lost = [words_of(store, session) - live[session] for session in PIECES]
    more = [live[session] - words_of(store, session) for session in PIECES]
    return {
        "sessions": len(PIECES),
        "answers settled": len(settled),
        "revisions judged": sum(bool(each) for each in judged.values()),
        "judged by other runs alone": sum(not judged.get(revision) for revision in settled),
        "judged twice": sum(len(each) > 1 for each in judged.values()),
        "runs": {
            f"{session} {answer} {digest[:8]}": [
                f"{r.dagster_run.status.value} attempt {r.dagster_run.tags.get(ATTEMPT_TAG)}"
                for r in each
            ]
            for (session, answer, digest), each in runs.items()
        },
        "seconds from settled to judged": _seconds(judged),
        "words": sum(sum(words.values()) for words in live.values()),
        "words lost": sum(sum(words.values()) for words in lost),
        "words that batch has not": sum(sum(words.values()) for words in more),
        "finish": {session: run.status.value for session, run in ends.items()},
        "live is not batch": {
            session: told
            for session, run in ends.items()
            if (told := list(differences(instance, run)))
        },
        "killed": _recovery(killed, runs),
    }


def words_of(store: Store, session: str) -> Counter[str]:
    """Each with its place."""
    words = store.read(session, "words", list[Word])
    return Counter(f"{word.id} {word.text}" for word in words)


def _seconds(judged: Mapping[Revision, Sequence[dg.RunRecord]]) -> dict[str, float]:
    """From when a run was asked for until it was over, by those that did well at once."""
    records = [each[0] for each in judged.values() if each]
    waited = [(record.end_time or 0.0) - record.create_timestamp.timestamp() for record in records]
    return {f"p{part}": round(float(np.quantile(waited, part / 100)), 2) for part in (50, 95)}


def _recovery(killed: Killed, runs: Mapping[Revision, Sequence[dg.RunRecord]]) -> dict[str, object]:
    if killed.run is None:
        return {"worker": killed.worker, "run": None}
    tags = killed.run.tags
    same = runs[tags[PARTITION], tags[ANSWER_TAG], tags[DIGEST_TAG]]
    ends = {record.dagster_run.status.value: record.end_time or 0.0 for record in same}
    return {
        "worker": killed.worker,
        "run": killed.run.run_id,
        "runs of that revision": [record.dagster_run.status.value for record in same],
        "seconds until it was known": round(ends.get("FAILURE", 0.0) - killed.at, 2),
        "seconds until it was done again": round(ends["SUCCESS"] - killed.at, 2)
        if "SUCCESS" in ends
        else None,
    }


def prove(folder: Path) -> dict[str, object]:
    recorded = folder / "recorded"
    record(Store(recorded), folder)
    with running(folder) as servers, dg.DagsterInstance.get() as instance:
        store = Store(folder / "data")
        talk(servers, recorded)
        time.sleep(LEAD)
        memory = servers.rss_mb()
        killed, cores = watch(servers, instance)
        live = {session: words_of(store, session) for session in PIECES}
        wait("the batch results", PATIENCE, lambda: finished(instance).keys() >= PIECES.keys())
        return {
            **report(instance, store, killed, live),
            "cores": {name: round(each, 3) for name, each in cores.items()},
            "MB": {name: round(each) for name, each in memory.items()},
        }


def _has_worker(session: str) -> bool:
    try:
        return ask(session, {"op": "status"}) is not None
    except TimeoutError:
        return True


def main() -> None:
    parser = argparse.ArgumentParser("prove", description=__doc__)
    parser.add_argument("--folder", type=Path, help="a new one that is kept, with all logs")
    asked = parser.parse_args()
    folder = asked.folder or Path(mkdtemp(prefix="interview-scale-"))
    folder.mkdir(parents=True, exist_ok=True)
    print(json.dumps(prove(folder.absolute()), indent=1))  # noqa: T201  # what this is for


if __name__ == "__main__":
    main()
