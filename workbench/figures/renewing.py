"""Brings what a browser draws up to date by sending only what changed."""

from collections.abc import Sequence

from bokeh.models import ColumnDataSource

from workbench.figures.columns import Columns


def renew(source: ColumnDataSource, columns: Columns) -> None:
    """Rows that are new are streamed and cells that differ patched; nothing else is sent."""
    before: Columns = source.data
    have, want = _length(before), _length(columns)
    if set(before) != set(columns) or want < have:
        source.data = columns
        return
    cells = {name: _differing(before[name], columns[name]) for name in columns}
    if patches := {name: found for name, found in cells.items() if found}:
        source.patch(patches)
    if want > have:
        source.stream({name: values[have:] for name, values in columns.items()})


def _length(columns: Columns) -> int:
    return min((len(values) for values in columns.values()), default=0)


def _differing(before: Sequence[object], now: Sequence[object]) -> list[tuple[int, object]]:
    pairs = enumerate(zip(before, now, strict=False))
    return [(at, new) for at, (old, new) in pairs if old != new and not (_nan(old) and _nan(new))]


def _nan(value: object) -> bool:
    return value != value
