"""What the whole of `workbench run` costs, how that grows, and whether its results repeat.

Every run is a process of its own, whose CPU seconds (user and system) and peak memory the system
tells at its end; the process tells its CPU seconds whenever an asset's step begins or ends.
- cpu_s: the first run of a session, in new databases of Dagster and MLflow; the sum of
- cpu_s_words: the step of `words`, with the loading of its engines;
- cpu_s_tracking: the step of `scoring_run`, with the import of MLflow and its new database;
- cpu_s_after_words: the steps of all other assets;
- cpu_s_startup: the rest: Python, imports, definitions, events, asset checks, the end.
- cpu_s_again: the second run; decoded_again: utterances whose stored words it wrote.
- words_cost_ratio: cpu_s_words by recorded second, the long session's to the short one's.
- after_words_share: of the long session's CPU seconds, all but `words` and what comes before the
  first asset, so with asset checks, events and MLflow.
- exports_equal: how many of `runs` sessions, each imported and decoded anew, have the same bytes as
  the first in every format.
"""

import os
import platform
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from workbench.bench.workplace import Run, Workplace, repeated
from workbench.console import remark
from workbench.evaluate.truth import Item, read_manifest
from workbench.report import Report

HOURS, RUNS = 1.0, 10
SESSION, LONG = "bench", "long"
WORDS, TRACKING = "words", "scoring_run"


@dataclass(frozen=True, slots=True)
class Measured:
    """A first run, and how long what it heard was."""

    run: Run
    seconds: float


def figures(data: Path, hours: float = HOURS, runs: int = RUNS) -> Report:
    """Of the first recording of a manifest; `hours` 0 leaves out growth, `runs` 1 repetition."""
    item, *others = read_manifest(data)
    with TemporaryDirectory() as folder:
        place = Workplace(Path(folder), "first")
        short, costs = _once(place, item)
        growth = _growth(place, item, short, hours)
        equal = _repetition(place, item, runs)
    measured: dict[str, object] = {
        "session_s": round(short.seconds, 1),
        "recordings left out": len(others),
    }
    reports = (costs, growth, equal, Report({}, measured | _machine()))
    return Report(
        {name: value for each in reports for name, value in each.figures.items()},
        {name: value for each in reports for name, value in each.conditions.items()},
    )


def _once(place: Workplace, item: Item) -> tuple[Measured, Report]:
    remark("first run, and once more with nothing changed")
    seconds = place.land(item, SESSION)
    first = place.run(SESSION)
    heard = place.heard(SESSION)
    again = place.run(SESSION)
    figures = _split(first) | {
        "cpu_s_again": again.cost.cpu_seconds,
        "decoded_again": float(len(place.heard(SESSION) - heard)),
        "peak_rss_mb": first.cost.peak_rss_mb,
    }
    conditions: dict[str, object] = {
        "utterances": len(heard),
        "cpu_s_by_part": _parts(first),
        "cpu_s_by_part_again": _parts(again),
    }
    return Measured(first, seconds), Report(figures, conditions)


def _split(run: Run) -> dict[str, float | None]:
    spent = run.by_asset
    whole, steps = run.cost.cpu_seconds, sum(spent.values())
    return {
        "cpu_s": whole,
        "cpu_s_startup": whole - steps,
        "cpu_s_words": spent[WORDS],
        "cpu_s_after_words": steps - spent[WORDS] - spent[TRACKING],
        "cpu_s_tracking": spent[TRACKING],
    }


def _parts(run: Run) -> dict[str, float]:
    """All of a run's CPU seconds."""
    spent = run.by_asset
    rest = run.cost.cpu_seconds - run.before - sum(spent.values())
    parts = {"before the first asset": run.before, **spent, "checks, events and the end": rest}
    return {name: round(seconds, 2) for name, seconds in parts.items()}


def _growth(place: Workplace, item: Item, short: Measured, hours: float) -> Report:
    names = ("words_cost_ratio", "after_words_share", "peak_rss_long_mb")
    if not hours:
        return _unmeasured(names, "--hours 0")
    remark(f"{hours:g} h of the recording over and over")
    seconds = place.land(repeated(item, hours * 3600, place.folder), LONG)
    long = Measured(place.run(LONG), seconds)
    after = long.run.cost.cpu_seconds - long.run.before - long.run.by_asset[WORDS]
    figures: dict[str, float | None] = {
        "words_cost_ratio": _words_rate(long) / _words_rate(short),
        "after_words_share": after / long.run.cost.cpu_seconds,
        "peak_rss_long_mb": long.run.cost.peak_rss_mb,
    }
    conditions: dict[str, object] = {
        "session_s_long": round(seconds, 1),
        "utterances_long": len(place.heard(LONG)),
        "cpu_s_long": round(long.run.cost.cpu_seconds, 2),
        "cpu_s_by_part_long": _parts(long.run),
    }
    return Report(figures, conditions)


def _words_rate(measured: Measured) -> float:
    """CPU seconds for each recorded second."""
    return measured.run.by_asset[WORDS] / measured.seconds


def _repetition(place: Workplace, item: Item, runs: int) -> Report:
    if runs == 1:
        return _unmeasured(("exports_equal", "runs"), "--runs 1")
    first = place.exports(SESSION)
    digests = [first, *(_anew(place, item, number) for number in range(2, runs + 1))]
    figures: dict[str, float | None] = {
        "exports_equal": float(digests.count(first)),
        "runs": float(runs),
    }
    return Report(figures, {"exports_sha256": sorted(set(digests))})


def _anew(place: Workplace, item: Item, number: int) -> str:
    remark(f"run {number} for the same exports")
    other = Workplace(place.folder, f"run-{number}")
    other.land(item, SESSION)
    other.run(SESSION)
    return other.exports(SESSION)


def _unmeasured(names: tuple[str, ...], why: str) -> Report:
    return Report(dict.fromkeys(names), {f"{name} not measured": why for name in names})


def _machine() -> dict[str, object]:
    return {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "load": round(os.getloadavg()[0], 1),
    }
