"""What behaviour might mean, against the person's own average: weak, wide and not calibrated.

Each probability leans on a few descriptors, none of which is specific to it (Barrett et al. 2019;
StressID tells stress from video with an accuracy of 0.62). No data calibrates it, so that it is
shrunk to 0.5 and its interval is never narrow.
"""

from collections.abc import Callable, Mapping, Sequence
from math import exp, nan

import numpy as np
from numpy.typing import NDArray

from interview.model import AffectSample, BehaviourSample, Leaning

VERSION = "affect@1-uncalibrated"
RECENT = 10
"""Samples that are held against all before them."""
LEAST = 60
"""Samples that make an average."""
SHRUNK = 0.3
"""What is left of the distance to 0.5: a probability lies within 0.35 to 0.65."""
WIDE, UNKNOWN = 0.3, 0.4
"""Half of an interval with all cues, and with none."""

Column = NDArray[np.float64]
Cue = Callable[[BehaviourSample], float | None]

_CUES: Mapping[str, Cue] = {
    "blinks": lambda sample: sample.blink_rate,
    "movement": lambda sample: sample.head_movement,
    "smile": lambda sample: sample.aus.get("AU12"),
    "lips": lambda sample: sample.aus.get("AU25+26"),
    "steady": lambda sample: sample.gaze_stability,
    "away": lambda sample: None if sample.head_yaw is None else abs(sample.head_yaw),
    "present": lambda sample: sample.face_present,
}
_STRESS = {"blinks": 1.0, "movement": 1.0, "smile": -1.0}
_ENGAGEMENT = {"away": -1.0, "steady": 1.0, "present": 1.0}
_AROUSAL = {"movement": 1.0, "lips": 1.0, "smile": 1.0}


def affect(samples: Sequence[BehaviourSample]) -> list[AffectSample]:
    """One for each sample, from it and those before it."""
    cues = {name: _against_own(_column(samples, cue)) for name, cue in _CUES.items()}
    stress, engagement, arousal = (
        _leanings([sign * cues[name] for name, sign in signs.items()])
        for signs in (_STRESS, _ENGAGEMENT, _AROUSAL)
    )
    times = (sample.time for sample in samples)
    return [AffectSample(*row) for row in zip(times, stress, engagement, arousal, strict=True)]


def _column(samples: Sequence[BehaviourSample], cue: Cue) -> Column:
    values = map(cue, samples)
    return np.array([nan if value is None else value for value in values])


def _against_own(column: Column) -> Column:
    """The mean of the recent values in standard deviations of all before; nan where unknown."""
    scores = np.full(len(column), nan)
    for at in range(LEAST, len(column)):
        recent, before = (
            part[~np.isnan(part)]
            for part in (column[at - RECENT + 1 : at + 1], column[: at - RECENT + 1])
        )
        if len(recent) and len(before) >= LEAST - RECENT:
            spread = max(float(before.std()), 1e-3)
            scores[at] = (recent.mean() - before.mean()) / spread
    return scores


def _leanings(cues: Sequence[Column]) -> list[Leaning]:
    return [
        _leaning([score for score in row if not np.isnan(score)], len(cues))
        for row in zip(*cues, strict=True)
    ]


def _leaning(scores: Sequence[float], cues: int) -> Leaning:
    """Cues that are missing widen it and weigh nothing."""
    score = float(np.clip(sum(scores) / cues, -3.0, 3.0))
    p = 0.5 + SHRUNK * (1.0 / (1.0 + exp(-score)) - 0.5)
    half = UNKNOWN - (UNKNOWN - WIDE) * len(scores) / cues
    return Leaning(p, max(0.0, p - half), min(1.0, p + half))
