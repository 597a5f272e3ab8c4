"""Reading the log and proving it whole."""

from __future__ import annotations

from django.db.models import QuerySet

from zhengyou.audit.actions import digest
from zhengyou.audit.models import Event, Seal
from zhengyou.scoping import Scope


def events(scope: Scope, *, action: str = "", text: str = "") -> QuerySet[Event]:
    """The events of the scope's territory, newest first."""
    rows = Event.objects.within(scope)
    if action:
        rows = rows.filter(action=action)
    if text:
        rows = rows.filter(subject__icontains=text) | rows.filter(actor__icontains=text)
    return rows


def broken_seals() -> list[int]:
    """Ids of the seals that no longer fit their events; empty when the log is whole."""
    broken = []
    previous = ""
    for seal in Seal.objects.across_all(because="the chain is one for the installation"):
        run = Event.objects.across_all(because="the chain covers every event").filter(
            id__gte=seal.first_id, id__lte=seal.last_id
        )
        if digest(previous, list(run.order_by("id"))) != seal.digest:
            broken.append(seal.pk)
        previous = seal.digest
    return broken
