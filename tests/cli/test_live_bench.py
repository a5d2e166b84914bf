"""What `bench live` makes of what it saw: latencies, Dagster's own tables, processes."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import dagster as dg
import pytest

from interview.model import SessionMeta
from interview.settling import Settled
from interview.store import Store
from interview.store.live import Draft, write_drafts
from tests.interviews import VERDICT
from tests.talk import words
from workbench.bench import live
from workbench.bench.live_log import EventLog, Run, runs_twice
from workbench.bench.live_stack import Meter, processes
from workbench.bench.live_watch import Watcher
from workbench.bench.live_words import Drawn, Part, drawn_after, said, stored_after, written_after
from workbench.evaluate.truth import TrueTurn, TrueWord, Truth

LEAD = 10.0


def truth(text: str, starts: Sequence[float]) -> Truth:
    """Words of half a second each."""
    spoken = tuple(
        TrueWord(text=word, start=start, end=start + 0.5)
        for word, start in zip(text.split(), starts, strict=True)
    )
    turn = TrueTurn(
        speaker="candidate", start=starts[0], end=starts[-1] + 0.5, text=text, kind="answer",
        words=spoken,
    )  # fmt: skip
    return Truth(turns=(turn,))


TRUE = said(truth("We sold old books", [0.0, 1.0, 2.0, 3.0]), LEAD)


def test_a_word_waits_from_its_true_end_until_it_is_stored() -> None:
    heard = words("candidate", "we sold gold books.", 10.0, pace=1.0)
    (waited, *others) = stored_after([Part("candidate", heard, 14.5, 16.0)], TRUE)
    assert waited == pytest.approx(16.0 - 10.5)
    assert others == pytest.approx([16.0 - 11.5, 16.0 - 13.5])


def test_an_utterance_waits_from_the_end_of_its_last_word() -> None:
    understood = words("candidate", "We", 10.0)
    misunderstood = words("candidate", "soaked", 11.0)
    parts = [
        Part("candidate", understood, 11.0, 12.0),
        Part("candidate", misunderstood, 12.0, 13.0),
    ]
    first, second = written_after(parts, TRUE)
    assert first == pytest.approx(12.0 - 10.5)
    assert second == pytest.approx(13.0 - misunderstood[-1].span.end)


def test_a_word_is_drawn_when_a_draft_first_shows_it() -> None:
    drafts = [
        Drawn("candidate", 10.0, "We", 11.0),
        Drawn("candidate", 10.0, "We sold cold", 12.8),
        Drawn("candidate", 10.0, "We sold old books", 14.0),
    ]
    waited = drawn_after(drafts, TRUE)
    assert waited == pytest.approx([11.0 - 10.5, 12.8 - 11.5, 14.0 - 12.5, 14.0 - 13.5])


def test_a_draft_cannot_show_what_was_not_said_yet() -> None:
    assert drawn_after([Drawn("candidate", 10.0, "We sold old books", 11.0)], TRUE) == (
        pytest.approx([0.5])
    )


def test_what_a_page_sees_is_kept_with_its_time(tmp_path: Path) -> None:
    store = Store(tmp_path)
    start = time.time()
    store.create(SessionMeta("live", start, "research", "off"), at=start, who="test")
    heard = words("candidate", "We sold books.", 1.0)
    with Watcher(store, "live") as watcher:
        draft = Draft("candidate", 1.0, 2.0, "We sold")
        write_drafts(store, "live", [draft], time.time())
        store.write_part("live", "words", "engine/1@2", "c-0016000-0048000", heard)
        store.write("live", "settled", [Settled("c-1", "d", 2.0)], version="settling@1")
        store.write("live", "verdict", VERDICT, version="test@1")
        stored = time.time() - start
    (part,) = watcher.parts()
    assert tuple(part.words) == heard
    assert part.cut == 3.0
    assert 0.0 <= part.at <= stored
    assert [drawn.text for drawn in watcher.drafts] == ["We sold"]
    assert watcher.settled["c-1", "d"].settled.end == 2.0
    ((until, at),) = watcher.verdicts.items()
    assert until == VERDICT.time
    assert part.at <= at <= stored


def test_runs_and_events_are_read_beside_dagster(tmp_path: Path) -> None:
    begun = time.time()
    partitions = dg.StaticPartitionsDefinition(["live"])
    tags = {"interview/answer": "c-1", "interview/digest": "d"}
    with dg.instance_for_test(temp_dir=str(tmp_path)) as instance:

        @dg.asset(name="verdict", partitions_def=partitions)
        def judged() -> None: ...

        for _ in range(2):
            done = dg.materialize([judged], instance=instance, partition_key="live", tags=tags)
            assert done.success
        event = dg.AssetMaterialization("words", partition="live")
        instance.report_runless_asset_event(event)
        log = EventLog(tmp_path)
        runs = log.runs("live")
        assert [run.revision for run in runs] == [("c-1", "d")] * 2
        assert runs_twice(runs) == 1
        assert all(begun - 1 < run.created < time.time() + 1 for run in runs)
        made = log.made("live", "verdict")
        assert [run for run, _ in made] == [run.id for run in runs]
        assert all(
            run.started and run.started <= at + 0.1 for run, (_, at) in zip(runs, made, strict=True)
        )
        assert [run for run, _ in log.made("live", "words")] == [""]
        assert log.size(runs[0].id).rows == len(instance.all_logs(runs[0].id))
        assert log.size().rows >= sum(log.size(run.id).rows for run in runs) > 20
        assert log.indexed([runs[0].id]) > 0
        assert log.heartbeat("SENSOR") == 0.0


def test_only_what_succeeded_twice_was_done_twice() -> None:
    def run(status: str, digest: str | None) -> Run:
        revision = None if digest is None else ("c-1", digest)
        return Run("id", "answer", status, 0.0, None, None, revision)

    runs = [run("SUCCESS", "a"), run("FAILURE", "a"), run("SUCCESS", "b"), run("SUCCESS", None)]
    assert runs_twice(runs) == 0
    assert runs_twice([*runs, run("SUCCESS", "a"), run("SUCCESS", None)]) == 1


def test_the_cost_of_a_process_that_is_gone_counts() -> None:
    busy = "import time\nwhile time.process_time() < 1.0: pass"
    program = f"import subprocess, sys, time; subprocess.run([sys.executable, '-c', {busy!r}]);"
    program += "time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", program]) as parent:
        with Meter(parent.pid) as meter:
            while len(list(processes(parent.pid))) < 2:
                time.sleep(0.05)
            while len(list(processes(parent.pid))) > 1:
                time.sleep(0.05)
        parent.kill()
    assert sum(meter.cores(1.0).values()) > 0.25
    assert meter.peak_mb["up"] > 5


def test_processes_go_by_what_they_are() -> None:
    (own, *_) = processes(os.getpid(), "someone")
    assert own.id == os.getpid()
    assert own.rss_mb > 10


def test_what_was_not_measured_is_null_with_the_reason() -> None:
    report = live._joined([], ["demo"])
    assert set(report.figures.values()) == {None}
    told = {name: report.conditions[f"{name} not measured"] for name in report.figures}
    assert told["cpu_cores"] == "there was nothing to measure"
    assert told["words_lost"] == "part kills was not run"
