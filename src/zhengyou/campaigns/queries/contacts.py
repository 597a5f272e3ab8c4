"""Contact points of leaders, per level."""

from __future__ import annotations

from typing import Final

from django.db.models import Q, QuerySet

from zhengyou.campaigns.models import ContactPoint
from zhengyou.scoping import Scope

KINDS: Final = ("unit", "organisation", "territory")


def listed(scope: Scope, *, q: str = "", ended: bool = False) -> QuerySet[ContactPoint]:
    """Contact points inside the scope, level by level in path order, those of one leader together."""
    rows = ContactPoint.objects.within(scope).select_related("territory")
    rows = rows.filter(valid_to__isnull=not ended)
    if q:
        rows = rows.filter(Q(leader__icontains=q) | Q(subject__icontains=q))
    return rows.order_by("place", "leader", "subject_place", "id")


def may_write(scope: Scope, row: ContactPoint) -> bool:
    """Only the level that gave it ends it."""
    return scope.may("tasks.manage") and bool(scope.place) and scope.place == row.place
