"""How soon a live session is heard and judged, at what cost, and what it takes to break it.

A recorded session is repeated at true speed through the real landing, with all of `workbench up`
running; its session clock is the wall clock. Nothing is said in the first seconds, in which the
session's worker loads. Parts, which run alone as well:
- demo: the latencies, as the formats define them; cpu_cores of all processes, the replay in the
  place of the capture server; runs_twice; rows and bytes of the event log for an hour of 40
  answers, reckoned from what a run and a second of speech leave.
- quiet: cpu_cores_without_drafts.
- kills: kill -9 of worker, daemon and replay, one after the other. recover_s: the longest of the
  times until words are stored, the sensors beat and packets are kept again; words_lost: words of
  the landed media, decoded in one go, that the live session had not; runs_twice.
- defaults: the verdict's latency where Dagster is as it comes, see `live_usual`.
- video: the same with the candidate's video and without, see `live_video`.
- viewers: the same with the dashboard open in two browsers, see `live_viewers`.
- hour: late_to_early_ratio, of the recording over and over, some times as fast.
"""

import os
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from interview.errors import BadInput, Transient
from workbench.bench import live_video, live_viewers
from workbench.bench.live_call import (
    LEAD,
    SESSION,
    Call,
    calling,
    compared,
    decoded_afresh,
    everything_up,
)
from workbench.bench.live_log import runs_twice
from workbench.bench.live_measures import (
    late_to_early,
    log_of_an_hour,
    verdict_latencies,
    word_latencies,
)
from workbench.bench.live_stack import Meter
from workbench.bench.live_usual import usual_latencies
from workbench.bench.workplace import repeated
from workbench.console import remark
from workbench.evaluate.truth import Item, read_manifest, read_truth
from workbench.report import Report

_IDLE = 30.0
_KILLED = {"worker": 45.0, "daemon": 95.0, "replay": 145.0}
"""When each is killed, in seconds after the first word could be said."""
_FIGURES = {
    **dict.fromkeys(live_video.LATENCIES, "demo"),
    "default_verdict_latency_p50_s": "defaults",
    "late_to_early_ratio": "hour",
    "event_log_mb_per_h": "demo",
    "event_rows_per_h": "demo",
    "cpu_cores": "demo",
    "cpu_cores_without_drafts": "quiet",
    "words_lost": "kills",
    "runs_twice": "kills",
    "recover_s": "kills",
    **dict.fromkeys(live_video.NAMES, "video"),
    **dict.fromkeys(live_viewers.NAMES, "viewers"),
}
"""And the part that measures each."""


@dataclass(frozen=True, slots=True)
class Setting:
    """The recording; for `hours` it is repeated at `speed`. `video` is of its candidate."""

    item: Item
    speed: float
    hours: float
    video: Path | None


def figures(data: Path, parts: Sequence[str], speed: float, hours: float) -> Report:
    """Of the first recording of a manifest; all parts where none is named."""
    unknown = set(parts) - PARTS.keys()
    if unknown:
        raise BadInput(f"there is no part {unknown.pop()}: name some of {', '.join(PARTS)}")
    video = data.with_name("candidate.mp4")
    setting = Setting(read_manifest(data)[0], speed, hours, video if video.exists() else None)
    return _joined([PARTS[part](setting) for part in parts or PARTS], parts or list(PARTS))


def _joined(reports: Sequence[Report], parts: Sequence[str]) -> Report:
    measured: dict[str, float | None] = {}
    conditions: dict[str, object] = {
        "parts": list(parts),
        "silence at first": f"{LEAD:g} s",
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "load": round(os.getloadavg()[0], 1),
    }
    for report in reports:
        measured |= report.figures
        conditions |= report.conditions
    for name, part in _FIGURES.items():
        if measured.get(name) is None:
            why = "there was nothing to measure" if part in parts else f"part {part} was not run"
            conditions[f"{name} not measured"] = why
    return Report({name: measured.get(name) for name in _FIGURES}, conditions)


def _demo(setting: Setting) -> Report:
    with everything_up(setting.item) as (stack, source):
        with Meter(stack.process) as idle:
            time.sleep(_IDLE)
        remark("the recording at true speed")
        with calling(stack, source) as call, Meter(stack.process, call.replay.process) as meter:
            there = call.until_heard()
        truth = read_truth(setting.item)
        words = [word for part in call.live_parts() for word in part.words]
        costs: dict[str, object] = {
            "cores": _rounded(meter.cores(there)),
            "cores idle": _rounded(idle.cores(_IDLE)),
            "peak rss in mb": _rounded(meter.peak_mb, 0),
            "live and batch": compared(words, decoded_afresh(stack), truth),
        }
        return _one(
            word_latencies(call, truth),
            verdict_latencies(call),
            log_of_an_hour(call),
            Report({"cpu_cores": sum(meter.cores(there).values())}, costs),
        )


def _quiet(setting: Setting) -> Report:
    with everything_up(setting.item, {"INTERVIEW_DRAFTS": "off"}) as (stack, source):
        remark("the recording at true speed, without drafts")
        with calling(stack, source) as call, Meter(stack.process, call.replay.process) as meter:
            there = call.until_heard()
    cores = meter.cores(there)
    told = {"cores without drafts": _rounded(cores)}
    return Report({"cpu_cores_without_drafts": sum(cores.values())}, {**told})


def _kills(setting: Setting) -> Report:
    with everything_up(setting.item) as (stack, source):
        remark("the recording at true speed, with kill -9 of worker, daemon and replay")
        with calling(stack, source) as call:
            took = {who: _kill(call, who, at) for who, at in _KILLED.items()}
        words = [word for part in call.live_parts() for word in part.words]
        batch = decoded_afresh(stack)
        known = {word.id for word in words}
        figures = {
            "recover_s": max(took.values()),
            "words_lost": float(sum(word.id not in known for word in batch)),
            "runs_twice": float(runs_twice(stack.log.runs(SESSION))),
        }
        told: dict[str, object] = {
            "seconds to recover": _rounded(took),
            "after kills": compared(words, batch, read_truth(setting.item)),
            "runs after kills": [f"{run.job} {run.status}" for run in stack.log.runs(SESSION)],
        }
        return Report({**figures}, told)


def _kill(call: Call, who: str, at: float) -> float:
    """Seconds until it does again what it is for."""
    call.until(LEAD + at)
    if call.replay.over:
        raise Transient(f"all was said before the {who} could be killed: try a machine at rest")
    if who == "replay":
        killed = call.replay.kill()
        call.replay.start()
        return call.took(lambda: _journalled(call) > killed)
    if who == "daemon":
        killed = call.stack.kill(call.stack.find(who))
        return call.took(lambda: call.stack.log.heartbeat("SENSOR") > killed)
    worker = call.stack.worker(SESSION)
    if worker is None:
        raise Transient("nobody follows the session: there is nobody to kill")
    killed = call.stack.kill(worker)
    return call.took(lambda: call.watcher.last_part() + call.start > killed)


def _journalled(call: Call) -> float:
    files = (call.stack.root / f"session={SESSION}" / "media").glob("*/*.journal")
    return max((file.stat().st_mtime for file in files if file.stat().st_size), default=0.0)


def _defaults(setting: Setting) -> Report:
    with everything_up(setting.item, {"INTERVIEW_DRAFTS": "off"}) as (stack, source):
        remark("the recording at true speed, for what Dagster is told of it")
        with calling(stack, source) as call:
            call.replay.wait()
        return usual_latencies(call)


def _video(setting: Setting) -> Report:
    return live_video.beside_each_other(setting.item, setting.video)


def _viewers(setting: Setting) -> Report:
    return live_viewers.viewed(setting.item)


def _hour(setting: Setting) -> Report:
    with TemporaryDirectory() as folder:
        long = repeated(setting.item, setting.hours * 3600, Path(folder))
        with everything_up(long, {"INTERVIEW_DRAFTS": "off"}) as (stack, source):
            remark(f"{setting.hours:g} h of the recording, {setting.speed:g} times as fast")
            with calling(stack, source, "--speed", str(setting.speed)) as call:
                call.replay.wait()
            return late_to_early(call)


def _one(*reports: Report) -> Report:
    return Report(
        {name: value for report in reports for name, value in report.figures.items()},
        {name: value for report in reports for name, value in report.conditions.items()},
    )


def _rounded(values: Mapping[str, float], digits: int = 3) -> dict[str, float]:
    return {name: round(value, digits) for name, value in values.items()}


PARTS: dict[str, Callable[[Setting], Report]] = {
    "demo": _demo,
    "quiet": _quiet,
    "kills": _kills,
    "defaults": _defaults,
    "video": _video,
    "viewers": _viewers,
    "hour": _hour,
}
