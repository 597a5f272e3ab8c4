"""Fact tables as Parquet files, for engines that count whole tables: exactly the declared columns, nothing about a person.

Rows go from the database to the file in blocks, by COPY on PostgreSQL and by the cursor on SQLite, so a hundred million take no
more memory than a hundred thousand. Both read in the caller's transaction.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet

from zhengyou import loading
from zhengyou.analytics.facts import FactTable
from zhengyou.engines import arrow as pa
from zhengyou.engines.means import EngineFailed
from zhengyou.scoping import below

BLOCK: Final = 8 * 1024 * 1024  # bytes of COPY that become one group of rows
BATCH: Final = 100_000  # rows of a cursor that do
UNWRITTEN: Final = (
    "统计用的中间文件没有写成（{0}），原有的数字没有变。请检查数据目录所在的磁盘还有没有空间，再重新运行。"
)
_ARROW: Final = {
    "string": "string",
    "boolean": "bool_",
    "date": "date32",
    "int64": "int64",
}  # names of pyarrow's types
_BECAUSE: Final = "figures count every row; who may read a cell is decided when it is read"

Told = Callable[[int], None]
Blocks = Iterator[bytearray]


def _silent(_rows: int) -> None:
    """Nobody watches."""


def path_of(facts: FactTable, folder: Path) -> Path:
    """Where the file of a fact table stands."""
    return folder / f"{facts.key}.parquet"


def export(facts: FactTable, folder: Path, *, under: str = "", told: Told = _silent) -> Path:
    """Writes `<key>.parquet` into the folder, one export of a table at a time, and gives its path.

    under: only rows at this territory path or below it. told: called with the rows written so far; what
    it raises ends the export. The file takes the place of an older one when it is whole; what an export that was killed left
    behind, the next one removes. Raises EngineFailed when it cannot be written.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = path_of(facts, folder)
    part = file.with_suffix(".part")
    try:
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)
        _write(part, schema(facts), _tables(facts, _rows(facts, under)), told)
        part.replace(file)
    except OSError as failed:
        why = os.strerror(failed.errno) if failed.errno else failed
        raise EngineFailed(UNWRITTEN.format(why)) from failed
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return file


def schema(facts: FactTable) -> pa.Schema:
    """The columns of the file."""
    return pa.schema(
        [(name, getattr(pa, _ARROW[dtype])()) for name, (dtype, _attribute) in facts.columns.items()]
    )


def _rows(facts: FactTable, under: str) -> QuerySet[Any, Any]:
    rows = facts.model.objects.across_all(because=_BECAUSE).order_by()
    if under:
        rows = rows.filter(below(facts.path, under))
    return rows.values_list(*(attribute for _dtype, attribute in facts.columns.values()))


def _write(file: Path, columns: pa.Schema, tables: Iterator[Callable[[], pa.Table]], told: Told) -> None:
    """Makes a block's table and writes it while the database gives the next block."""
    written = 0
    with pa.parquet.ParquetWriter(file, columns, compression="zstd", store_schema=False) as writer:

        def write(made: Callable[[], pa.Table]) -> int:
            table = made()
            writer.write_table(table)
            return int(table.num_rows)

        for _made, rows in loading.ahead(write, tables):
            written += rows
            told(written)


def _tables(facts: FactTable, rows: QuerySet[Any, Any]) -> Iterator[Callable[[], pa.Table]]:
    columns = schema(facts)
    if connection.vendor == "postgresql":
        yield from (partial(_parsed, columns, block) for block in _copied(rows))
    else:
        yield from (partial(_typed, columns, batch) for batch in _fetched(rows))


def _copied(rows: QuerySet[Any, Any]) -> Blocks:
    """The rows as CSV, in blocks of whole rows."""
    text, values = rows.query.sql_with_params()
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(f"COPY ({text}) TO STDOUT (FORMAT csv)", values) as copy,
    ):
        block = (
            bytearray()
        )  # not a list of rows: Python would look through it again and again for what is garbage
        for row in copy:
            block += row
            if len(block) > BLOCK:
                yield block
                block = bytearray()
        if block:
            yield block


def _parsed(columns: pa.Schema, block: bytearray) -> pa.Table:
    """CSV as PostgreSQL writes it: t and f, nothing for NULL, "" for an empty text."""
    return pa.csv.read_csv(
        pa.py_buffer(block),
        read_options=pa.csv.ReadOptions(column_names=columns.names),
        convert_options=pa.csv.ConvertOptions(
            column_types={one.name: one.type for one in columns},
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            true_values=["t"],
            false_values=["f"],
        ),
    )


def _fetched(rows: QuerySet[Any, Any]) -> Iterator[list[tuple[Any, ...]]]:
    text, values = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        while batch := cursor.fetchmany(BATCH):
            yield batch


def _typed(columns: pa.Schema, batch: list[tuple[Any, ...]]) -> pa.Table:
    """SQLite's driver gives truth values and days as Python's own."""
    return pa.table(
        [pa.array(values, one.type) for one, values in zip(columns, zip(*batch, strict=True), strict=True)],
        schema=columns,
    )
