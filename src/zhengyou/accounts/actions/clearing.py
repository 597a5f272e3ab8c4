"""Clearing out: nothing that belongs to signing in is kept longer than its reason."""

from __future__ import annotations

from datetime import datetime

from axes.models import AccessAttempt, AccessFailureLog
from django.contrib.sessions.models import Session
from django.db import transaction

from zhengyou.accounts.models import Slip
from zhengyou.accounts.rules.keeping import FAILURES_KEPT, SLIPS_KEPT
from zhengyou.audit import actions as audit
from zhengyou.scoping import Scope

_BECAUSE = "retention holds for everybody's slips"


@transaction.atomic
def expire(*, at: datetime) -> dict[str, int]:
    """Voids expired slips; deletes old slips, failed sign-ins and dead sessions. Returns how many of each.

    The audit log keeps the numbers as proof of deletion (PIPL article 47), not whose they were.
    """
    slips = Slip.objects.across_all(because=_BECAUSE)
    slips.filter(used_at=None, void=False, expires_at__lte=at).update(void=True)
    cleared = {
        "slips": slips.filter(issued_at__lt=at - SLIPS_KEPT).delete()[0],
        "failures": AccessAttempt.objects.filter(attempt_time__lt=at - FAILURES_KEPT).delete()[0],
        "failure_log": AccessFailureLog.objects.filter(attempt_time__lt=at - FAILURES_KEPT).delete()[0],
        "sessions": Session.objects.filter(expire_date__lt=at).delete()[0],
    }
    found = {name: count for name, count in cleared.items() if count}
    if found:
        audit.record("retention.cleared", by=Scope.operator(), at=at, subject_kind="retention", detail=found)
    return cleared
