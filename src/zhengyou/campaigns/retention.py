"""Names in contact points and visits are not kept longer than their reason."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from zhengyou.audit import actions as audit
from zhengyou.campaigns.models import ContactPoint, Task, Visit
from zhengyou.scoping import Scope

KEPT = timedelta(days=3 * 365 + 1)
"""Who went where and which leader kept in touch is asked about while a campaign is looked back on; as with appointments,
three years, and nobody asks later."""

_BECAUSE = "retention holds for everybody"


@transaction.atomic
def expire(at: datetime) -> dict[str, int]:
    """Deletes contact points that ended three years ago and visits of three years ago of which no task came.

    A visit that was promised something on stays with its tasks, without the names of who went and who recorded it.
    """
    before = localdate(at) - KEPT
    contacts = ContactPoint.objects.across_all(because=_BECAUSE).filter(valid_to__lt=before)
    cleared = {"contact_points": contacts.delete()[0]}
    old = Visit.objects.across_all(because=_BECAUSE).filter(visited_on__lt=before)
    promised = Task.objects.across_all(because=_BECAUSE).filter(visit__isnull=False).values("visit_id")
    cleared["visits"] = old.exclude(pk__in=promised).delete()[0]
    named = old.exclude(visitor="", recorded_by__isnull=True)
    cleared["visitors"] = named.update(visitor="", recorded_by=None)
    found = {name: count for name, count in cleared.items() if count}
    if found:
        audit.record("retention.cleared", by=Scope.operator(), at=at, subject_kind="retention", detail=found)
    return cleared
