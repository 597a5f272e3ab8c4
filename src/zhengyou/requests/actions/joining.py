"""Equal problems are answered once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from zhengyou.requests.actions import way
from zhengyou.requests.models import Request, Step
from zhengyou.requests.queries import problems as queries
from zhengyou.scoping import Scope
from zhengyou.web.errors import Conflict, Forbidden


@transaction.atomic
def join(*, problem: Request, other: Request, by: Scope, at: datetime) -> Request:
    """Two problems are one: the one raised later is answered together with the earlier, which is returned.

    Raises Forbidden (not the holder of both), Conflict (one of them is answered, moved or joined meanwhile).
    """
    way.refuse_others(problem, by, localdate(at))
    way.refuse_others(other, by, localdate(at))
    first, later = sorted((problem, other), key=lambda row: row.pk)
    if first == later:
        raise Conflict(_("这是同一件。"))
    locked = Request.objects.within(by).select_for_update(of=("self",)).order_by("pk")
    free = [row for row in locked.filter(pk__in=[first.pk, later.pk]) if _is_free(row, by.path)]
    if len(free) != 2:
        raise Conflict(_("其中一件刚刚已经答复、转走或并入别的问题。请刷新后查看。"))
    first, later = free
    due = min(day for row in free if (day := row.held_due_on))
    moved = [later, *queries.joined(later).filter(answered_at__isnull=True)]
    way.open_ones([row.pk for row in moved]).update(same_as=first, owed_body=first.owed_body_id)
    group = [first.pk, *queries.joined(first).values_list("pk", flat=True)]
    way.open_ones(group).update(held_due_on=due)
    way.write(moved, Step.Kind.JOINED, by=by, at=at)
    return way.done("problem.joined", first, by=by, at=at)


@transaction.atomic
def separate(*, problem: Request, by: Scope, at: datetime) -> Request:
    """What was joined is dealt with on its own again. Raises Forbidden, Conflict (answered or not joined)."""
    if not queries.holds(by, problem, on=localdate(at)):
        raise Forbidden
    rows = Request.objects.within(by).filter(pk=problem.pk, answered_at__isnull=True, same_as__isnull=False)
    if not rows.update(same_as=None):
        raise Conflict(_("这件已经答复，或者已经分开。请刷新后查看。"))
    way.write([problem], Step.Kind.SEPARATED, by=by, at=at)
    return way.done("problem.separated", problem, by=by, at=at)


def _is_free(row: Request, path: str) -> bool:
    return row.answered_at is None and row.same_as_id is None and row.owed_by == path
