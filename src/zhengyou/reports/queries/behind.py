"""The units behind a figure."""

from __future__ import annotations

from django.db.models import QuerySet

from zhengyou.analytics import conditions
from zhengyou.analytics.indicators import INDICATORS, Part
from zhengyou.coverage.models import UnitCoverage
from zhengyou.organisations.models import Territory
from zhengyou.scoping import Scope, below


def has_list(key: str) -> bool:
    """Whether a figure opens to the units that it counts. A figure of people does not: it would name a small group."""
    indicator = INDICATORS[key]
    return indicator.table.model is UnitCoverage and not indicator.protected


def units(
    scope: Scope,
    territory: Territory,
    key: str,
    part: Part,
    *,
    text: str = "",
    dimension: str = "",
    value: str = "",
) -> QuerySet[UnitCoverage]:
    """The units of one part of one indicator's population, in code order then by name.

    dimension and value: those of whom the dimension has this value; '' is unknown. Raises KeyError for a dimension that the
    indicator does not have, and for an indicator that does not count units.
    """
    indicator = INDICATORS[key]
    if not has_list(key) or dimension not in ("", *indicator.dimensions):
        raise KeyError(f"{key} {dimension}")
    rows = UnitCoverage.objects.within(scope).filter(
        below("path", territory.path), conditions.behind(indicator, part, dimension=dimension, value=value)
    )
    if text:
        rows = rows.filter(unit__name__icontains=text) | rows.filter(unit__uscc__istartswith=text)
    return rows.select_related("unit__organisation").order_by("path", "unit__name", "pk")
