"""Derived values as bytes: a list of dataclasses or an array as Parquet, all else as JSON.

The same value always gives the same bytes. A file carries how it was made and a seal, the sha256
of the whole file with the seal itself as zeros, so that one file tells alone whether it is whole.
"""

import dataclasses
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, cast, get_args, get_origin

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray
from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_jsonable_python

from interview.errors import Damaged
from interview.model import (
    AffectSample,
    AnswerBehaviour,
    BehaviourSample,
    Evidence,
    FaceFrame,
    ProfileSnapshot,
    QAPair,
    Sentence,
    Turn,
    Word,
)
from interview.store.chain import canonical
from interview.store.paths import sha256
from interview.store.tables import record

T = TypeVar("T")

_adapters: dict[object, TypeAdapter[Any]] = {}

SUFFIXES = (".parquet", ".json")
ROWS: Mapping[str, type] = {
    "words": Word,
    "sentences": Sentence,
    "turns": Turn,
    "pairs": QAPair,
    "evidence": Evidence,
    "profile": ProfileSnapshot,
    "faces": FaceFrame,
    "behaviour": BehaviourSample,
    "answer_behaviour": AnswerBehaviour,
    "affect": AffectSample,
    "affect_evidence": Evidence,
}
"""The rows of the kinds that are lists, so that an empty list has its columns too."""

_SEAL = b"sealed:"
_OPEN = _SEAL + b"0" * 64


@dataclass(frozen=True, slots=True)
class Provenance:
    """How a value was made: the version of what made it, and the digests of what it read.

    `sha256` is that of the value alone, whatever it was made of.
    """

    version: str
    inputs: Mapping[str, str]
    sha256: str


def pack(
    kind: str, value: object, version: str, inputs: Mapping[str, str]
) -> tuple[bytes, str, Provenance]:
    """A file's bytes, its suffix, and how it was made."""
    table = _table(kind, value)
    content = _parquet(table, {}) if table is not None else canonical(to_jsonable_python(value))
    made = Provenance(version, dict(inputs), sha256(content))
    line = canonical(dataclasses.asdict(made))
    if table is not None:
        return _sealed(_parquet(table, {b"made": line, b"seal": _OPEN})), ".parquet", made
    whole = b'{"made":%b,"value":%b,"seal":"%b"}\n' % (line, content, _OPEN)
    return _sealed(whole), ".json", made


def unpack(data: bytes, suffix: str, type_: type[T]) -> T:
    _check(data)
    try:
        if suffix == ".parquet":
            return _from_table(pq.ParquetFile(io.BytesIO(data)).read(), type_)
        return _adapter(type_).validate_python(json.loads(data)["value"])
    except ValidationError as error:
        raise Damaged(f"is not a {type_} of this version of the code: make it again") from error


def _adapter(type_: type[T]) -> TypeAdapter[T]:
    """Making one takes longer than all that it reads."""
    known = _adapters.get(type_)
    if known is None:
        known = _adapters[type_] = TypeAdapter(type_)
    return known


def provenance(data: bytes, suffix: str) -> Provenance:
    _check(data)
    if suffix == ".parquet":
        return Provenance(**json.loads(pq.read_metadata(io.BytesIO(data)).metadata[b"made"]))
    return Provenance(**json.loads(data)["made"])


def _table(kind: str, value: object) -> pa.Table | None:
    if isinstance(value, np.ndarray):
        return _vectors(value)
    if not isinstance(value, list):
        return None
    row = type(value[0]) if value else ROWS.get(kind)
    if row is None or not dataclasses.is_dataclass(row):
        return None
    return pa.Table.from_struct_array(record(row).encode(value))


def _vectors(rows: NDArray[Any]) -> pa.Table:
    if rows.dtype != np.float32 or rows.ndim != 2:
        raise TypeError(f"vectors are rows of float32, not {rows.ndim} axes of {rows.dtype}")
    flat = pa.array(np.ascontiguousarray(rows).reshape(-1))
    return pa.table({"vector": pa.FixedSizeListArray.from_arrays(flat, rows.shape[1])})


def _from_table(table: pa.Table, type_: type[T]) -> T:
    if get_origin(type_) is np.ndarray or type_ is np.ndarray:
        _expect(table.column_names == ["vector"], type_)
        vectors = table.column("vector").combine_chunks()
        value = vectors.flatten().to_numpy().reshape(len(vectors), vectors.type.list_size)
        return cast(T, value.copy())  # Arrow's own memory cannot be written
    _expect(get_origin(type_) is list, type_)
    rows = record(get_args(type_)[0])
    _expect(table.schema.remove_metadata() == pa.schema(list(rows.arrow)), type_)
    return cast(T, rows.decode(table.to_struct_array().combine_chunks()))


def _expect(fits: bool, type_: object) -> None:
    if not fits:
        raise Damaged(f"is not a {type_} of this version of the code: make it again")


def _parquet(table: pa.Table, metadata: Mapping[bytes, bytes]) -> bytes:
    out = io.BytesIO()
    pq.write_table(
        table.replace_schema_metadata(dict(metadata)),
        out,
        compression="zstd",
        version="2.6",
        row_group_size=max(1, len(table)),
    )
    return out.getvalue()


def _sealed(data: bytes) -> bytes:
    start = data.rindex(_OPEN) + len(_SEAL)
    return data[:start] + sha256(data).encode() + data[start + 64 :]


def _check(data: bytes) -> None:
    start = data.rfind(_SEAL) + len(_SEAL)
    bare = data[:start] + b"0" * 64 + data[start + 64 :]
    if data[start : start + 64] != sha256(bare).encode():
        raise Damaged("is not what was written: make it again")
