"""All figures of speech in one run: every condition, and others on the same recordings.

Recordings of one speaker and interviews are told apart: the former are mostly of people whose
words somebody placed in time, the latter can leak. What could not be run says why.
"""

import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from interview.confidence import Calibration
from interview.engines.batched import Whisperx
from interview.engines.languages import Attention
from interview.engines.voice import Silero
from interview.engines.whisper import Whisper
from interview.hearing import Speech
from interview.model import SAMPLE_RATE
from interview.ports import TrackHearing
from interview.whole_track import ByUtterance
from workbench.console import remark
from workbench.evaluate import speech, wordless
from workbench.evaluate.calibration import binned, reliability
from workbench.evaluate.conditions import CONDITIONS
from workbench.evaluate.heard import Alone, Plain, default
from workbench.evaluate.speech import Recording, Score, Scores, measures
from workbench.evaluate.truth import read_truth
from workbench.report import Report

SINGLE, INTERVIEWS = "single", "interviews"
STEPS = {SINGLE: ("clean", "fan-10"), INTERVIEWS: ("clean", "leak-10-20ms")}
"""Conditions under which all are compared."""
ONCE = ("-20", "-5")  # ends of conditions that are left out of interviews, as they take long
LONG, SHORT = 600.0, 120.0  # seconds without a word, for ours and for the others
PACKAGES = ("faster-whisper", "ctranslate2", "pocketsphinx", "onnxruntime", "whisperx")

Study = dict[str, Any]
"""What `speech_page` makes a page of, as JSON holds it."""
Pools = Mapping[str, Sequence[Recording]]
Table = dict[str, dict[str, dict[str, float | None]]]


@dataclass(frozen=True, slots=True)
class Step:
    """A way to hear: `name` in a column, `about` below the table."""

    name: str
    about: str
    by: TrackHearing


def steps() -> list[Step]:
    """From the barest on, the default last but for whisperx."""
    heard = Whisper(calibration=Calibration(1, 0, 0))
    bare = ByUtterance(Speech(Silero(), heard, Attention()))
    return [
        Step("plain", "faster-whisper on whole tracks, default settings", Plain()),
        Step(
            "utterances",
            "cut and decoded as we do, each track alone, times and confidence raw",
            Alone(bare),
        ),
        Step("ours", "and aligned, the other's voice taken out, confidence calibrated", default()),
        Step(
            "whisperx",
            "on whole tracks, each alone; without weights of wav2vec2, times by pocketsphinx",
            Alone(Whisperx(Silero())),
        ),
    ]


def study(data: Path) -> Study:
    """Takes about a quarter of an hour for five minutes of recordings."""
    everything = speech.recordings(data)
    pools = {
        SINGLE: [one for one in everything if len(one[1]) == 1],
        INTERVIEWS: [one for one in everything if len(one[1]) > 1],
    }
    ways = steps()
    scores = dict(_conditions(pools, ours := default()))
    return {
        "made": _made(ours.version),
        "recordings": {name: _told(pool) for name, pool in pools.items()},
        "conditions": {name: _figures(heard) for name, heard in scores.items()},
        "reliability": _reliability(scores),
        "steps": [_step(way, pools, scores) for way in ways],
        "wordless": {way.name: _wordless(way) for way in ways},
    }


def report(made: Study) -> Report:
    """The figures are those of the clean interviews, or of single speakers if there are none."""
    table, clean = made["conditions"], made["conditions"]["clean"]
    return Report(clean.get(INTERVIEWS) or clean[SINGLE], {"table": table, "made": made["made"]})


def _conditions(pools: Pools, by: TrackHearing) -> Iterator[tuple[str, dict[str, Scores]]]:
    """What is heard of each pool under every condition."""
    for name, condition in CONDITIONS.items():
        remark(f"hearing all under the condition {name}")
        fit = {of: pool for of, pool in pools.items() if pool and _fits(of, name)}
        yield name, {of: speech.scored(pool, condition, by) for of, pool in fit.items()}


def _fits(pool: str, condition: str) -> bool:
    if pool == INTERVIEWS:
        return CONDITIONS[condition].leak is not None or not condition.endswith(ONCE)
    return CONDITIONS[condition].leak is None


def _figures(heard: Mapping[str, Scores]) -> dict[str, dict[str, float | None]]:
    """Of each pool as a whole and of each of its sets."""
    made = {of: measures(speech.total(scores)) for of, scores in heard.items()}
    sets = {name: measures(one) for scores in heard.values() for name, one in scores.items()}
    return {name: _rounded(figures) for name, figures in (made | sets).items()}


def _rounded(figures: Mapping[str, float | None]) -> dict[str, float | None]:
    return {name: None if value is None else round(value, 4) for name, value in figures.items()}


def _reliability(
    scores: Mapping[str, Mapping[str, Scores]],
) -> dict[str, list[dict[str, float]]]:
    """Of each pool's words, under all conditions."""
    whole: dict[str, Score] = {}
    for pools in scores.values():
        for of, heard in pools.items():
            whole[of] = whole.get(of, Score()) + speech.total(heard)
    return {of: reliability(binned(one.sure, one.right)) for of, one in whole.items() if one.sure}


def _step(step: Step, pools: Pools, ours: Mapping[str, Mapping[str, Scores]]) -> Study:
    about: Study = {"name": step.name, "about": step.about, "version": step.by.version}
    if step.by.unavailable:
        return about | {"unavailable": step.by.unavailable, "figures": {}}
    remark(f"hearing the same with {step.name}")
    table: Table = {}
    for of, names in STEPS.items():
        for name in names if pools[of] else ():
            known = ours[name].get(of) if step.name == "ours" else None
            scores = known or speech.scored(pools[of], CONDITIONS[name], step.by)
            table.setdefault(name, {})[of] = _rounded(measures(speech.total(scores)))
    return about | {"unavailable": "", "figures": table}


def _wordless(step: Step) -> Study:
    """Words that are heard where nobody speaks."""
    if step.by.unavailable:
        return {"unavailable": step.by.unavailable}
    remark(f"hearing sounds without words with {step.name}")
    seconds = LONG if step.name == "ours" else SHORT
    words = {
        name: len(step.by.words("candidate", sound(seconds, 1), None))
        for name, sound in wordless.SOUNDS.items()
    }
    return {"seconds": seconds, "words": words}


def _told(pool: Sequence[Recording]) -> dict[str, dict[str, float]]:
    """What each set holds."""
    sets: dict[str, dict[str, float]] = {}
    for item, tracks in pool:
        turns = read_truth(item).turns
        held = sets.setdefault(item.set, dict.fromkeys(("recordings", "seconds", "timed"), 0.0))
        held["recordings"] += 1
        held["seconds"] += round(max(map(len, tracks.values())) / SAMPLE_RATE, 1)
        held["timed"] += sum(len(turn.words or ()) for turn in turns)
    return sets


def _made(model: str) -> Study:
    return {
        "model": model,
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, one thread",
        "python": platform.python_version(),
        "versions": {name: _installed(name) for name in PACKAGES},
    }


def _installed(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
