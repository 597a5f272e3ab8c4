"""Appending and sealing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import OperationalError, connection, transaction

from zhengyou.audit.chain import digest
from zhengyou.audit.models import Event, Seal
from zhengyou.scoping import Reach, Scope


def record(
    action: str,
    *,
    by: Scope,
    at: datetime,
    subject_kind: str = "",
    subject_id: int | str = "",
    subject: str = "",
    path: str = "",
    detail: dict[str, Any] | None = None,
) -> Event:
    """Appends one event, in the transaction of what it tells of.

    subject: a short name for the reader, never an unmasked personal identifier.
    path: territory path of the subject, by which an auditor's scope finds the event.
    """
    event = Event(
        at=at,
        user_id=by.user_id,
        actor=by.label[:120] or by.role,
        role=by.role,
        action=action,
        subject_kind=subject_kind,
        subject_id=str(subject_id),
        subject=subject[:200],
        detail=detail or {},
        path=path or ("" if by.reach is Reach.ORGANISATION else by.path),  # a Party-line path is no place
    )
    event.save(force_insert=True)
    return event


@transaction.atomic
def seal(*, at: datetime, limit: int = 5000) -> Seal | None:
    """Seals the events since the last seal, at most `limit`; None when there are none, or while others are appending."""
    if not _nobody_is_appending():
        return None
    last = Seal.objects.across_all(because="the chain is one for the installation").last()
    events = Event.objects.across_all(because="the chain covers every event").order_by("id")
    fresh = list(events.filter(id__gt=last.last_id if last else 0)[:limit])
    if not fresh:
        return None
    made = Seal(
        first_id=fresh[0].pk,
        last_id=fresh[-1].pk,
        digest=digest(last.digest if last else "", fresh),
        sealed_at=at,
    )
    made.save(force_insert=True)
    return made


def _nobody_is_appending() -> bool:
    """Holds writers off until this transaction ends, if none has an event in the making; else says no at once.

    Without it a transaction on PostgreSQL could commit an event with an id below one that is sealed already, and a
    whole chain would look broken. SQLite has one writer at a time.
    """
    if connection.vendor != "postgresql":
        return True
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE audit_event IN SHARE MODE NOWAIT")
    except OperationalError:
        return False
    return True
