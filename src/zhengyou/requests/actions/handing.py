"""A problem changes hands: up the line, to a department, or taken by the level above."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from zhengyou.organisations.models import Body
from zhengyou.requests.actions import way
from zhengyou.requests.models import Request, Step
from zhengyou.requests.queries import problems as queries
from zhengyou.requests.rules.due import due_on
from zhengyou.scoping import Scope
from zhengyou.web.errors import Conflict, Forbidden, Refused


@transaction.atomic
def hand_up(*, problem: Request, note: str, by: Scope, at: datetime) -> Request:
    """Hands a problem on to the level above, which has working days of its own; the asker's day stays as it is.

    Raises Forbidden (not the holder), Conflict (somebody was faster), Refused (no reason, the highest level).
    """
    today = localdate(at)
    way.refuse_others(problem, by, today)
    above = queries.next_holder(problem, on=today)
    if not above:
        raise Refused(_("已经是能答复的最高一级，不能再往上转。请在这里答复。"))
    return _hand_on(problem, (above, None), note, due=due_on(today), by=by, at=at)


@transaction.atomic
def hand_over(*, problem: Request, department: Body | None, note: str, by: Scope, at: datetime) -> Request:
    """Hands a problem to a department of the same level, or back to its office (None). All days stay as they are.

    Raises Forbidden (not the holder), Conflict (somebody was faster), Refused (no reason, another level's department).
    """
    today = localdate(at)
    way.refuse_others(problem, by, today)
    if problem.owed_body == department:
        raise Refused(_("现在就由它办理，不用转。"))
    way.refuse_other_level(department, problem.owed_by, today)
    return _hand_on(problem, (problem.owed_by, department), note, due=problem.held_due_on, by=by, at=at)


@transaction.atomic
def take_up(*, problem: Request, by: Scope, at: datetime) -> Request:
    """The level above takes a problem whose holder is late. Raises Forbidden, Conflict (answered or moved meanwhile)."""
    today = localdate(at)
    if not queries.may_take_up(by, problem, today=today):
        raise Forbidden
    to: tuple[str, Body | None] = (by.path, None)
    rows = _move(problem, to, due=due_on(today), by=by)
    way.write(rows, Step.Kind.TAKEN_UP, from_path=problem.owed_by, to=to, by=by, at=at)
    return way.done("problem.taken_up", problem, by=by, at=at)


def _hand_on(
    problem: Request, to: tuple[str, Body | None], note: str, *, due: date | None, by: Scope, at: datetime
) -> Request:
    if not note.strip():
        raise Refused(_("请写明为什么转、转去办什么，接手的人看得懂。"))
    rows = _move(problem, to, due=due, by=by)
    way.write(rows, Step.Kind.HANDED_ON, from_path=problem.owed_by, to=to, note=note.strip(), by=by, at=at)
    return way.done("problem.handed_on", problem, by=by, at=at)


def _move(problem: Request, to: tuple[str, Body | None], *, due: date | None, by: Scope) -> list[Request]:
    """The problem and those joined to it, now at `to`."""
    path, body = to
    new = {"owed_by": path, "owed_body": body, "held_due_on": due}
    if not way.as_seen(problem, by).update(**new):
        raise Conflict(_("这件刚刚已经有人答复或转走。请刷新后查看。"))
    others = list(queries.joined(problem).filter(answered_at__isnull=True))
    way.open_ones([row.pk for row in others]).update(**new)
    return [problem, *others]
