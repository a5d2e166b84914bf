"""Flat tables of a session: what notebooks and Parquet readers want instead of nested objects."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from interview import shapes
from interview.belief import interval, state
from interview.model import (
    AffectSample,
    BehaviourSample,
    Belief,
    Evidence,
    JobDescription,
    Leaning,
    ProfileSnapshot,
    RequirementMet,
    Turn,
    Verdict,
)

if TYPE_CHECKING:
    import pyarrow as pa

Row = dict[str, object]
TableName = Literal[
    "words",
    "sentences",
    "turns",
    "pairs",
    "evidence",
    "profile",
    "history",
    "requirements",
    "behaviour",
]

_SPOKEN = {"id": "str", "speaker": "str", "text": "str", "start": "float", "end": "float"}

COLUMNS: Mapping[TableName, Mapping[str, str]] = {
    "words": {
        **_SPOKEN,
        "confidence": "float",
        "timed_by": "str",
        "sentence": "str",
        "turn": "str",
    },
    "sentences": {**_SPOKEN, "turn": "str"},
    "turns": {**_SPOKEN, "flags": "strs", "words": "strs"},
    "pairs": {
        "id": "str",
        "kind": "str",
        "question": "str",
        "answer": "str",
        "answered": "bool",
        "confidence": "float",
        "unanswered_p": "float",
        "start": "float",
        "end": "float",
        "question_turns": "strs",
        "answer_turns": "strs",
    },
    "evidence": {
        "id": "str",
        "qa": "str",
        "dimension": "str",
        "requirement": "str",
        "value": "float",
        "sd": "float",
        "scorer": "str",
        "start": "float",
        "end": "float",
        "quote": "str",
        "words": "strs",
    },
    "profile": {
        "t": "float",
        "after": "str",
        "dimension": "str",
        "mean": "float",
        "low": "float",
        "high": "float",
        "state": "str",
        "evidence": "strs",
    },
    "history": {
        "t": "float",
        "after": "str",
        "hire_probability": "float",
        "low": "float",
        "high": "float",
        "delta": "float",
        "leave_one_out": "float",
    },
    "requirements": {
        "name": "str",
        "kind": "str",
        "weight": "float",
        "years": "float",
        "met": "float",
        "low": "float",
        "high": "float",
        "evidence": "strs",
    },
    "behaviour": {
        "time": "float",
        "measure": "str",
        "value": "float",
        "low": "float",
        "high": "float",
        "quality": "float",
    },
}
"""The columns of each table and their types; `strs` is a list of strings."""

MEASURES = (
    "face_present",
    "head_yaw",
    "head_pitch",
    "head_roll",
    "head_movement",
    "gaze_stability",
    "blink_rate",
)
LEANINGS = ("stress", "engagement", "arousal")
"""What `behaviour` has rows of, besides action units: see `BehaviourSample`, `AffectSample`."""


def arrow(table: TableName, rows: Iterable[Row]) -> "pa.Table":
    """The rows under the declared columns; what is in a row besides is left out."""
    import pyarrow as pa

    kinds = {"str": pa.string(), "float": pa.float64(), "bool": pa.bool_()}
    kinds["strs"] = pa.list_(pa.string())
    schema = pa.schema([(column, kinds[kind]) for column, kind in COLUMNS[table].items()])
    return pa.Table.from_pylist(list(rows), schema=schema)


def words(turns: Sequence[Turn]) -> list[Row]:
    """Sorted by start; each word with the sentence and the turn it belongs to."""
    spoken = [
        (word, sentence.id, turn.id)
        for turn in turns
        for sentence in turn.sentences
        for word in sentence.words
    ]
    return [
        {**shapes.word(word), "speaker": word.speaker, "sentence": sentence, "turn": turn}
        for word, sentence, turn in sorted(spoken, key=lambda one: one[0].span.start)
    ]


def sentences(turns: Sequence[Turn]) -> list[Row]:
    spoken = [(sentence, turn.id) for turn in turns for sentence in turn.sentences]
    return [
        {
            "id": sentence.id,
            "speaker": sentence.speaker,
            "text": sentence.text,
            **shapes.times(sentence.span),
            "turn": turn,
        }
        for sentence, turn in sorted(spoken, key=lambda one: one[0].span.start)
    ]


def evidence(found: Sequence[Evidence]) -> list[Row]:
    """`start` and `end` hold all the words that a finding rests on."""
    return [
        {
            **row,
            "start": min((span.start for span in one.times), default=None),
            "end": max((span.end for span in one.times), default=None),
        }
        for one, row in zip(found, shapes.evidence(found), strict=True)
    ]


def profile(snapshots: Sequence[ProfileSnapshot]) -> list[Row]:
    """A row for each answer and dimension."""
    return [
        {"t": snapshot.t, "after": snapshot.after, **_belief(dimension, belief)}
        for snapshot in snapshots
        for dimension, belief in shapes.beliefs(snapshot).items()
    ]


def _belief(dimension: str, belief: Belief) -> Row:
    return {
        "dimension": dimension,
        "mean": belief.mean,
        **_ends(interval(belief)),
        "state": state(belief),
        "evidence": belief.evidence,
    }


def history(reached: Verdict) -> list[Row]:
    """The hire probability after each answer; what each moved then, and what it weighs in the end.

    See `interview.model.Contribution`.
    """
    without = {one.qa: one.leave_one_out for one in reached.contributions}
    return [
        {
            "t": point.t,
            "after": point.after,
            "hire_probability": point.outlook.hire_probability,
            **_ends(point.outlook.interval),
            "delta": point.delta,
            "leave_one_out": without.get(point.after),
        }
        for point in reached.history
    ]


def requirements(job: JobDescription, reached: Verdict) -> list[Row]:
    """What the posting asks for, and how far it is met."""
    met = {one.name: one for one in reached.requirements}
    return [
        {
            "name": one.name,
            "kind": one.kind,
            "weight": one.weight,
            "years": one.years,
            **(_met(met[one.name]) if one.name in met else {}),
        }
        for one in job.requirements
    ]


def _met(one: RequirementMet) -> Row:
    return {"met": one.met, **_ends(one.interval), "evidence": one.evidence}


def behaviour(
    samples: Sequence[BehaviourSample], affects: Sequence[AffectSample] = ()
) -> list[Row]:
    """A row for each window and measure; `value` is missing where it could not be seen."""
    leanings = {one.time: one for one in affects}
    return [
        {"time": sample.time, "quality": sample.quality, **row}
        for sample in samples
        for row in (*_shown(sample), *_affect(leanings.get(sample.time)))
    ]


def _shown(sample: BehaviourSample) -> Iterator[Row]:
    measured = {name: getattr(sample, name) for name in MEASURES} | dict(sorted(sample.aus.items()))
    for name, value in measured.items():
        ends = sample.intervals.get(name)
        yield {"measure": name, "value": value, **(_ends(ends) if ends else {})}


def _affect(sample: AffectSample | None) -> Iterator[Row]:
    for name in LEANINGS if sample else ():
        one: Leaning = getattr(sample, name)
        yield {"measure": name, "value": one.p, "low": one.low, "high": one.high}


def _ends(interval: tuple[float, float]) -> Row:
    return {"low": interval[0], "high": interval[1]}
