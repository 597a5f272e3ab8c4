"""Keeps the reminders in step with the elections that are due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from zhengyou.organisations.models import PartyOrganisation, Reminder, Territory
from zhengyou.organisations.queries.waiting import ELECTION
from zhengyou.organisations.rules.terms import lead_days

_BECAUSE = "reminders are made for everybody alike"
BATCH = 1000


@transaction.atomic
def remind_of_elections(*, at: datetime) -> int:
    """One reminder for each open organisation whose term has ended or ends within the lead days.

    Returns how many are new. A reminder is done when the organisation was dissolved or another day holds since.
    """
    reminders = Reminder.objects.across_all(because=_BECAUSE).filter(kind=ELECTION)
    settled = ~Q(organisation__election_due=F("due_on")) | Q(organisation__election_due__isnull=True)
    settled |= Q(organisation__valid_to__isnull=False)
    stale = reminders.filter(done_at__isnull=True).filter(settled).values_list("pk", flat=True)
    Reminder.objects.across_all(because=_BECAUSE).filter(pk__in=list(stale)).update(done_at=at)
    until = timezone.localdate(at) + timedelta(days=lead_days())
    due = PartyOrganisation.objects.across_all(because=_BECAUSE).filter(
        valid_to__isnull=True, election_due__isnull=False, election_due__lte=until
    )
    held = {
        (row.organisation_id, row.due_on): row
        for row in reminders.only("organisation_id", "due_on", "done_at")
    }
    wanted = list(due.only("id", "place", "name", "election_due"))
    again = [row.pk for one in wanted if (row := held.get((one.pk, _day(one)))) and row.done_at]
    Reminder.objects.across_all(because=_BECAUSE).filter(pk__in=again).update(done_at=None)
    made = [_reminder(one) for one in wanted if (one.pk, _day(one)) not in held]
    Reminder.objects.across_all(because=_BECAUSE).bulk_create(made, batch_size=BATCH)
    return len(made)


def untouched(nodes: Sequence[Territory | PartyOrganisation]) -> list[QuerySet[Reminder]]:
    """Reminders that came by themselves to organisations which may be taken back."""
    organisations = [node.pk for node in nodes if isinstance(node, PartyOrganisation)]
    return [
        Reminder.objects.across_all(because=_BECAUSE).filter(kind=ELECTION, organisation__in=organisations)
    ]


def _day(organisation: PartyOrganisation) -> date:
    if organisation.election_due is None:
        raise ValueError("only organisations with a day are looked at")
    return organisation.election_due


def _reminder(organisation: PartyOrganisation) -> Reminder:
    day = _day(organisation)
    return Reminder(
        kind=ELECTION,
        organisation=organisation,
        place=organisation.place,
        due_on=day,
        text=f"{organisation.name}：{day.isoformat()} 届满"[:200],
    )
