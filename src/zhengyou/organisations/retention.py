"""Appointments and accounts are not kept longer than their reason."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from zhengyou.accounts.models import User
from zhengyou.audit import actions as audit
from zhengyou.organisations.models import Appointment
from zhengyou.scoping import Scope

APPOINTMENTS_KEPT = timedelta(days=3 * 365 + 1)
"""Ended appointments say who was in charge when something was decided; PIPL article 56 keeps records of handling
personal data for three years, and nobody asks later."""

_BECAUSE = "retention holds for everybody"


@transaction.atomic
def expire(at: datetime) -> dict[str, int]:
    """Deletes appointments that ended three years ago, then closed accounts that no appointment is left of.

    The log keeps the numbers as proof of deletion (PIPL article 47), and what the people did, by name.
    """
    rows = Appointment.objects.across_all(because=_BECAUSE)
    cleared = {"appointments": rows.filter(valid_to__lt=localdate(at) - APPOINTMENTS_KEPT).delete()[0]}
    idle = User.objects.filter(is_active=False, created_at__lt=at - APPOINTMENTS_KEPT)
    cleared["accounts"] = len(gone := list(idle.exclude(pk__in=rows.values("user_id"))))
    for user in gone:
        user.delete()
    found = {name: count for name, count in cleared.items() if count}
    if found:
        audit.record("retention.cleared", by=Scope.operator(), at=at, subject_kind="retention", detail=found)
    return cleared
