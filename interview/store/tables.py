"""Dataclasses as Arrow columns, both ways; the schema follows from the types.

A dataclass or a tuple of fixed length is a struct, a longer tuple a list, a mapping a list of
structs of `key` and `value` in the order of the keys, a literal its string.
"""

import dataclasses
import functools
import types
from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter, itemgetter
from typing import Any, Literal, Protocol, Union, get_args, get_origin, get_type_hints

import pyarrow as pa
import pyarrow.compute as pc

_PLAIN = {str: pa.string(), float: pa.float64(), int: pa.int64(), bool: pa.bool_()}


class Column(Protocol):
    """How values of one type are stored; None is stored as null."""

    @property
    def arrow(self) -> pa.DataType: ...

    def encode(self, values: Sequence[Any]) -> pa.Array: ...

    def decode(self, array: pa.Array) -> list[Any]: ...


@dataclasses.dataclass(frozen=True)
class Plain:
    arrow: pa.DataType

    def encode(self, values: Sequence[Any]) -> pa.Array:
        return pa.array(values, self.arrow)

    def decode(self, array: pa.Array) -> list[Any]:
        values: list[Any] = array.to_pylist()
        return values


@dataclasses.dataclass(frozen=True)
class Record:
    make: Callable[..., Any]
    columns: Mapping[str, Column]
    parts: Mapping[str, Callable[[Any], Any]]

    @property
    def arrow(self) -> pa.DataType:
        return pa.struct([(name, column.arrow) for name, column in self.columns.items()])

    def encode(self, values: Sequence[Any]) -> pa.Array:
        missing = [value is None for value in values]
        parts = map(_or_none, self.parts.values()) if any(missing) else self.parts.values()
        arrays = [
            column.encode(list(map(part, values)))
            for column, part in zip(self.columns.values(), parts, strict=True)
        ]
        mask = pa.array(missing, pa.bool_())
        return pa.StructArray.from_arrays(arrays, fields=list(self.arrow), mask=mask)

    def decode(self, array: pa.Array) -> list[Any]:
        columns = [
            column.decode(part)
            for column, part in zip(self.columns.values(), array.flatten(), strict=True)
        ]
        rows = zip(*columns, strict=True)
        present = array.is_valid().to_pylist()
        return [self.make(*row) if here else None for here, row in zip(present, rows, strict=True)]


@dataclasses.dataclass(frozen=True)
class Many:
    make: Callable[[list[Any]], Any]
    items: Callable[[Any], Sequence[Any]]
    item: Column

    @property
    def arrow(self) -> pa.DataType:
        return pa.list_(self.item.arrow)

    def encode(self, values: Sequence[Any]) -> pa.Array:
        offsets: list[int] = [0]
        flat: list[Any] = []
        for value in values:
            flat.extend(() if value is None else self.items(value))
            offsets.append(len(flat))
        missing = pa.array([value is None for value in values], pa.bool_())
        return pa.ListArray.from_arrays(
            pa.array(offsets, pa.int32()), self.item.encode(flat), type=self.arrow, mask=missing
        )

    def decode(self, array: pa.Array) -> list[Any]:
        flat, start, values = self.item.decode(array.flatten()), 0, []
        for length in pc.list_value_length(array).to_pylist():
            end = start + (length or 0)
            values.append(None if length is None else self.make(flat[start:end]))
            start = end
        return values


@functools.cache
def column(type_: Any) -> Column:  # noqa: ANN401  # a type may be any of typing's forms
    """How values of a type are stored; TypeError for a type that has no columns."""
    origin, args = get_origin(type_), get_args(type_)
    if type_ in _PLAIN:
        return Plain(_PLAIN[type_])
    if origin is Literal:
        return Plain(pa.string())
    if origin in (types.UnionType, Union) and len(args) == 2 and type(None) in args:
        return column(next(arg for arg in args if arg is not type(None)))
    if isinstance(type_, type) and dataclasses.is_dataclass(type_):
        return record(type_)
    if origin is tuple and args[-1] is Ellipsis:
        return Many(tuple, tuple, column(args[0]))
    if origin is tuple:
        return _struct(
            lambda *parts: parts, {str(index): arg for index, arg in enumerate(args)}, itemgetter
        )
    if origin in (dict, Mapping):
        pair = _struct(lambda *parts: parts, {"key": args[0], "value": args[1]}, itemgetter)
        return Many(dict, lambda mapping: sorted(mapping.items()), pair)
    raise TypeError(f"{type_} has no columns")


@functools.cache
def record(type_: Any) -> Record:  # noqa: ANN401
    """How a dataclass is stored."""
    hints = get_type_hints(type_)
    names = [field.name for field in dataclasses.fields(type_)]
    return Record(
        type_,
        {name: column(hints[name]) for name in names},
        {name: attrgetter(name) for name in names},
    )


def _or_none(part: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else part(value)


def _struct(
    make: Callable[..., Any], types_: Mapping[str, Any], part: Callable[[int], Callable[[Any], Any]]
) -> Record:
    columns = {name: column(type_) for name, type_ in types_.items()}
    return Record(make, columns, {name: part(index) for index, name in enumerate(columns)})
