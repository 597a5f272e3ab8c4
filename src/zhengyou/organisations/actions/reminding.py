"""Keeps the reminders in step with the elections that are due."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from zhengyou import loading
from zhengyou.organisations.models import PartyOrganisation, Reminder, Territory
from zhengyou.organisations.queries.waiting import ELECTION
from zhengyou.organisations.rules.terms import lead_days

BATCH = 10_000
_BECAUSE = "reminders are made for everybody alike"


def remind_of_elections(*, at: datetime) -> None:
    """One reminder for each open organisation whose term has ended or ends within the lead days.

    A reminder is done when the organisation was dissolved or another day holds since. New ones are written some at a time: a
    province may have hundreds of thousands, and others write meanwhile.
    """
    until = timezone.localdate(at) + timedelta(days=lead_days())
    reminders = Reminder.objects.across_all(because=_BECAUSE).filter(kind=ELECTION)
    holds = Q(organisation__election_due=F("due_on"), organisation__valid_to__isnull=True)
    reminders.filter(done_at__isnull=True).exclude(holds).update(done_at=at)
    reminders.filter(holds, done_at__isnull=False, due_on__lte=until).update(done_at=None)
    for some in _unreminded(until):
        ids, places, names, days = zip(*some, strict=True)
        texts = [f"{name}：{day} 届满"[:200] for name, day in zip(names, days, strict=True)]
        columns = {"organisation_id": ids, "place": places, "due_on": days, "text": texts}
        loading.insert(Reminder, columns, constants={"kind": ELECTION}, skip_held=True)


def _unreminded(until: date) -> Iterator[list[tuple[int, str, str, date | None]]]:
    """Number, place, name and day of open organisations whose day has no reminder yet, BATCH at a time."""
    held = Reminder.objects.across_all(because=_BECAUSE).filter(
        kind=ELECTION, organisation=OuterRef("pk"), due_on=OuterRef("election_due")
    )
    due = PartyOrganisation.objects.across_all(because=_BECAUSE).filter(
        ~Exists(held), valid_to__isnull=True, election_due__lte=until
    )
    rows = due.order_by("pk").values_list("pk", "place", "name", "election_due")
    last = 0
    while some := list(rows.filter(pk__gt=last)[:BATCH]):
        last = some[-1][0]
        yield some


def untouched(nodes: Sequence[Territory | PartyOrganisation]) -> list[QuerySet[Reminder]]:
    """Reminders that came by themselves to organisations which may be taken back."""
    organisations = [node.pk for node in nodes if isinstance(node, PartyOrganisation)]
    return [
        Reminder.objects.across_all(because=_BECAUSE).filter(kind=ELECTION, organisation__in=organisations)
    ]
