"""What is due in a stretch of days: the level's own tasks, and what it owes for directives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from zhengyou.campaigns.lifecycle import TaskState
from zhengyou.campaigns.models import Task
from zhengyou.campaigns.queries import receipts
from zhengyou.scoping import Reach, Scope


@dataclass(frozen=True, slots=True, order=True)
class Due:
    """A day, what is due on it, and where it is done."""

    day: date
    words: str
    url: str


def within(scope: Scope, *, first: date, last: date) -> list[Due]:
    """In order of days; two queries."""
    return sorted([*_tasks(scope, first, last), *_directives(scope, first, last)])


def _tasks(scope: Scope, first: date, last: date) -> list[Due]:
    if scope.reach is not Reach.TERRITORY:
        return []
    rows = Task.objects.within(scope).filter(
        place=scope.place, state=TaskState.OPEN, due_on__gte=first, due_on__lte=last
    )
    return [
        Due(row.due_on, _("任务：%(title)s") % {"title": row.title}, reverse("campaigns:task", args=[row.pk]))
        for row in rows
        if row.due_on
    ]


def _directives(scope: Scope, first: date, last: date) -> list[Due]:
    """What is still owed of the receipts of this level or organisation."""
    span = {"__gte": first, "__lte": last}
    asked = Q()
    for name in ("acknowledge_by", "convey_by", "brief_by"):
        asked |= Q(**{f"{name}{end}": day for end, day in span.items()})
    rows = receipts.own(scope).filter(receipts.OPEN, receipts.STANDING, asked)
    found = []
    for row in rows:
        title, url = {"title": row.directive.title}, reverse("campaigns:receipt", args=[row.pk])
        for day, done, words in (
            (row.acknowledge_by, row.acknowledged_at, _("签收期限：《%(title)s》")),
            (row.convey_by, row.conveyed_on, _("传达学习期限：《%(title)s》")),
            (row.brief_by, row.briefed, _("简要报告期限：《%(title)s》")),  # type: ignore[attr-defined]
        ):
            if day and first <= day <= last and not done:
                found.append(Due(day, words % title, url))
    return found
