"""Flat tables of a session: what notebooks and Parquet readers want instead of nested objects."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from interview import shapes
from interview.belief import interval, state
from interview.model import Belief, Evidence, ProfileSnapshot, Turn

if TYPE_CHECKING:
    import pyarrow as pa

Row = dict[str, object]
TableName = Literal["words", "sentences", "turns", "pairs", "evidence", "profile"]

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
}
"""The columns of each table and their types; `strs` is a list of strings."""


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
    low, high = interval(belief)
    return {
        "dimension": dimension,
        "mean": belief.mean,
        "low": low,
        "high": high,
        "state": state(belief),
        "evidence": belief.evidence,
    }
