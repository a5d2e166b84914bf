"""Which utterances of meetings ask something, against their annotation.

No punctuation is given. Definitions: an utterance that has words and a label (neither z nor x) is
right if it is held for a question exactly where `is_question` says so; expected calibration error
over 15 equal-width bins; intervals are 80 %, by resampling meetings. Meetings that took part in
fitting or choosing the model are left out, and named.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from interview.engines.questions import SHIPPED, Asking, read
from interview.questions import probability
from workbench.evaluate import calibration, meetings
from workbench.evaluate.calibration import Numbers, calibration_error
from workbench.evaluate.kept import reliability_picture, table
from workbench.evaluate.meetings import Meeting, Uttered
from workbench.report import Report

ERRORS = 100
"""Of each sort that are kept, the surest first."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The labelled utterances of one meeting with the log-odds that each asks."""

    meeting: str
    uttered: Sequence[Uttered]
    odds: Sequence[float]


def figures(data: Path, model: Path | None = None) -> Report:
    """Evaluates the model in a folder, or the shipped one, on the meetings it has not seen."""
    folder = model or SHIPPED
    _, asking = read(folder)
    unseen, seen = meetings.unseen(data, folder)
    judged = [judge(asking, meeting) for meeting in unseen]
    left_out = {"left out, seen in training or choice": seen}
    told = left_out | conditions(judged, asking)
    return Report(measures(judged, asking), told, partial(artifacts, judged, asking))


def judge(asking: Asking, meeting: Meeting) -> Judged:
    said = meeting.said
    return Judged(
        meeting.name,
        [meeting.uttered[at] for at in meeting.labelled],
        [asking.log_odds(said, at) for at in meeting.labelled],
    )


def measures(judged: Sequence[Judged], asking: Asking) -> dict[str, float | None]:
    counted = counts(judged, asking.threshold)
    found, asked, right = counted
    return {
        "f1": f1(counted),
        "precision": right / found if found else None,
        "recall": right / asked if asked else None,
        "ece": calibration_error(binned(judged)),
    }


def counts(judged: Sequence[Judged], threshold: float) -> Numbers:
    """How many were held for questions, how many are, and how many are both."""
    odds = np.concatenate([each.odds for each in judged])
    asks = np.array([one.asks for each in judged for one in each.uttered])
    held = odds >= threshold
    return np.array([held.sum(), asks.sum(), (held & asks).sum()], float)


def f1(counted: Numbers) -> float:
    found, asked, right = counted
    return float(2 * right / max(1, found + asked))


def conditions(judged: Sequence[Judged], asking: Asking) -> dict[str, object]:
    every = [one for each in judged for one in each.uttered]
    return {
        "meetings": [each.meeting for each in judged],
        "utterances": len(every),
        "questions": sum(one.asks for one in every),
        "threshold": round(probability(asking.threshold), 4),
        "intervals": bounds(judged, asking),
        "recall by kind": recalls(judged, asking),
        "kind named right": kind_accuracy(judged, asking),
        "reliability": calibration.reliability(binned(judged)),
    }


def bounds(judged: Sequence[Judged], asking: Asking) -> dict[str, float]:
    """Of F1 and of the calibration error, by resampling meetings."""
    counted = np.array([counts([one], asking.threshold) for one in judged])
    bins = np.array([_bins(one) for one in judged])
    samples = calibration.resampled(len(judged))
    return calibration.bounds(
        {
            "f1": [f1(counted[sample].sum(axis=0)) for sample in samples],
            "ece": [calibration_error(bins[sample].sum(axis=0)) for sample in samples],
        }
    )


def binned(judged: Sequence[Judged]) -> Numbers:
    return np.asarray(np.sum([_bins(one) for one in judged], axis=0))


def _bins(judged: Judged) -> Numbers:
    asks = [one.asks for one in judged.uttered]
    return calibration.binned([probability(odds) for odds in judged.odds], asks)


def recalls(judged: Sequence[Judged], asking: Asking) -> Mapping[str, dict[str, float]]:
    found: dict[str, list[bool]] = defaultdict(list)
    for each in judged:
        for one, odds in zip(each.uttered, each.odds, strict=True):
            if one.kind:
                found[one.kind].append(odds >= asking.threshold)
    return {
        k: {"n": len(v), "recall": round(float(np.mean(v)), 4)} for k, v in sorted(found.items())
    }


def kind_accuracy(judged: Sequence[Judged], asking: Asking) -> float | None:
    """Of the questions that were found, the share whose kind is named right."""
    named = Counter(
        asking.kind(one.said.words) == one.kind
        for each in judged
        for one, odds in zip(each.uttered, each.odds, strict=True)
        if one.kind and odds >= asking.threshold
    )
    return named[True] / named.total() if named else None


def artifacts(judged: Sequence[Judged], asking: Asking) -> dict[str, bytes]:
    return {
        "reliability.png": reliability_picture(
            {"questions": binned(judged)}, "probability that an utterance asks", "share that asks"
        ),
        "confusion.csv": _confusion(judged, asking),
        "errors.csv": _errors(judged, asking),
    }


def _confusion(judged: Sequence[Judged], asking: Asking) -> bytes:
    found, asked, right = map(int, counts(judged, asking.threshold))
    told = sum(len(each.uttered) for each in judged) - asked
    return table(
        [
            ("", "held for a question", "not held for one"),
            ("asks", right, asked - right),
            ("does not ask", found - right, told - (found - right)),
        ]
    )


def _errors(judged: Sequence[Judged], asking: Asking) -> bytes:
    rows = [
        (odds - asking.threshold, each.meeting, one)
        for each in judged
        for odds, one in zip(each.odds, each.uttered, strict=True)
        if (odds >= asking.threshold) != one.asks
    ]
    surest = sorted(rows, key=lambda row: (row[0], row[1], row[2].said.start))
    return table(
        [
            ("p", "tags", "meeting", "start", "words"),
            *(
                (
                    f"{probability(odds + asking.threshold):.3f}",
                    one.tags,
                    meeting,
                    one.said.start,
                    " ".join(one.said.words),
                )
                for odds, meeting, one in [*surest[:ERRORS], *surest[::-1][:ERRORS]]
            ),
        ]
    )
