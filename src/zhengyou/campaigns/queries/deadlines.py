"""The days that are proposed for the levels below when a directive goes down."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models.functions import Coalesce

from zhengyou.campaigns.models import CalendarEntry
from zhengyou.campaigns.rules.working_days import after
from zhengyou.scoping import Scope
from zhengyou.scoping.prefix import ancestors
from zhengyou.standards import load_reviewing


def proposed_days(scope: Scope, today: date) -> dict[str, date]:
    """acknowledge_by, convey_by and brief_by: working days from the standard, holidays of the calendar left out."""
    rules = load_reviewing()
    kinds = CalendarEntry.Kind
    off, on = (set(_days(scope, kind, today)) for kind in (kinds.HOLIDAY, kinds.WORKDAY))
    counts = {
        "acknowledge_by": rules.acknowledge_days,
        "convey_by": rules.convey_days,
        "brief_by": rules.brief_days,
    }
    return {name: after(today, count, off=off, on=on) for name, count in counts.items()}


def _days(scope: Scope, kind: str, today: date) -> Iterator[date]:
    rows = CalendarEntry.objects.within(scope).filter(kind=kind, place__in=ancestors(scope.place))
    rows = rows.annotate(last=Coalesce("ends_on", "starts_on")).filter(last__gte=today)
    for first, last in rows.values_list("starts_on", "last"):
        for number in range((last - first).days + 1):
            yield first + timedelta(days=number)
