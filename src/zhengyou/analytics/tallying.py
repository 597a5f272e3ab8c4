"""Counts what stands directly at a place, in the transactional database: one indexed query for a fact table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Final

from django.db import connection

from zhengyou.analytics import compiling
from zhengyou.analytics.dimensions import DIMENSIONS
from zhengyou.analytics.facts import FACTS, PATH
from zhengyou.analytics.indicators import INDICATORS

BATCH: Final = 300  # places in one query
BECAUSE: Final = "figures count every row; who may read a cell is decided when it is read"
Key = tuple[str, str, str]  # indicator, dimension, value
Counts = tuple[int, int, int, int]  # as compiling.COUNTS
Tally = dict[Key, Counts]


def keys_of(facts: str) -> tuple[str, ...]:
    """The indicators that are counted from a fact table."""
    return tuple(key for key, indicator in INDICATORS.items() if indicator.facts == facts)


def standing_at(facts: str, paths: Sequence[str]) -> dict[str, Tally]:
    """{path: counts of what stands at this very path, nothing below it}. Counts of zero are not there."""
    keys = keys_of(facts)
    dimensions = _dimensions(keys)
    folded: dict[str, dict[tuple[str, str], dict[tuple[int, ...], int]]] = {}
    table = FACTS[facts]
    rows = table.model.objects.across_all(because=BECAUSE).filter(**{f"{table.path}__in": list(paths)})
    inner, values = rows.order_by().values_list(*map(table.attribute, table.columns)).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_text(facts, keys, dimensions, inner), values)
        for path, *told in cursor.fetchall():
            place = folded.setdefault(path, defaultdict(lambda: defaultdict(int)))
            states, number = tuple(told[len(dimensions) : -1]), told[-1]
            place["", ""][states] += number
            for dimension, value in zip(dimensions, told, strict=False):
                place[dimension, value or ""][states] += number
    return {path: _tally(keys, place) for path, place in folded.items()}


def everywhere(facts: str) -> Iterator[tuple[str, Tally]]:
    """The same for every place at which anything stands, a few hundred places at a time."""
    table = FACTS[facts]
    rows = table.model.objects.across_all(because=BECAUSE)
    paths = list(rows.order_by(table.path).values_list(table.path, flat=True).distinct())
    for start in range(0, len(paths), BATCH):
        yield from standing_at(facts, paths[start : start + BATCH]).items()


def _dimensions(keys: Iterable[str]) -> tuple[str, ...]:
    """The dimensions that any of these indicators has, in their own order."""
    used = {dimension for key in keys for dimension in INDICATORS[key].dimensions}
    return tuple(key for key in DIMENSIONS if key in used)


def _text(facts: str, keys: tuple[str, ...], dimensions: tuple[str, ...], inner: str) -> str:
    """The compiled count over a fact table that is the given rows."""
    columns = ", ".join(connection.ops.quote_name(name) for name in FACTS[facts].columns)
    counted = _compiled(facts, keys, dimensions, compiling.dialect_of(connection.vendor))
    return f"WITH {connection.ops.quote_name(facts)} ({columns}) AS ({inner}) {counted}"


@cache
def _compiled(facts: str, keys: tuple[str, ...], dimensions: tuple[str, ...], dialect: str) -> str:
    by = [PATH, *(DIMENSIONS[key].column for key in dimensions)]
    return compiling.statement(compiling.packed(facts, keys, by), dialect).replace("%", "%%")


def _tally(keys: tuple[str, ...], place: dict[tuple[str, str], dict[tuple[int, ...], int]]) -> Tally:
    found: dict[Key, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for (dimension, value), by_states in place.items():
        for states, number in by_states.items():
            for key, counts in _unpacked(keys, states):
                if dimension and dimension not in INDICATORS[key].dimensions:
                    continue
                held = found[key, dimension, value]
                for column, one in enumerate(counts):
                    held[column] += one * number
    return {key: (counts[0], counts[1], counts[2], counts[3]) for key, counts in found.items()}


@cache
def _unpacked(keys: tuple[str, ...], states: tuple[int, ...]) -> tuple[tuple[str, Counts], ...]:
    """What a subject in these states adds to which indicators."""
    mask = (1 << compiling.BITS) - 1
    added = []
    for place, key in enumerate(keys):
        number, shift = divmod(place, compiling.PACKED)
        state = states[number] >> (compiling.BITS * shift) & mask
        if state:
            added.append((key, compiling.STATES[state]))
    return tuple(added)
