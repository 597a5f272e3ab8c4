"""What every step on a problem's way has in common: who may take it, that nobody was faster, that it is written down."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from zhengyou.audit import actions as audit
from zhengyou.organisations.models import Body
from zhengyou.requests.models import Request, Step
from zhengyou.requests.queries import problems as queries
from zhengyou.scoping import Scope, confirm
from zhengyou.web.errors import Conflict, Forbidden, Refused

_JOINED = "what is answered together with a problem that this person holds"


def as_seen(problem: Request, by: Scope) -> QuerySet[Request]:
    """The row as long as nobody answered, moved or joined it since it was read."""
    return Request.objects.within(by).filter(
        pk=problem.pk,
        answered_at__isnull=True,
        owed_by=problem.owed_by,
        owed_body=problem.owed_body_id,
        same_as__isnull=True,
    )


def open_ones(pks: Iterable[int]) -> QuerySet[Request]:
    """Those of these problems that wait for an answer."""
    return Request.objects.across_all(because=_JOINED).filter(pk__in=list(pks), answered_at__isnull=True)


def refuse_others(problem: Request, by: Scope, today: date) -> None:
    """Raises unless this person holds the problem, it is open, and it is not answered together with another."""
    if problem.answered_at is not None or not queries.holds(by, problem, on=today):
        raise wrong_hand(problem, by)
    if problem.same_as_id is not None:
        raise Conflict(_("这件与另一件相同的问题一并办理，请到那一件答复或转办。"))


def refuse_to_settle(problem: Request, by: Scope) -> None:
    """Raises Forbidden unless this person's side asked and has an answer, Conflict when it has been settled."""
    if queries.may_settle(by, problem):
        return
    if problem.settled and queries.asked(by, problem):
        raise Conflict(_("刚刚已经有人确认过。请刷新后查看。"))
    raise Forbidden


def wrong_hand(problem: Request, by: Scope) -> Exception:
    """Conflict for a level through whose hands it went, Forbidden for everybody else."""
    steps = Step.objects.within(by).filter(request=problem)
    if problem.answered_at is not None and by.path == problem.owed_by:
        return Conflict(_("这件已经答复。请刷新后查看。"))
    if steps.filter(from_path=by.path).exclude(from_path="").exists():
        return Conflict(_("这件已经转给%(holder)s。请刷新后查看。") % {"holder": queries.holder(problem)})
    return Forbidden()


def refuse_other_level(department: Body | None, level: str, on: date) -> None:
    """Raises Refused unless the department belongs to the level and somebody in it can answer."""
    if department is not None and department not in queries.departments(level, on=on):
        raise Refused(_("这个部门不在办理的那一级，或者还没有人可以答复。请另选。"))


def write(
    rows: Iterable[Request],
    kind: str,
    *,
    from_path: str = "",
    to: tuple[str, Body | None] = ("", None),
    outcome: str = "",
    note: str = "",
    by: Scope,
    at: datetime,
) -> None:
    """One step of each of the rows. to: the level and, if any, its department."""
    path, body = to
    facts: dict[str, Any] = {"kind": kind, "from_path": from_path, "to_path": path, "to_body": body}
    said: dict[str, Any] = {"outcome": outcome, "note": note, "by": by.label[:120], "at": at}
    Step.objects.across_all(because=_JOINED).bulk_create(Step(request=row, **facts, **said) for row in rows)


def done(action: str, problem: Request, *, by: Scope, at: datetime, **detail: str) -> Request:
    """The problem as it stands now, audited and confirmed."""
    problem.refresh_from_db()
    record(action, problem, by=by, at=at, **detail)
    return confirm(problem, by)


def record(action: str, row: Request, *, by: Scope, at: datetime, **detail: str) -> None:
    """Appends the audit event."""
    audit.record(
        action,
        by=by,
        at=at,
        subject_kind="request",
        subject_id=row.pk,
        subject=f"{row.get_kind_display()}：{row.subject}" if row.subject else str(row.get_kind_display()),
        path=row.place,
        detail=dict(detail),
    )
