"""What a page shows, as rows by their id, and what has to be sent when it changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Row = Mapping[str, object]
Message = dict[str, object]
_GROWING = "words"
"""The column that mostly gets longer: what stands at its beginning already is not sent again."""


@dataclass(frozen=True)
class Picture:
    """Rows by id, and facts by name. Values are what JSON knows; no column of a row is None."""

    rows: Mapping[str, Row] = field(default_factory=dict)
    facts: Mapping[str, object] = field(default_factory=dict)


def picture(rows: Sequence[tuple[str, Row]], **facts: object) -> Picture:
    return Picture(dict(rows), facts)


def changes(old: Picture, new: Picture) -> Message:
    """What makes `new` of `old`: rows to `put` and those `gone`, and the `facts` that differ.

    Of a row that was there only the columns that differ are told, and of its words those after the
    first `keep`. Empty when nothing differs.
    """
    put = {
        key: _patch(old.rows.get(key, {}), row)
        for key, row in new.rows.items()
        if old.rows.get(key) != row
    }
    gone = [key for key in old.rows if key not in new.rows]
    facts = {
        name: value
        for name, value in new.facts.items()
        if name not in old.facts or old.facts[name] != value
    }
    message = {"put": put, "gone": gone, "facts": facts}
    return {name: part for name, part in message.items() if part}


def applied(old: Picture, message: Message) -> Picture:
    """What the page makes of a message: the other half of `changes`."""
    rows = {key: row for key, row in old.rows.items() if key not in _list(message.get("gone"))}
    for key, patch in _table(message.get("put")).items():
        rows[key] = _patched(rows.get(key, {}), _table(patch))
    return Picture(rows, {**old.facts, **_table(message.get("facts"))})


def _patch(old: Row, new: Row) -> Row:
    """Columns that are no more are told as None."""
    patch = {name: value for name, value in new.items() if name not in old or old[name] != value}
    patch |= {name: None for name in old if name not in new}
    if patch.get(_GROWING) is None or _GROWING not in old:
        return patch
    keep = _common(_list(old[_GROWING]), _list(new[_GROWING]))
    return {**patch, "keep": keep, _GROWING: _list(new[_GROWING])[keep:]}


def _patched(old: Row, patch: Row) -> Row:
    row = {**old, **patch}
    if "keep" in patch:
        row[_GROWING] = [*_list(old[_GROWING])[: int(str(row.pop("keep")))], *_list(row[_GROWING])]
    return {name: value for name, value in row.items() if value is not None}


def _common(old: Sequence[object], new: Sequence[object]) -> int:
    pairs = enumerate(zip(old, new, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(old), len(new)))


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _table(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
