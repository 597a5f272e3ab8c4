"""Counting over tables in Parquet files, whichever engine does it.

    counted = counting.count(
        {"by place": "SELECT path, COUNT(*) AS n FROM units GROUP BY path"},
        {"units": folder / "units.parquet"},
        engine="duckdb",
        means=Means(folder=folder / "spill"),
    )

A statement is written in the engine's own SQL (`dialect`) and names the tables by their keys. It must give few rows: the answers
are held in memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from zhengyou.engines import arrow as pa
from zhengyou.engines import means as engines
from zhengyou.engines.means import Means

Statements = Mapping[str, str]
Files = Mapping[str, Path]
Answers = dict[str, "pa.Table"]


class Counting(Protocol):
    """What the module of an engine offers."""

    DIALECT: str

    def count(self, statements: Statements, files: Files, means: Means) -> Answers:
        """As `counting.count`."""


def count(statements: Statements, files: Files, *, engine: str, means: Means) -> Answers:
    """{name: what the statement of that name answers}.

    files: {name of the table: its Parquet file}. Raises EngineFailed; whatever `means.check` raises between statements.
    """
    chosen: Counting = engines.engine(engine)
    return chosen.count(statements, files, means)


def dialect(engine: str) -> str:
    """The name by which Ibis and SQLGlot know the engine's SQL."""
    chosen: Counting = engines.engine(engine)
    return chosen.DIALECT
