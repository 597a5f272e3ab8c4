"""What waits for a person in the matter of organisations: elections that are due."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, F, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from zhengyou.organisations.models import Reminder
from zhengyou.organisations.rules.terms import state
from zhengyou.scoping import Reach, Scope
from zhengyou.web.todo import Waiting

ELECTION = "election"
FEW = 3


def waiting(scope: Scope, *, today: date) -> list[Waiting]:
    """A secretary's own organisations one by one; an office gets a count that opens the list, no names."""
    reminders = Reminder.objects.within(scope).filter(
        kind=ELECTION,
        done_at__isnull=True,
        organisation__election_due=F("due_on"),
        organisation__valid_to__isnull=True,
    )
    if scope.reach is Reach.ORGANISATION:
        rows = list(reminders.select_related("organisation").order_by("due_on")[: FEW + 1])
        if len(rows) <= FEW:
            return [_single(row, today) for row in rows]
    if scope.reach not in {Reach.TERRITORY, Reach.ORGANISATION} or not scope.may("units.view"):
        return []
    overdue, soon = Q(due_on__lte=today), Q(due_on__gt=today)
    counted = reminders.aggregate(
        overdue=Count("pk", filter=overdue),
        overdue_first=Min("due_on", filter=overdue),
        soon=Count("pk", filter=soon),
        soon_first=Min("due_on", filter=soon),
    )
    texts = {
        "overdue": _("%(count)s 个党组织任期已届满，尚未换届"),
        "soon": _("%(count)s 个党组织任期将满，请准备换届"),
    }
    return [
        Waiting(
            due_on=counted[f"{due}_first"],
            text=text % {"count": counted[due]},
            url=f"{reverse('organisations:list')}?due={due}",
            verb=_("查看"),
        )
        for due, text in texts.items()
        if counted[due]
    ]


def _single(row: Reminder, today: date) -> Waiting:
    text = (
        _("%(name)s任期已届满，请换届")
        if state(row.due_on, on=today) == "overdue"
        else _("%(name)s任期将满，请准备换届")
    )
    return Waiting(
        due_on=row.due_on,
        text=text % {"name": row.organisation.name if row.organisation else ""},
        url=reverse("organisations:organisation", args=[row.organisation_id]),
        verb=_("查看"),
    )
