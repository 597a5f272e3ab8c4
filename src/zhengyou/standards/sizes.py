"""Bounds between large, medium, small and micro enterprises (the statistical rule of 2017)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType

from zhengyou.standards import tables
from zhengyou.standards.editions import chosen

METRICS = {"X": "employees", "Y": "revenue", "Z": "assets"}
COLUMNS = "seq,industry,gbt4754_2017_scope,metric,metric_cn,unit,large_min,medium_min,small_min"


@dataclass(frozen=True, slots=True)
class Bounds:
    """Lower bounds of one indicator, in persons or in 万元."""

    metric: str
    large: Decimal
    medium: Decimal
    small: Decimal


@dataclass(frozen=True, slots=True)
class SizeRow:
    seq: int
    industry: str
    bounds: tuple[Bounds, ...]


@dataclass(frozen=True, slots=True)
class SizeTable:
    """Rows by the prefix of an industry code to which they apply (`C`, `F51`, `G591`)."""

    by_prefix: Mapping[str, SizeRow]


@cache
def load_sizes(edition: str | None = None, *, root: Path | None = None) -> SizeTable:
    rows = list(tables.read(chosen("enterprise_size", edition, root).folder / "enterprise_size.csv", COLUMNS))
    by_prefix: dict[str, SizeRow] = {}
    for seq in sorted({row.whole("seq") for row in rows}):
        some = [row for row in rows if row.whole("seq") == seq]
        size_row = SizeRow(seq, some[0].text("industry"), tuple(_bounds(row) for row in some))
        for prefix in some[0].parts("gbt4754_2017_scope", ";"):
            if prefix in by_prefix:
                twice = f"expected each industry in one row, {prefix} stands above already"
                raise some[0].wrong("gbt4754_2017_scope", twice)
            by_prefix[prefix] = size_row
    return SizeTable(MappingProxyType(by_prefix))


def _bounds(row: tables.Row) -> Bounds:
    metric = METRICS[row.text("metric", METRICS)]
    found = Bounds(metric, row.amount("large_min"), row.amount("medium_min"), row.amount("small_min"))
    if not found.large > found.medium > found.small:
        raise row.wrong("small_min", "expected large_min > medium_min > small_min")
    return found
