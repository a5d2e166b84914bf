"""The dashboard open in two real browsers while the interview goes on, on the same machine.

Names that begin with `viewed_` are those of the part `demo`, measured meanwhile: `cpu_cores` of
all of `workbench up` without the browsers, whose own are `viewers_cores`. `shown_words_latency` is
from an utterance's words in the store until the last of them is on the script page,
`shown_verdict_latency` from a verdict in the store until it is on the verdict's page.
"""

import json
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from workbench.bench.live_call import SESSION, Call, calling, everything_up
from workbench.bench.live_measures import quantiles, verdict_latencies, word_latencies
from workbench.bench.live_stack import Meter, Stack
from workbench.bench.live_video import BESIDE
from workbench.bench.visits import Process
from workbench.console import remark
from workbench.covering import User
from workbench.dashboard.access import access_to
from workbench.evaluate.truth import Item, read_truth
from workbench.report import Report

NAMES = [
    *(f"viewed_{name}" for name in BESIDE),
    "viewers_cores",
    *(f"shown_{what}_latency_p{share}_s" for what in ("words", "verdict") for share in (50, 95)),
]
GOALS: Mapping[str, float] = {
    "final_latency_p50_s": 1.8,
    "final_latency_p95_s": 3.0,
    "draft_latency_p50_s": 2.0,
    "draft_latency_p95_s": 3.5,
    "word_latency_p50_s": 4.0,
    "word_latency_p95_s": 8.0,
    "verdict_latency_p50_s": 3.5,
    "verdict_latency_p95_s": 5.0,
    "cpu_cores": 1.2,
}
"""What a live interview may take at most, whoever looks on."""
_PATIENCE = 120.0
Seen = Mapping[str, float]
"""Session times at which words, turns and verdicts first stood on a page, by name."""


class Viewers(Process):
    """`workbench.bench.viewers`, from when their pages are there."""

    def __init__(self, stack: Stack) -> None:
        cookie = access_to(stack.root).cookie(User("Bench", "viewer"))
        module = [sys.executable, "-m", "workbench.bench.viewers"]
        super().__init__([*module, stack.dashboard, cookie, SESSION])
        self.line(_PATIENCE)
        self.since = time.time()
        """When both have their page, in Unix seconds."""

    def seen(self, start: float) -> tuple[Seen, Seen]:
        """By who looks at the script, and by who looks at the verdict; `start` in Unix seconds."""
        self.say("")
        told: list[dict[str, float]] = json.loads(self.line())
        script, verdict = ({name: at - start for name, at in page.items()} for page in told)
        return script, verdict


@contextmanager
def _viewed(call: Call) -> Iterator[tuple[Viewers, Meter]]:
    with Viewers(call.stack) as viewers, Meter(viewers.id) as meter:
        yield viewers, meter


def viewed(item: Item) -> Report:
    with everything_up(item) as (stack, source):
        remark("the recording at true speed, with two who look at it")
        with (
            calling(stack, source) as call,
            Meter(stack.process, call.replay.process) as meter,
            _viewed(call) as (viewers, browsers),
        ):
            there = call.until_heard()
            seen, since = viewers.seen(call.start), viewers.since - call.start
        words, verdicts = word_latencies(call, read_truth(item)), verdict_latencies(call)
        cores = meter.cores(there)
        measured = words.figures | verdicts.figures | {"cpu_cores": sum(cores.values())}
        shown = _shown(call, since, *seen)
    figures = {f"viewed_{name}": measured[name] for name in BESIDE}
    figures["viewers_cores"] = sum(browsers.cores(there).values())
    conditions: dict[str, object] = {
        **words.conditions,
        **verdicts.conditions,
        **shown.conditions,
        "cores": {name: round(value, 3) for name, value in cores.items()},
        "goals missed": [name for name, most in GOALS.items() if (measured[name] or 0.0) > most],
    }
    return Report(figures | shown.figures, {"with viewers": conditions})


def _shown(call: Call, since: float, script: Seen, verdict: Seen) -> Report:
    """Of what was stored from second `since` of the session on."""
    lines = [(part.at, script.get(part.words[-1].id)) for part in call.live_parts()]
    judged = [(at, verdict.get(str(until))) for until, at in call.watcher.verdicts.items()]
    lines, judged = ([one for one in each if one[0] > since] for each in (lines, judged))
    words, verdicts = ([at - stored for stored, at in each if at] for each in (lines, judged))
    most = [round(max(each, default=0.0), 2) for each in (words, verdicts)]
    told: dict[str, object] = {
        "pages open since second": round(since, 1),
        "utterances shown": f"{len(words)} of {len(lines)}",
        "verdicts shown": f"{len(verdicts)} of {len(judged)}",
        "seconds until shown at most": most,
    }
    return Report(
        {
            **quantiles("shown_words_latency", words),
            **quantiles("shown_verdict_latency", verdicts),
        },
        told,
    )
