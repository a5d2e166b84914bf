"""What can be told of a live session that is over."""

from collections.abc import Iterable, Sequence
from statistics import median

import numpy as np

from interview.store import Store
from workbench.bench.live_call import LEAD, SESSION, Call
from workbench.bench.live_log import EventLog, Run, runs_twice
from workbench.bench.live_words import drawn_after, said, stored_after, written_after
from workbench.evaluate.truth import Truth
from workbench.report import Report

ANSWERS_PER_HOUR = 40


def word_latencies(call: Call, truth: Truth) -> Report:
    true, parts = said(truth, LEAD), call.live_parts()
    drafts = drawn_after(call.watcher.drafts, true)
    stored, words = stored_after(parts, true), sum(map(len, true.values()))
    figures = {
        **quantiles("final_latency", written_after(parts, true)),
        **quantiles("word_latency", stored),
        **quantiles("draft_latency", drafts),
    }
    stages = {
        "last word to cut": _median(p.cut - max(w.span.end for w in p.words) for p in parts),
        "cut to stored": _median(part.at - part.cut for part in parts),
    }
    told: dict[str, object] = {
        "utterances": len(parts),
        "words understood": f"{len(stored)} of {words}",
        "words shown as drafts": f"{len(drafts)} of {words}",
        "stages of an utterance, medians in s": stages,
    }
    return Report(figures, told)


def verdict_latencies(call: Call) -> Report:
    log, settled = call.stack.log, call.watcher.settled
    made = dict(reversed(log.made(SESSION, "verdict")))  # the first of each run
    timed = [
        (settled[run.revision], run.created - call.start, made[run.id] - call.start)
        for run in log.runs(SESSION)
        if run.revision in settled and run.id in made
    ]
    stages = {
        "last word to settled": _median(one.at - one.settled.end for one, _, _ in timed),
        "settled to run": _median(created - one.at for one, created, _ in timed),
        "run to verdict": _median(at - created for _, created, at in timed),
    }
    return Report(
        {
            **quantiles("verdict_latency", [at - one.settled.end for one, _, at in timed]),
            "runs_twice": float(runs_twice(log.runs(SESSION))),
        },
        {
            "revisions of answers": f"{len(timed)} judged of {len(settled)} settled",
            "stages of a verdict, medians in s": stages,
            "runs": [f"{run.job} {run.status}" for run in log.runs(SESSION)],
        },
    )


def log_of_an_hour(call: Call) -> Report:
    """From the rows and bytes of a run, and of all else by its time: that is nearly all words."""
    log, runs = call.stack.log, call.stack.log.runs(SESSION)
    whole, index = log.size(), log.size("index")
    each = index.bytes / max(1, index.rows)
    answers = [run for run in runs if run.job == "answer" and run.status == "SUCCESS"]
    rows, size = _of_runs(log, answers, each)
    others, sizes = _of_runs(log, [run for run in runs if run not in answers], each)
    share = ANSWERS_PER_HOUR / max(1, len(answers))
    hourly = 3600 / (Store(call.stack.root).duration(SESSION) - LEAD)
    known = whole.rows - call.before.rows, whole.bytes - call.before.bytes
    spoken = known[0] - rows - others, known[1] - size - sizes
    return Report(
        {
            "event_rows_per_h": rows * share + others + spoken[0] * hourly,
            "event_log_mb_per_h": (size * share + sizes + spoken[1] * hourly) / 1e6,
        },
        {
            "event log": f"{len(answers)} answers: {rows} rows, {size / 1e6:.2f} MB; "
            f"other runs: {others} rows, {sizes / 1e6:.2f} MB; "
            f"words: {spoken[0]} rows, {spoken[1] / 1e6:.2f} MB"
        },
    )


def _of_runs(log: EventLog, runs: Sequence[Run], indexed: float) -> tuple[int, float]:
    """Rows and bytes; `indexed` are the bytes of a row of the index."""
    sizes = [log.size(run.id) for run in runs]
    rows = log.indexed([run.id for run in runs])
    total = sum(size.bytes for size in sizes) + rows * indexed
    return sum(size.rows for size in sizes) + rows, total


def late_to_early(call: Call) -> Report:
    """The median of the last five by the first five answers' seconds from start to end."""
    took = [
        run.ended - run.started
        for run in call.stack.log.runs(SESSION)
        if run.job == "answer" and run.status == "SUCCESS" and run.ended and run.started
    ]
    told = {"updates of the long session": [round(seconds, 2) for seconds in took]}
    if len(took) < 10:
        return Report({"late_to_early_ratio": None}, {**told})
    return Report({"late_to_early_ratio": median(took[-5:]) / median(took[:5])}, {**told})


def quantiles(name: str, seconds: Sequence[float]) -> dict[str, float | None]:
    shares = {"p50": 50, "p95": 95}
    return {
        f"{name}_{word}_s": float(np.percentile(seconds, share)) if len(seconds) else None
        for word, share in shares.items()
    }


def _median(seconds: Iterable[float]) -> float | None:
    known = list(seconds)
    return round(median(known), 2) if known else None
