"""Keeps the reminders in step with the elections that are due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat, Left
from django.utils import timezone

from zhengyou import loading
from zhengyou.organisations.models import PartyOrganisation, Reminder, Territory
from zhengyou.organisations.queries.waiting import ELECTION
from zhengyou.organisations.rules.terms import lead_days

_BECAUSE = "reminders are made for everybody alike"


def remind_of_elections(*, at: datetime) -> None:
    """One reminder for each open organisation whose term has ended or ends within the lead days.

    A reminder is done when the organisation was dissolved or another day holds since. The database makes the new ones by
    itself: a province may have hundreds of thousands.
    """
    until = timezone.localdate(at) + timedelta(days=lead_days())
    reminders = Reminder.objects.across_all(because=_BECAUSE).filter(kind=ELECTION)
    holds = Q(organisation__election_due=F("due_on"), organisation__valid_to__isnull=True)
    reminders.filter(done_at__isnull=True).exclude(holds).update(done_at=at)
    reminders.filter(holds, done_at__isnull=False, due_on__lte=until).update(done_at=None)
    fresh = _unreminded(until)
    columns = {"organisation_id": "pk", "place": "place", "due_on": "election_due", "text": "said"}
    loading.insert_beside(Reminder, fresh, columns, constants={"kind": ELECTION})


def _unreminded(until: date) -> QuerySet[PartyOrganisation]:
    """Open organisations whose day has no reminder yet, with what the reminder says."""
    held = Reminder.objects.across_all(because=_BECAUSE).filter(
        kind=ELECTION, organisation=OuterRef("pk"), due_on=OuterRef("election_due")
    )
    due = PartyOrganisation.objects.across_all(because=_BECAUSE).filter(
        ~Exists(held), valid_to__isnull=True, election_due__lte=until
    )
    said = Concat("name", Value("："), Cast("election_due", CharField()), Value(" 届满"))
    return due.order_by().annotate(said=Left(said, 200))


def untouched(nodes: Sequence[Territory | PartyOrganisation]) -> list[QuerySet[Reminder]]:
    """Reminders that came by themselves to organisations which may be taken back."""
    organisations = [node.pk for node in nodes if isinstance(node, PartyOrganisation)]
    return [
        Reminder.objects.across_all(because=_BECAUSE).filter(kind=ELECTION, organisation__in=organisations)
    ]
