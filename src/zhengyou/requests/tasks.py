"""What the worker does once a day."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from zhengyou.audit import actions as audit
from zhengyou.requests.models import Request
from zhengyou.scoping import Scope

ANSWERED_KEPT = timedelta(days=3 * 365 + 1)
"""Answered requests show that rights were honoured; PIPL article 56 keeps such records for three years."""


@transaction.atomic
def expire(at: datetime) -> int:
    """Deletes requests and problems, with their way, that were answered three years ago; the log keeps their number.

    Open ones stay.
    """
    rows = Request.objects.across_all(because="retention holds for everybody's requests")
    deleted = rows.filter(answered_at__lt=at - ANSWERED_KEPT).delete()[1]
    count = deleted.get(Request._meta.label, 0)
    if count:
        detail = {"requests": count}
        audit.record("retention.cleared", by=Scope.operator(), at=at, subject_kind="retention", detail=detail)
    return count
