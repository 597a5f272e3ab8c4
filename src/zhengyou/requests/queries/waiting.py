"""Which problems wait for a person: to be answered, to be looked after because the level below is late, to be settled."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet
from django.db.models.functions import Length
from django.urls import reverse
from django.utils.translation import gettext as _

from zhengyou.campaigns.queries import bodies
from zhengyou.requests.models import Request
from zhengyou.requests.queries.problems import readable
from zhengyou.requests.queries.requests import ANSWER, MEND
from zhengyou.scoping import Reach, Scope
from zhengyou.scoping.prefix import LABEL_WIDTH
from zhengyou.web.todo import Waiting

_SHOWN = 20


def problems(scope: Scope, *, today: date) -> list[Waiting]:
    """What the holder owes an answer to, what is late one level below, and answers that the asker has not judged yet."""
    found: list[Waiting] = []
    if scope.reach is Reach.TERRITORY and scope.may(ANSWER):
        found += _as(_held(scope, on=today), _("答复问题：%(text)s"), _("答复"))
        if scope.may(MEND):
            found += _as(_late_below(scope, today=today), _("下一级超期未答复：%(text)s"), _("查看"))
    own = readable(scope).filter(asked_by_id=scope.user_id, answered_at__isnull=False, settled="")
    found += _as(own, _("问题已有答复，请确认是否解决：%(text)s"), _("确认"), dated=False)
    return found


def _held(scope: Scope, *, on: date) -> QuerySet[Request]:
    rows = Request.objects.within(scope).filter(
        kind=Request.Kind.PROBLEM, owed_by=scope.path, answered_at__isnull=True, same_as__isnull=True
    )
    rows = rows.exclude(asked_by_id=scope.user_id)
    if scope.may(MEND):
        return rows.filter(owed_body__isnull=True)
    return rows.filter(owed_body__in=[one.pk for one in bodies.of_person(scope, on=on)])


def _late_below(scope: Scope, *, today: date) -> QuerySet[Request]:
    rows = readable(scope).annotate(depth=Length("owed_by"))
    return rows.filter(
        depth=len(scope.path) + LABEL_WIDTH,
        answered_at__isnull=True,
        same_as__isnull=True,
        held_due_on__lt=today,
    )


def _as(rows: QuerySet[Request], text: str, verb: str, *, dated: bool = True) -> Iterable[Waiting]:
    for row in rows.order_by("held_due_on", "id")[:_SHOWN]:
        short = row.text if len(row.text) <= 30 else f"{row.text[:30]}……"
        url = reverse("requests:problem", args=[row.pk])
        yield Waiting(row.held_due_on if dated else None, text % {"text": short}, url, verb)
