"""From counts by leaf territory to the cells of every territory, by column: no row is touched by Python."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zhengyou.analytics.compiling import COUNTS
from zhengyou.analytics.facts import PATH
from zhengyou.engines import arrow as pa
from zhengyou.scoping.prefix import LABEL_WIDTH

VALUE = "value"


def cells(counted: pa.Table, keys: Sequence[str], *, under: str = "") -> Iterator[tuple[str, pa.Table]]:
    """(indicator, table of its cells) for each level of territories, lowest first.

    counted: `compiling.counting` by the path, or by the path and one dimension, whose column then stands second. The tables hold
    path, value ('' when there is no dimension) and COUNTS; cells in which nothing is counted are left out. A path that no
    territory can have ('' say) is counted nowhere. under: only cells at this path or below.
    """
    for level in _levels(_told(counted, keys), keys, len(under)):
        for key in keys:
            yield key, _cells(level, key)


def _told(counted: pa.Table, keys: Sequence[str]) -> pa.Table:
    """path, value, counts; whatever integers the engine counts in."""
    names = _counts(keys)
    by = counted.column_names[: counted.num_columns - len(names)]
    path = counted[PATH].cast(pa.string())
    divided = next((counted[name] for name in by if name != PATH), None)
    value = pa.nulls(len(path), pa.string()) if divided is None else divided.cast(pa.string())
    numbers = [counted[name].cast(pa.int64()) for name in names]
    return pa.table([path, pa.compute.fill_null(value, ""), *numbers], names=[PATH, VALUE, *names])


def _counts(keys: Sequence[str]) -> list[str]:
    return [f"{key}__{name}" for key in keys for name in COUNTS]


def _levels(told: pa.Table, keys: Sequence[str], least: int) -> Iterator[pa.Table]:
    """Each level is what stands at it, and the sums of the level below."""
    names = _counts(keys)
    labels = pa.compute.divide(pa.compute.utf8_length(told[PATH]), LABEL_WIDTH)
    below = told.slice(0, 0)
    for depth in range(pa.compute.max(labels).as_py() or 0, 0, -1):
        width = depth * LABEL_WIDTH
        if width < least:
            return
        rows = pa.concat_tables([told.filter(pa.compute.equal(labels, depth)), below])
        cut = rows.set_column(0, PATH, pa.compute.utf8_slice_codeunits(rows[PATH], 0, width))
        summed = cut.group_by([PATH, VALUE]).aggregate([(name, "sum") for name in names])
        below = summed.select([PATH, VALUE, *(f"{name}_sum" for name in names)]).rename_columns(
            cut.column_names
        )
        yield below


def _cells(level: pa.Table, key: str) -> pa.Table:
    """One indicator's cells in which something is counted. The numerator is a part of the denominator."""
    found = level.select([PATH, VALUE, *_counts([key])]).rename_columns([PATH, VALUE, *COUNTS])
    told = pa.compute.add(pa.compute.add(found["denominator"], found["unknown"]), found["left_out"])
    return found.filter(pa.compute.greater(told, 0))
