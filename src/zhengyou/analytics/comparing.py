"""Proves cells: those that are held against a full count of the facts by an engine, cell by cell, column by column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings

from zhengyou.analytics import parquet, summing
from zhengyou.analytics.actions import building
from zhengyou.analytics.compiling import COUNTS
from zhengyou.analytics.facts import FACTS, PATH
from zhengyou.analytics.models import Cell
from zhengyou.analytics.moment import one_moment
from zhengyou.analytics.tallying import BECAUSE
from zhengyou.census.models import Round
from zhengyou.changes import queries as outbox
from zhengyou.engines import arrow as pa
from zhengyou.scoping import below
from zhengyou.scoping.prefix import ancestors

KEY: Final = (PATH, "indicator", "dimension", "value")
NAMED: Final = 10
CHUNK: Final = 50_000


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell that is not what the facts say. held, counted: numbers as compiling.COUNTS, zeros where there is no cell."""

    path: str
    indicator: str
    dimension: str
    value: str
    held: tuple[int, ...]
    counted: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """compared: cells. different: how many differ; first: some of them, in code order. waiting: changes not yet followed."""

    compared: int
    different: int
    first: list[Difference]
    waiting: int


def compare(round_: Round, *, engine: str, under: str = "") -> Comparison:
    """Compares the cells of a round at or below a path ('' is everything) with a count of today's facts.

    Cells of places where a change still waits to be followed, and of those above them, cannot be judged and are passed over.
    Raises EngineFailed.
    """
    folder = settings.DATA_DIR / "facts"
    with one_moment():
        waiting = outbox.waiting()
        files = {key: parquet.export(FACTS[key], folder / "proof", under=under) for key in FACTS}
        held = _held(round_, under)
    try:
        answers = building.count(files, engine=engine, spill=folder / "spill")
    finally:
        for file in files.values():
            file.unlink(missing_ok=True)
    counted = _counted(answers, under)
    moving = {
        path
        for entry in waiting
        for place in (entry.place, entry.previous_place)
        for path in ancestors(place)
    }
    held, counted = _still(held, moving), _still(counted, moving)
    unlike = _unlike(held, counted)
    keys = pa.concat_tables([held.select(KEY), counted.select(KEY)]).group_by(list(KEY)).aggregate([])
    return Comparison(keys.num_rows, unlike.num_rows, _first(unlike, held, counted), len(waiting))


def _schema() -> pa.Schema:
    return pa.schema([*((name, pa.string()) for name in KEY), *((name, pa.int64()) for name in COUNTS)])


def _held(round_: Round, under: str) -> pa.Table:
    rows = Cell.objects.across_all(because=BECAUSE).filter(round=round_).order_by()
    if under:
        rows = rows.filter(below(PATH, under))
    found, chunk = [_schema().empty_table()], []
    for row in rows.values_list(*KEY, *COUNTS).iterator(CHUNK):
        chunk.append(row)
        if len(chunk) == CHUNK:
            found.append(_table(chunk))
            chunk = []
    return pa.concat_tables([*found, _table(chunk)])


def _table(rows: Sequence[Sequence[Any]]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(_schema())
    return pa.table(
        [pa.array(column, one.type) for column, one in zip(columns, _schema(), strict=True)], _schema()
    )


def _counted(answers: dict[building.Question, pa.Table], under: str) -> pa.Table:
    found = [_schema().empty_table()]
    for question, answer in answers.items():
        for indicator, cells in summing.cells(answer, question.keys, under=under):
            same = {"indicator": indicator, "dimension": question.dimension}
            columns = [
                pa.array([same[name]] * cells.num_rows, pa.string()) if name in same else cells[name]
                for name in (*KEY, *COUNTS)
            ]
            found.append(pa.table(columns, _schema()))
    return pa.concat_tables(found)


def _still(cells: pa.Table, moving: set[str]) -> pa.Table:
    return cells.filter(
        pa.compute.invert(pa.compute.is_in(cells[PATH], pa.array(sorted(moving), pa.string())))
    )


def _unlike(held: pa.Table, counted: pa.Table) -> pa.Table:
    """The keys whose numbers do not come to nothing when what is held is taken from what was counted, in code order."""
    taken = [held[name] if name in KEY else pa.compute.negate(held[name]) for name in (*KEY, *COUNTS)]
    both = pa.concat_tables([counted, pa.table(taken, _schema())])
    summed = both.group_by(list(KEY)).aggregate([(name, "sum") for name in COUNTS])
    unlike = summed[f"{COUNTS[0]}_sum"].cast(pa.bool_())
    for name in COUNTS[1:]:
        unlike = pa.compute.or_(unlike, summed[f"{name}_sum"].cast(pa.bool_()))
    return summed.filter(unlike).select(KEY).sort_by([(name, "ascending") for name in KEY])


def _first(unlike: pa.Table, held: pa.Table, counted: pa.Table) -> list[Difference]:
    some = unlike.slice(0, NAMED)
    told = [_numbers(table, some) for table in (held, counted)]
    none = (0,) * len(COUNTS)
    found = []
    for row in some.to_pylist():
        key = (row[PATH], row["indicator"], row["dimension"], row["value"])
        found.append(Difference(*key, told[0].get(key, none), told[1].get(key, none)))
    return found


def _numbers(table: pa.Table, keys: pa.Table) -> dict[tuple[str, ...], tuple[int, ...]]:
    found = table.join(keys, keys=list(KEY), join_type="inner").select([*KEY, *COUNTS])
    return {tuple(row[:4]): tuple(row[4:]) for row in zip(*found.to_pydict().values(), strict=True)}
