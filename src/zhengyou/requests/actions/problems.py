"""A problem is put forward, answered, and settled by the side that asked."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from zhengyou.accounts.models import User
from zhengyou.organisations.models import Body
from zhengyou.requests.actions import way
from zhengyou.requests.models import Request, Step
from zhengyou.requests.queries import problems as queries
from zhengyou.requests.rules.due import due_on
from zhengyou.scoping import Scope, confirm
from zhengyou.web.errors import Conflict, Forbidden, Refused
from zhengyou.web.subjects import Subject


@transaction.atomic
def put_forward(
    *,
    text: str,
    wanted: str,
    subject_kind: str = "",
    subject_id: str = "",
    subject: Subject | None = None,
    department: Body | None = None,
    by: Scope,
    at: datetime,
) -> Request:
    """A problem goes to the nearest office above that may answer, or to one of its departments.

    Raises Forbidden without the right; Refused when nobody above can answer, the department is of another level, or the
    same person waits for the answer to the same words.
    """
    if not by.may(queries.RAISE) or by.user_id is None or not by.place:
        raise Forbidden
    User.objects.select_for_update().get(pk=by.user_id)  # who clicks twice waits for the first click
    _refuse_twice(text, by)
    today = localdate(at)
    holder = queries.first_holder(by, on=today)
    if not holder:
        raise Refused(_("上级还没有可以答复的办公室，暂时不能提出。请先与上级联系。"))
    way.refuse_other_level(department, holder, today)
    row = Request(
        kind=Request.Kind.PROBLEM,
        subject_kind=subject_kind,
        subject_id=subject_id,
        subject=subject.label[:200] if subject else "",
        text=text.strip(),
        wanted=wanted.strip(),
        place=by.place,
        owed_by=holder,
        owed_body=department,
        asked_by_id=by.user_id,
        asked_at=at,
        due_on=due_on(today),
        held_due_on=due_on(today),
    )
    row.save(force_insert=True)
    way.write([row], Step.Kind.RAISED, to=(holder, department), by=by, at=at)
    way.record("problem.raised", row, by=by, at=at)
    return confirm(row, by)


@transaction.atomic
def answer(*, problem: Request, outcome: str, text: str, by: Scope, at: datetime) -> Request:
    """What came of it, once, for this problem and all that are joined to it. outcome: a Request.Outcome.

    Raises Forbidden (not the holder), Conflict (answered or moved meanwhile), Refused (no outcome or no words).
    """
    way.refuse_others(problem, by, localdate(at))
    if outcome not in Request.Outcome.values or not text.strip():
        raise Refused(_("请选择结果，并写明办了什么、还缺什么或者为什么办不了。"))
    said = {"outcome": outcome, "answer": text.strip(), "answered_by": by.label[:120], "answered_at": at}
    if not way.as_seen(problem, by).update(**said):
        raise Conflict(_("这件刚刚已经有人答复或转走。请刷新后查看。"))
    others = list(queries.joined(problem).filter(answered_at__isnull=True))
    way.open_ones([row.pk for row in others]).filter(same_as=problem).update(**said)
    way.write([problem, *others], Step.Kind.ANSWERED, outcome=outcome, note=text.strip(), by=by, at=at)
    return way.done("problem.answered", problem, by=by, at=at, outcome=outcome)


@transaction.atomic
def settle(*, problem: Request, solved: bool, note: str, by: Scope, at: datetime) -> Request:
    """The side that asked says whether the answer solved it. Unsolved for the first time it goes to the level above.

    Raises Forbidden, Conflict (settled meanwhile), Refused (unsolved without a word on what is missing).
    """
    way.refuse_to_settle(problem, by)
    if not solved and not note.strip():
        raise Refused(_("请写明还有什么没有解决。"))
    rows = Request.objects.within(by).filter(pk=problem.pk, answered_at=problem.answered_at, settled="")
    if not solved and problem.reopened_at is None:
        return _reopen(problem, rows, note.strip(), by=by, at=at)
    settled = Request.Settled.SOLVED if solved else Request.Settled.UNSOLVED
    if not rows.update(settled=settled):
        raise Conflict(_("刚刚已经有人确认过。请刷新后查看。"))
    kind = Step.Kind.SOLVED if solved else Step.Kind.UNSOLVED
    way.write([problem], kind, note=note.strip(), by=by, at=at)
    return way.done("problem.settled", problem, by=by, at=at, outcome=settled)


def _reopen(problem: Request, rows: QuerySet[Request], note: str, *, by: Scope, at: datetime) -> Request:
    today = localdate(at)
    above = queries.next_holder(problem, on=today) or problem.owed_by
    changed = rows.filter(reopened_at__isnull=True).update(
        outcome="", answer="", answered_by="", answered_at=None, reopened_at=at, same_as=None,
        owed_by=above, owed_body=None, due_on=due_on(today), held_due_on=due_on(today),
    )  # fmt: skip
    if not changed:
        raise Conflict(_("刚刚已经有人确认过。请刷新后查看。"))
    way.write(
        [problem], Step.Kind.REOPENED, from_path=problem.owed_by, to=(above, None), note=note, by=by, at=at
    )
    return way.done("problem.reopened", problem, by=by, at=at)


def _refuse_twice(text: str, by: Scope) -> None:
    waits = Request.objects.within(by).filter(
        kind=Request.Kind.PROBLEM, asked_by_id=by.user_id, answered_at__isnull=True, text=text.strip()
    )
    if waits.exists():
        raise Refused(_("您已经提过这个问题，还在等答复。可以在“问题上报”里查看。"))
