"""The fact tables of the province as Parquet files, with the columns that full builds read."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import duckdb

from zhengyou.analytics.facts import FACTS

VIEWS: Final = {"units": "coverage", "members": "members"}  # by the fact table's key


def write(province: duckdb.DuckDBPyConnection, key: str, folder: Path) -> int:
    """Writes `<key>.parquet`; returns the number of rows."""
    columns = ", ".join(
        f'CAST("{attribute}" AS {_TYPES[dtype]}) AS "{name}"'
        for name, (dtype, attribute) in FACTS[key].columns.items()
    )
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{key}.parquet"
    found = province.execute(
        f"COPY (SELECT {columns} FROM {VIEWS[key]}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
    ).fetchone()
    return int(found[0]) if found else 0


_TYPES: Final = {
    "string": "VARCHAR",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "int64": "BIGINT",
    "int32": "INTEGER",
}
