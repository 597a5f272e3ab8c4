"""Visits as lists and as records, with what was promised."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet

from zhengyou.campaigns.models import Task, Visit
from zhengyou.campaigns.queries import bodies
from zhengyou.organisations.models import Body
from zhengyou.scoping import Scope

KINDS: Final = ("unit", "organisation", "territory")


def listed(scope: Scope, *, q: str = "") -> QuerySet[Visit]:
    """Visits inside the scope, the latest first. q: part of whom, of what was said or of who went."""
    rows = Visit.objects.within(scope).select_related("territory")
    if q:
        rows = rows.filter(Q(subject__icontains=q) | Q(said__icontains=q) | Q(visitor__icontains=q))
    return rows.order_by("-visited_on", "-id")


def of_subject(scope: Scope, kind: str, subject_id: str) -> QuerySet[Visit]:
    """The visits to one unit, organisation or place."""
    return listed(scope).filter(subject_kind=kind, subject_id=subject_id)


def promised(scope: Scope, visits: Iterable[Visit]) -> dict[int, list[Task]]:
    """{visit: the tasks that came of its promises}, by date; one query."""
    found: defaultdict[int, list[Task]] = defaultdict(list)
    rows = Task.objects.within(scope).filter(visit__in=[visit.pk for visit in visits])
    for task in rows.order_by("due_on", "id"):
        if task.visit_id is not None:
            found[task.visit_id].append(task)
    return found


def may_promise(scope: Scope, visit: Visit) -> bool:
    """Whether the person may add a promise: somebody of the level that went."""
    return scope.may("visits.record") and bool(scope.place) and scope.place == visit.level


def who_may_promise(scope: Scope, *, on: date) -> tuple[list[Body], int | None]:
    """The bodies that may take a promise upon themselves, and the person's own one."""
    level = bodies.level_of(scope)
    offered = bodies.own_level(level, on=on) if level else []
    own = {body.pk for body in bodies.of_person(scope, on=on)}
    return offered, next((body.pk for body in offered if body.pk in own), None)
