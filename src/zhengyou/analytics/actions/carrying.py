"""Moves cells by differences: n = n + d, in as many statements for a thousand cells as for one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import connection

from zhengyou import loading
from zhengyou.analytics.compiling import COUNTS
from zhengyou.analytics.models import Cell
from zhengyou.analytics.tallying import BECAUSE, Counts, Key
from zhengyou.scoping.prefix import LABEL_WIDTH

AT_ONCE: Final = 1000
Moves = dict[tuple[str, Key], Counts]  # {(path, key): what is added}

_CHILDREN: Final = """
WITH RECURSIVE place(path) AS (VALUES {places}), child(above, path) AS (
  SELECT place.path, (
    SELECT MIN(cell.path) FROM analytics_cell cell
    WHERE cell.round_id = %s AND cell.path > place.path AND cell.path < place.path || '~')
  FROM place
  UNION ALL
  SELECT child.above, (
    SELECT MIN(cell.path) FROM analytics_cell cell
    WHERE cell.round_id = %s AND cell.path > SUBSTR(child.path, 1, LENGTH(child.above) + {width}) || '~'
      AND cell.path < child.above || '~')
  FROM child WHERE child.path IS NOT NULL
)
SELECT above, SUBSTR(path, 1, LENGTH(above) + {width}) FROM child WHERE path IS NOT NULL
"""

_ADD: Final = """
WITH moved(path, indicator, dimension, value, numerator, denominator, unknown, left_out) AS (VALUES {moves})
UPDATE analytics_cell SET
  numerator = analytics_cell.numerator + moved.numerator,
  denominator = analytics_cell.denominator + moved.denominator,
  unknown = analytics_cell.unknown + moved.unknown,
  left_out = analytics_cell.left_out + moved.left_out,
  computed_at = %s
FROM moved
WHERE analytics_cell.round_id = %s AND analytics_cell.path = moved.path
  AND analytics_cell.dimension = moved.dimension AND analytics_cell.indicator = moved.indicator
  AND analytics_cell.value = moved.value
RETURNING analytics_cell.id, analytics_cell.path, analytics_cell.indicator, analytics_cell.dimension,
  analytics_cell.value, analytics_cell.numerator + analytics_cell.denominator + analytics_cell.unknown
  + analytics_cell.left_out
"""


def children(round_id: int, paths: Sequence[str]) -> dict[str, list[str]]:
    """{path: the places right below it that have cells}; a place with none is not there. One query of index look-ups."""
    if not paths:
        return {}
    text = _CHILDREN.format(places=", ".join(["(%s)"] * len(paths)), width=LABEL_WIDTH)
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(text, [*paths, round_id, round_id])
        for above, path in cursor.fetchall():
            found.setdefault(above, []).append(path)
    return found


def carry(round_id: int, moves: Moves, *, at: datetime) -> int:
    """Adds to cells, makes those that are missing, removes those that come to count nothing. Returns how many moved.

    Raises IntegrityError when a cell would count less than nothing: it was wrong before.
    """
    told = [(path, *key, *counts) for (path, key), counts in sorted(moves.items()) if any(counts)]
    empty: list[int] = []
    for start in range(0, len(told), AT_ONCE):
        some = told[start : start + AT_ONCE]
        held = _add(round_id, some, at)
        empty += [pk for pk, total in held.values() if total == 0]
        _make(round_id, [one for one in some if one[:4] not in held], at)
    if empty:
        Cell.objects.across_all(because=BECAUSE).filter(pk__in=empty).delete()
    return len(told)


def _add(
    round_id: int, moves: Sequence[tuple[Any, ...]], at: datetime
) -> dict[tuple[Any, ...], tuple[int, int]]:
    """{(path, indicator, dimension, value): (number of the cell, what it counts in all)} of the cells that were there."""
    text = _ADD.format(moves=", ".join([f"({', '.join(['%s'] * 8)})"] * len(moves)))
    moment = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        cursor.execute(text, [*(value for one in moves for value in one), moment, round_id])
        return {tuple(key): (pk, total) for pk, *key, total in cursor.fetchall()}


def _make(round_id: int, moves: Iterable[tuple[Any, ...]], at: datetime) -> None:
    names = ("path", "indicator", "dimension", "value", *COUNTS)
    columns = dict(zip(names, zip(*moves, strict=True), strict=False))
    loading.insert(Cell, columns, constants={"round_id": round_id, "computed_at": at})
