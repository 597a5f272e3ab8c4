"""The units behind a figure."""

from __future__ import annotations

from django.db.models import QuerySet

from zhengyou.analytics.indicators import INDICATORS, Part
from zhengyou.coverage.models import UnitCoverage
from zhengyou.organisations.models import Territory
from zhengyou.scoping import Scope, below


def units(
    scope: Scope, territory: Territory, key: str, part: Part, *, text: str = ""
) -> QuerySet[UnitCoverage]:
    """The units of one part of one indicator's population, in code order then by name."""
    rows = UnitCoverage.objects.within(scope).filter(
        below("path", territory.path), INDICATORS[key].part(part)
    )
    if text:
        rows = rows.filter(unit__name__icontains=text) | rows.filter(unit__uscc__istartswith=text)
    return rows.select_related("unit__organisation").order_by("path", "unit__name", "pk")
