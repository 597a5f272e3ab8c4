"""Asking and answering."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from zhengyou.audit import actions as audit
from zhengyou.requests.models import Request
from zhengyou.requests.queries import requests as queries
from zhengyou.requests.rules.due import due_on
from zhengyou.scoping import Scope, confirm
from zhengyou.web.errors import Conflict, Forbidden, Refused
from zhengyou.web.subjects import Subject


@transaction.atomic
def ask(
    *,
    kind: str,
    subject_kind: str,
    subject_id: str = "",
    subject: Subject,
    text: str,
    by: Scope,
    at: datetime,
) -> Request:
    """A new request, due in five working days at the nearest office above that may answer.

    kind: a Request.Kind. Raises Refused when the same person has asked the same and still waits, or nobody asks.
    """
    if by.user_id is None:
        raise Refused(_("请登录后再提出。"))
    if queries.still_open(by, kind=kind, subject_kind=subject_kind, subject_id=subject_id):
        raise Refused(_("您已经提过，还在等答复。可以在“请求和答复”里查看。"))
    today = localdate(at)
    row = Request(
        kind=kind,
        subject_kind=subject_kind,
        subject_id=subject_id,
        subject=subject.label[:200],
        text=text.strip(),
        place=subject.place,
        owed_by=queries.nearest_office(subject.place, not_user=by.user_id, on=today),
        asked_by_id=by.user_id,
        asked_at=at,
        due_on=due_on(today),
    )
    row.save(force_insert=True)
    _record("request.asked", row, by=by, at=at)
    return confirm(row, by)


@transaction.atomic
def answer(*, request: Request, outcome: str, text: str, by: Scope, at: datetime) -> Request:
    """Answers once, with a reason. outcome: a Request.Outcome.

    Raises Forbidden without the right or for one's own request, Conflict when it is answered already.
    """
    if not queries.may_answer(by, request):
        raise Forbidden
    if outcome not in Request.Outcome.values or not text.strip():
        raise Refused(_("请选择处理结果，并写明理由。"))
    open_row = Request.objects.within(by).filter(pk=request.pk, answered_at__isnull=True)
    changed = open_row.update(
        outcome=outcome, answer=text.strip(), answered_by=by.label[:120], answered_at=at
    )
    if not changed:
        raise Conflict(_("这条请求刚刚已经有人答复。请刷新后查看。"))
    request.refresh_from_db()
    _record("request.answered", request, by=by, at=at, outcome=outcome)
    return confirm(request, by)


def _record(action: str, row: Request, *, by: Scope, at: datetime, **detail: str) -> None:
    audit.record(
        action,
        by=by,
        at=at,
        subject_kind="request",
        subject_id=row.pk,
        subject=f"{row.get_kind_display()}：{row.subject}",
        path=row.place,
        detail={"kind": row.kind, **detail},
    )
