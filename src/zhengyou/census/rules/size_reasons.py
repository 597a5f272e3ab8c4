"""Why a unit has its size class, or why it has none: the row of the rule of 2017 and the inputs it reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from zhengyou import standards
from zhengyou.census.rules.expected import BUSINESSES
from zhengyou.standards.sizes import Bounds, SizeRow

METRICS: Final = ("employees", "revenue", "assets")


@dataclass(frozen=True, slots=True)
class Reason:
    """row: the industry's row of the rule, "" when there is none; inputs: (metric, value, its bounds) that the row reads.

    lacking: what is missing for a class: "kind" (the unit is no business), "industry" (unknown), "row" (the rule has none for
    the industry, or the code is too coarse for one), or metrics of the row that are unknown.
    """

    row: str
    inputs: tuple[tuple[str, Decimal | int | None, Bounds], ...]
    lacking: tuple[str, ...]


def reason(*, org_kind: str, industry_code: str, values: Mapping[str, Decimal | int | None]) -> Reason:
    """The reason for a unit's size class. values: employees, revenue and assets; None is unknown."""
    if org_kind and org_kind not in BUSINESSES:
        return Reason("", (), ("kind",))
    if not industry_code:
        return Reason("", (), ("industry",))
    row = row_of(industry_code)
    if row is None:
        return Reason("", (), ("row",))
    inputs = tuple((bounds.metric, values[bounds.metric], bounds) for bounds in row.bounds)
    return Reason(row.industry, inputs, tuple(metric for metric, value, _ in inputs if value is None))


def row_of(industry_code: str) -> SizeRow | None:
    """The row of the rule that an industry falls under: that of the longest prefix."""
    rows = standards.load_sizes().by_prefix
    prefixes = (industry_code[:end] for end in range(len(industry_code), 0, -1))
    return next((rows[prefix] for prefix in prefixes if prefix in rows), None)
