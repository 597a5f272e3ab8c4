"""The embedded engine: DuckDB in this process, in memory, with a lid on threads and memory, fetching nothing from anywhere."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import duckdb
from splink import DuckDBAPI
from splink.internals.exceptions import SplinkException

from zhengyou.engines import splinking
from zhengyou.engines.counting import Answers, Files, Statements
from zhengyou.engines.linkage import Model, Pair, Table
from zhengyou.engines.means import EngineFailed, EngineOutgrown, Means

DIALECT: Final = "duckdb"
WORDS: Final = {
    "shared": "len(list_intersect({0}, {1}))",
    "slip": "damerau_levenshtein({0}, {1}) <= 1",  # codes are ASCII: it counts bytes
}
OUTGROWN: Final = "这个范围的单位太多，一次比对不下。请分市或分县查找，或者改用 spark 引擎。"
TOO_MANY: Final = (
    "数据量超出了本机内存，没有算完，原有的数字没有变。请改用 spark 引擎，或者在内存更大的机器上运行。"
)
UNREADABLE: Final = "统计用的中间文件无法读取，原有的数字没有变。请检查数据目录所在的磁盘，再重新运行。"


def connect(means: Means, *, reading: Iterable[Path] = ()) -> duckdb.DuckDBPyConnection:
    """A database in memory that may take so much of the machine and reach nothing outside its own folder and these files."""
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
    connection.execute("SET allowed_paths = $files", {"files": [str(file) for file in reading]})
    connection.execute("SET enable_external_access = false")  # after the folder is named: it stays allowed
    connection.execute("SET lock_configuration = true")
    return connection


def pairs(rows: Table, model: Model, means: Means) -> list[Pair]:
    """As `linkage.pairs`."""
    with connect(means) as connection:
        api = DuckDBAPI(connection=connection)
        table = api.register(splinking.typed(rows))
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


def count(statements: Statements, files: Files, means: Means) -> Answers:
    """As `counting.count`."""
    answers: Answers = {}
    with connect(means, reading=files.values()) as connection:
        try:
            for table, file in files.items():
                connection.read_parquet(str(file)).create_view(table)
            for name, statement in statements.items():
                means.check()
                answers[name] = connection.sql(statement).to_arrow_table()
        except duckdb.OutOfMemoryException as failed:
            raise EngineOutgrown(TOO_MANY) from failed
        except (duckdb.IOException, duckdb.InvalidInputException) as failed:
            raise EngineFailed(UNREADABLE) from failed
    return answers
