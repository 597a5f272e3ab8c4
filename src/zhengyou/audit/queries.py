"""Reading the log and proving it whole."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from zhengyou.audit.chain import digest
from zhengyou.audit.models import Event, Seal
from zhengyou.scoping import Reach, Scope
from zhengyou.scoping.prefix import LABEL_WIDTH


def events(
    scope: Scope,
    *,
    action: str = "",
    text: str = "",
    person: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> QuerySet[Event]:
    """The events of the scope's territory, newest first; at the top also those of no place (operator, worker).

    text: part of the subject or of the actor's name. person: part of the actor's name. since <= at < until.
    """
    rows = Event.objects.within(scope)
    if scope.reach is Reach.OVERSIGHT and len(scope.path) == LABEL_WIDTH:
        rows |= Event.objects.across_all(because="what belongs to no place is read at the top").filter(
            path=""
        )
    if person:
        rows = rows.filter(actor__icontains=person)
    if since:
        rows = rows.filter(at__gte=since)
    if until:
        rows = rows.filter(at__lt=until)
    if action:
        rows = rows.filter(action=action)
    if text:
        rows = rows.filter(subject__icontains=text) | rows.filter(actor__icontains=text)
    return rows


def actions(scope: Scope) -> list[str]:
    """The actions that occur in the scope's events, in alphabetical order."""
    return list(events(scope).order_by("action").values_list("action", flat=True).distinct())


def sealed_up_to() -> Seal | None:
    """The last seal; events after it wait for the next minute's."""
    return Seal.objects.across_all(because="the chain is one for the installation").last()


def broken_seals(last: int | None = None) -> list[int]:
    """Ids of the seals that no longer fit their events; empty when the log is whole.

    last: only so many of the newest seals, trusting the one before them; None proves the whole chain.
    """
    broken = []
    seals = Seal.objects.across_all(because="the chain is one for the installation")
    previous = ""
    if last is not None:
        newest = list(seals.order_by("-id")[: last + 1])[::-1]
        if len(newest) > last:
            previous = newest.pop(0).digest
    for seal in seals if last is None else newest:
        run = Event.objects.across_all(because="the chain covers every event").filter(
            id__gte=seal.first_id, id__lte=seal.last_id
        )
        if digest(previous, list(run.order_by("id"))) != seal.digest:
            broken.append(seal.pk)
        previous = seal.digest
    return broken
