"""What figures show, as columns of plain numbers and words: no drawing, no colours."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from interview import shapes
from interview.belief import interval, state
from interview.model import (
    DIMENSIONS,
    AffectSample,
    BehaviourSample,
    Belief,
    Dimension,
    HistoryPoint,
    ProfileSnapshot,
    QAPair,
    Verdict,
)
from interview.settling import Switch

Columns = dict[str, list[object]]
Row = dict[str, object]

ROOM = 0.03
"""Share of an axis of time that a name takes."""
INSUFFICIENT = "insufficient evidence"
SIGNALS: Mapping[str, tuple[str, float, float]] = {
    "face_present": ("face in the picture, share", 0.0, 1.0),
    "head_yaw": ("head to the left, degrees", -45.0, 45.0),
    "head_pitch": ("head up, degrees", -45.0, 45.0),
    "head_movement": ("head movement, degrees", 0.0, 15.0),
    "gaze_stability": ("steadiness of the eyes", 0.0, 1.0),
    "blink_rate": ("blinks a minute", 0.0, 60.0),
    "AU12": ("lip corners up (AU12)", 0.0, 1.0),
    "AU25+26": ("lips apart (AU25+26)", 0.0, 1.0),
    "AU01+02": ("brows up (AU01+02)", 0.0, 1.0),
}
"""What of behaviour is drawn: how it is called and the least range of its axis."""
AFFECT = ("stress", "engagement", "arousal")


def numbers(pairs: Iterable[QAPair]) -> dict[str, str]:
    """Pairs as Q1, Q2, ... in the order in which the script has them."""
    return {pair.id: f"Q{number}" for number, pair in enumerate(pairs, start=1)}


def spoken(name: str) -> str:
    return name.replace("_", " ")


def profile(
    snapshots: Sequence[ProfileSnapshot], called: Mapping[str, str], until: float
) -> dict[str, Columns]:
    """A row an answer: the belief from its end on to the next one's, the last up to `until`."""
    ends = _ends(snapshots, until)
    return {name: table(_held(snapshots, ends, called, name), _HELD) for name in DIMENSIONS}


def _ends(moments: Sequence[ProfileSnapshot | HistoryPoint], until: float) -> list[float]:
    """How long what was believed at each moment stood."""
    return [one.t for one in moments[1:]] + [until] * bool(moments)


_STAIRS = ("after", "answer", "t", "at", "end", "mean", "low", "high", "moved")
_HELD = (*_STAIRS, "state", "pieces")


def _held(
    snapshots: Sequence[ProfileSnapshot],
    ends: Sequence[float],
    called: Mapping[str, str],
    name: Dimension,
) -> Iterable[Row]:
    before = None
    for snapshot, end in zip(snapshots, ends, strict=True):
        belief = snapshot.beliefs[name]
        low, high = interval(belief)
        yield {
            "after": snapshot.after,
            "answer": called.get(snapshot.after, snapshot.after),
            "t": snapshot.t,
            "at": shapes.clock(snapshot.t),
            "end": max(end, snapshot.t),
            "mean": belief.mean,
            "low": low,
            "high": high,
            "moved": belief.mean - before if before is not None else 0.0,
            "state": spoken(state(belief)),
            "pieces": len(belief.evidence),
        }
        before = belief.mean


def title(name: str, belief: Belief | None) -> str:
    """What is held now, in words."""
    if belief is None:
        return f"{spoken(name)}: no answer yet"
    low, high = interval(belief)
    if state(belief) != "judged":
        return f"{spoken(name)}: {INSUFFICIENT}"
    return f"{spoken(name)}: {belief.mean:.2f} (80 % in {low:.2f} to {high:.2f})"


def answers(
    snapshots: Sequence[ProfileSnapshot], called: Mapping[str, str], until: float
) -> Columns:
    """Where answers end."""
    names = [called.get(one.after, one.after) for one in snapshots]
    times = [one.t for one in snapshots]
    return {"t": list(times), "answer": list(names), "label": labels(times, names, until)}


def labels(times: Sequence[float], names: Sequence[str], until: float) -> list[object]:
    """The names that have room on an axis up to `until`; the others are empty."""
    shown: list[object] = []
    last = -until
    for time, name in zip(times, names, strict=True):
        fits = time - last >= ROOM * until
        last = time if fits else last
        shown.append(name if fits else "")
    return shown


def history(verdict: Verdict, called: Mapping[str, str], until: float) -> Columns:
    points = verdict.history
    ends = _ends(points, until)
    rows: Iterable[Row] = (
        {
            "after": one.after,
            "answer": called.get(one.after, one.after),
            "t": one.t,
            "at": shapes.clock(one.t),
            "end": max(end, one.t),
            "mean": one.outlook.hire_probability,
            "low": one.outlook.interval[0],
            "high": one.outlook.interval[1],
            "moved": one.delta,
        }
        for one, end in zip(points, ends, strict=True)
    )
    held = table(rows, _STAIRS)
    names = [str(name) for name in held["answer"]]
    return {**held, "label": labels([one.t for one in points], names, until)}


def contributions(verdict: Verdict, called: Mapping[str, str]) -> Columns:
    rows: Iterable[Row] = (
        {
            "qa": one.qa,
            "answer": called.get(one.qa, one.qa),
            "delta": one.delta,
            "without": one.leave_one_out,
            "told": f"{one.delta:+.2f}",
            "side": "up" if one.delta >= 0 else "down",
        }
        for one in verdict.contributions
    )
    return table(rows, ("qa", "answer", "delta", "without", "told", "side"))


def behaviour(samples: Sequence[BehaviourSample]) -> dict[str, Columns]:
    """Each signal over time; NaN where it could not be measured."""
    return {
        name: table((_sample(one, name) for one in samples), ("t", "value", "low", "high"))
        for name in SIGNALS
    }


def _sample(sample: BehaviourSample, name: str) -> Row:
    value = sample.aus.get(name) if name.startswith("AU") else getattr(sample, name)
    if value is None:
        return {"t": sample.time, "value": _NAN, "low": _NAN, "high": _NAN}
    low, high = sample.intervals.get(name, (value, value))
    return {"t": sample.time, "value": value, "low": low, "high": high}


def affect(samples: Sequence[AffectSample]) -> dict[str, Columns]:
    def row(sample: AffectSample, name: str) -> Row:
        one = getattr(sample, name)
        return {"t": sample.time, "value": one.p, "low": one.low, "high": one.high}

    return {
        name: table((row(one, name) for one in samples), ("t", "value", "low", "high"))
        for name in AFFECT
    }


def off(switches: Sequence[Switch], until: float) -> Columns:
    """The stretches in which profiling was switched off."""
    times = [*switches, Switch(until, True)]
    rows: Iterable[Row] = (
        {"start": one.time, "end": max(one.time, following.time)}
        for one, following in pairwise(times)
        if not one.on
    )
    return table(rows, ("start", "end"))


def table(rows: Iterable[Row], names: Sequence[str]) -> Columns:
    made = list(rows)
    return {name: [row[name] for row in made] for name in names}


_NAN = float("nan")
