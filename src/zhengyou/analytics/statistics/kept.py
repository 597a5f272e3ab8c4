"""Tables that were kept."""

from __future__ import annotations

from django.db.models import QuerySet

from zhengyou.analytics.models import StatisticsTable
from zhengyou.analytics.statistics.derived import Derived, counted_of
from zhengyou.changes import queries as changes
from zhengyou.organisations.models import Territory
from zhengyou.scoping import Scope

_KINDS = ("unit", "organisation", "member")


def of(scope: Scope, number: str, territory: Territory) -> QuerySet[StatisticsTable]:
    """One table of one territory as it was derived at different times, newest first."""
    return StatisticsTable.objects.within(scope).filter(number=number, territory=territory)


def opened(row: StatisticsTable) -> Derived:
    """A kept table."""
    return Derived(
        row.number,
        counted_of(row.content),
        row.content["figures"],
        row.as_of,
        row.derived_at,
        row.last_change,
    )


def is_stale(row: StatisticsTable, territory: Territory) -> bool:
    """Whether facts of the territory changed since the table was derived."""
    return changes.changed_below(territory.path, _KINDS, after=row.last_change)
