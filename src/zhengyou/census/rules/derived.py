"""What follows from a unit's facts and is never asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from zhengyou import standards
from zhengyou.standards.rules import size

_SIZE: Final = ("org_kind", "industry_code", "employees", "revenue", "assets")
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


def size_classes(columns: Mapping[str, Sequence[Any]]) -> dict[str, list[str]]:
    """The size classes of new units. columns: by attribute, one value for each unit."""
    count = len(next(iter(columns.values())))
    blanks: dict[str, Any] = {"org_kind": "", "industry_code": ""}
    inputs = [columns.get(name) or [blanks.get(name)] * count for name in _SIZE]
    return {
        "size_class": [
            size_class(
                org_kind=kind, industry_code=industry, employees=employees, revenue=revenue, assets=assets
            )
            for kind, industry, employees, revenue, assets in zip(*inputs, strict=True)
        ]
    }
