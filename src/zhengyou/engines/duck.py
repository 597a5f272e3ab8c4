"""The embedded engine: DuckDB in this process, in memory, with a lid on threads and memory, fetching nothing from anywhere."""

from __future__ import annotations

from typing import Final

import duckdb
import pyarrow as pa
from splink import DuckDBAPI
from splink.internals.exceptions import SplinkException

from zhengyou.engines import splinking
from zhengyou.engines.linkage import EngineOutgrown, Means, Model, Pair, Table

WORDS: Final = {
    "shared": "len(list_intersect({0}, {1}))",
    "slip": "damerau_levenshtein({0}, {1}) <= 1",  # codes are ASCII: it counts bytes
}


OUTGROWN: Final = "这个范围的单位太多，一次比对不下。请分市或分县查找，或者改用 spark 引擎。"


def connect(means: Means) -> duckdb.DuckDBPyConnection:
    """A database in memory that may take so much of the machine and reach nothing outside its own folder."""
    means.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    connection = duckdb.connect(
        ":memory:",
        config={
            "threads": means.threads,
            "memory_limit": f"{means.memory_mb}MB",
            "temp_directory": str(means.folder),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "allow_community_extensions": "false",
            "preserve_insertion_order": "false",
        },
    )
    connection.execute("SET enable_external_access = false")  # after the folder is named: it stays allowed
    connection.execute("SET lock_configuration = true")
    return connection


def pairs(rows: Table, model: Model, means: Means) -> list[Pair]:
    """As `linkage.pairs`."""
    with connect(means) as connection:
        api = DuckDBAPI(connection=connection)
        table = api.register(_typed(rows))
        means.check()
        try:
            scored = splinking.predict(table, model, WORDS)
        except SplinkException as failed:
            if isinstance(failed.__cause__, duckdb.OutOfMemoryException):
                raise EngineOutgrown(OUTGROWN) from failed
            raise
        means.check()
        names = ", ".join(splinking.columns(model))
        found = connection.execute(f"SELECT {names} FROM {scored.physical_name}")
        return [splinking.pair(row, model) for row in found.fetchall()]


def _typed(rows: Table) -> pa.Table:
    """The rows as Arrow, column by column, each let go of at once. One in which nothing is known counts as text."""
    kinds = {pa.null(): pa.string(), pa.list_(pa.null()): pa.list_(pa.string())}
    columns = {}
    for name in list(rows):
        column = pa.array(rows.pop(name))
        columns[name] = column.cast(kinds.get(column.type, column.type))
    return pa.table(columns)
