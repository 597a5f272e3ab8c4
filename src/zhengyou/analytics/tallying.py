"""Counts what stands directly at a place, in the transactional database: one indexed query for a fact table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, Final

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
    found: dict[str, dict[Key, list[int]]] = {}
    columns = _columns(facts, keys, dimensions, paths)
    if not columns:
        return {}
    places, *values = columns[: 1 + len(dimensions)]
    states = _joined(columns[1 + len(dimensions) :])
    for dimension, told in (("", [""] * len(states)), *zip(dimensions, values, strict=True)):
        for (path, value, state), number in Counter(zip(places, told, states, strict=True)).items():
            place = found.setdefault(path, {})
            for key, column in _adding(keys, state, dimension):
                place.setdefault((key, dimension, value), [0, 0, 0, 0])[column] += number
    return {
        path: {key: (one[0], one[1], one[2], one[3]) for key, one in place.items()}
        for path, place in found.items()
    }


def _dimensions(keys: Iterable[str]) -> tuple[str, ...]:
    """The dimensions that any of these indicators has, in their own order."""
    used = {dimension for key in keys for dimension in INDICATORS[key].dimensions}
    return tuple(key for key in DIMENSIONS if key in used)


def _columns(
    facts: str, keys: tuple[str, ...], dimensions: tuple[str, ...], paths: Sequence[str]
) -> list[tuple[Any, ...]]:
    """Path, dimensions and states of all subjects at these paths, column by column; [] when there is none."""
    table, quoted = FACTS[facts], connection.ops.quote_name
    rows = table.model.objects.across_all(because=BECAUSE).filter(**{f"{table.path}__in": list(paths)})
    attributes = [attribute for _dtype, attribute in table.columns.values()]
    inner, values = rows.order_by().values_list(*attributes).query.sql_with_params()
    names = ", ".join(map(quoted, table.columns))
    compiled = _compiled(facts, keys, dimensions, compiling.dialect_of(connection.vendor))
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {quoted(facts)} ({names}) AS ({inner}) {compiled}", values)
        return list(zip(*cursor.fetchall(), strict=True))


@cache
def _compiled(facts: str, keys: tuple[str, ...], dimensions: tuple[str, ...], dialect: str) -> str:
    columns = [PATH, *(DIMENSIONS[key].column for key in dimensions)]
    return compiling.statement(compiling.states(facts, keys, columns), dialect).replace("%", "%%")


def _joined(columns: Sequence[Sequence[int]]) -> Sequence[int]:
    """All states of a subject as one whole number: `states_0` lowest."""
    if len(columns) == 1:
        return columns[0]
    width = compiling.BITS * compiling.PACKED
    return [
        sum(some << width * place for place, some in enumerate(row)) for row in zip(*columns, strict=True)
    ]


@cache
def _adding(keys: tuple[str, ...], states: int, dimension: str) -> tuple[tuple[str, int], ...]:
    """To which counts of which indicators that have the dimension a subject in these states adds one."""
    mask = (1 << compiling.BITS) - 1
    found = []
    for place, key in enumerate(keys):
        state = states >> (compiling.BITS * place) & mask
        if not dimension or dimension in INDICATORS[key].dimensions:
            found += [(key, column) for column, one in enumerate(compiling.STATES[state]) if one]
    return tuple(found)
