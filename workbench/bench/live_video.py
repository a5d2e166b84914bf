"""The same recording with the candidate's video and without, one after the other.

Names begin with `with_video_` and `without_video_`; the rest is that of the part `demo`. Also
behaviour_cores of the process that looks, behaviour_latency from an answer's end until what was
shown in it is stored, behaviour_differs: kinds that the batch makes otherwise.
"""

from pathlib import Path

from interview.errors import BadInput, InterviewError
from interview.store import Store
from workbench.bench.live_call import SESSION, Call, calling, everything_up
from workbench.bench.live_measures import quantiles, verdict_latencies, word_latencies
from workbench.bench.live_stack import Meter
from workbench.console import remark
from workbench.evaluate.truth import Item, read_truth
from workbench.report import Report

LATENCIES = [
    f"{what}_latency_p{share}_s"
    for what in ("final", "draft", "word", "verdict")
    for share in (50, 95)
]
BESIDE = [*LATENCIES, "cpu_cores"]
NAMES = [
    *(f"{beside}_video_{name}" for name in BESIDE for beside in ("without", "with")),
    "behaviour_cores",
    "behaviour_latency_p50_s",
    "behaviour_latency_p95_s",
    "behaviour_differs",
]
_KINDS = ("behaviour", "answer_behaviour")


def beside_each_other(item: Item, video: Path | None) -> Report:
    if video is None:
        raise BadInput("there is no candidate.mp4 beside the manifest: take that of data/demo")
    without, with_video = _measured(item, None), _measured(item, video)
    return Report(
        {
            **{f"without_video_{name}": without.figures[name] for name in BESIDE},
            **{f"with_video_{name}": with_video.figures[name] for name in BESIDE},
            **{name: value for name, value in with_video.figures.items() if name in NAMES},
        },
        {"without video": without.conditions, "with video": with_video.conditions},
    )


def _measured(item: Item, video: Path | None) -> Report:
    with everything_up(item, video=video) as (stack, source):
        remark("the recording at true speed, with video" if video else "without video")
        with calling(stack, source) as call, Meter(stack.process, call.replay.process) as meter:
            there = call.until_heard()
            shown = _digests(call)
        words = word_latencies(call, read_truth(item))
        verdicts = verdict_latencies(call)
        cores = meter.cores(there)
        told: dict[str, object] = {
            "cores": {name: round(value, 3) for name, value in cores.items()},
            "peak rss in mb": {name: round(value) for name, value in meter.peak_mb.items()},
            "utterances": words.conditions["utterances"],
            "revisions of answers": verdicts.conditions["revisions of answers"],
        }
        behaviour = _behaviour(call, shown) if video else Report({}, {})
    figures = {"cpu_cores": sum(cores.values()), "behaviour_cores": cores.get("onlooker")}
    return Report(
        {**words.figures, **verdicts.figures, **figures, **behaviour.figures},
        {**told, **behaviour.conditions},
    )


def _digests(call: Call) -> dict[str, str]:
    """Of what was stored before the batch result was made."""
    store, known = Store(call.stack.root), dict[str, str]()
    for kind in _KINDS:
        try:
            known[kind] = store.digest(SESSION, kind)
        except InterviewError as error:
            remark(str(error))
    return known


def _behaviour(call: Call, shown: dict[str, str]) -> Report:
    after = _digests(call)
    made = [at - call.start for run, at in call.stack.log.made(SESSION, "behaviour") if not run]
    ends = sorted({each.settled.end for each in call.watcher.settled.values()})
    waited = [min(at for at in made if at >= end) - end for end in ends if made and made[-1] >= end]
    differs = sum(shown.get(kind) != after.get(kind) for kind in _KINDS)
    return Report(
        {**quantiles("behaviour_latency", waited), "behaviour_differs": float(differs)},
        {"behaviour was told": f"{len(made)} times for {len(ends)} ends of answers"},
    )
