"""Reading reorganisations."""

from __future__ import annotations

from django.db.models import Count, Max, Q, QuerySet

from zhengyou.organisations.lifecycle import ReorganisationState
from zhengyou.organisations.models import Reorganisation
from zhengyou.scoping import Scope

_BECAUSE = "numbers only, of whatever was reorganised"


def listed(scope: Scope, *, tree: str = "") -> QuerySet[Reorganisation]:
    """The reorganisations that lie in the scope, the newest first; of one tree, or of both."""
    rows = Reorganisation.objects.within(scope)
    return rows.filter(tree=tree) if tree else rows


def state() -> tuple[int, int]:
    """Another value after each reorganisation and each one taken back: what was read of places before is then out of date."""
    rows = Reorganisation.objects.across_all(because=_BECAUSE).order_by()
    found = rows.aggregate(last=Max("pk"), back=Count("pk", filter=Q(state=ReorganisationState.REVERSED)))
    return found["last"] or 0, found["back"]
