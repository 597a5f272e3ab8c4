"""Enterprise size by the statistical rule of 2017."""

from decimal import Decimal
from typing import Literal

from zhengyou.standards.sizes import Bounds, SizeRow, SizeTable

Size = Literal["large", "medium", "small", "micro"]


def classify(
    industry_code: str | None,
    *,
    employees: int | None,
    revenue: Decimal | None,
    assets: Decimal | None,
    table: SizeTable,
) -> Size | None:
    """The size class of an enterprise; revenue and assets in 万元, the code as `industry.parse` gives it.

    Large, medium and small must reach every lower bound of their row; who misses one bound of small is micro.
    None (unknown) when an indicator of the row is missing, even where another alone would make it micro;
    when the rule has no row for the industry (J, P, Q84, S, T, G53, K704); or when the code is too coarse for
    one row (F, G59, K70).
    """
    row = _row(industry_code or "", table)
    if row is None:
        return None
    given = {"employees": employees, "revenue": revenue, "assets": assets}
    reached = len(ORDER) - 1
    for bounds in row.bounds:
        value = given[bounds.metric]
        if value is None:
            return None
        reached = min(reached, _reached(bounds, value))
    return ORDER[reached]


ORDER: tuple[Size, ...] = ("micro", "small", "medium", "large")


def _reached(bounds: Bounds, value: Decimal | int) -> int:
    """How many bounds one indicator reaches: the place of its size in ORDER."""
    return (value >= bounds.small) + (value >= bounds.medium) + (value >= bounds.large)


def _row(code: str, table: SizeTable) -> SizeRow | None:
    prefixes = (code[:end] for end in range(len(code), 0, -1))
    return next((table.by_prefix[prefix] for prefix in prefixes if prefix in table.by_prefix), None)
