"""What follows from a unit's facts and is never asked."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from zhengyou import standards
from zhengyou.standards.rules import size

_SIZED: Final = frozenset({"", "enterprise", "individual"})


def size_class(
    *,
    org_kind: str,
    industry_code: str,
    employees: int | None,
    revenue: Decimal | None,
    assets: Decimal | None,
) -> str:
    """Large, medium, small or micro by the rule of 2017; '' when an input is missing or the unit is no business."""
    if org_kind not in _SIZED or not industry_code:
        return ""
    table = standards.load_sizes()
    found = size.classify(industry_code, employees=employees, revenue=revenue, assets=assets, table=table)
    return found or ""
