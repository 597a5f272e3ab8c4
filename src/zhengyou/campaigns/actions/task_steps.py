"""How a task ends, begins again and is getting on; and sending the matrix down."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from zhengyou.audit import actions as audit
from zhengyou.campaigns.actions.tasks import ledger, record
from zhengyou.campaigns.lifecycle import TASKS, TaskState
from zhengyou.campaigns.models import Task, TaskNote
from zhengyou.campaigns.queries import bodies, matrix
from zhengyou.campaigns.queries import tasks as queries
from zhengyou.campaigns.queries.tasks import KIND
from zhengyou.scoping import Scope, confirm
from zhengyou.web.errors import Conflict, Forbidden, Refused


@transaction.atomic
def finish(*, task: Task, on: date, outcome: str, by: Scope, at: datetime) -> Task:
    """It is done: the day, and what came of it. The task's own level says so, or the one body that leads it.

    Raises Forbidden, Conflict (not open any more), Refused (no outcome, a day that has not come).
    """
    if not queries.may_finish(by, task, on=localdate(at)):
        raise Forbidden
    return _end("finish", task, on=on, outcome=outcome, by=by, at=at)


@transaction.atomic
def drop(*, task: Task, reason: str, by: Scope, at: datetime) -> Task:
    """It is not to be done any more, and why. Raises Forbidden, Conflict, Refused (no reason)."""
    if not queries.may_write(by, task):
        raise Forbidden
    return _end("drop", task, on=localdate(at), outcome=reason, by=by, at=at)


@transaction.atomic
def reopen(*, task: Task, by: Scope, at: datetime) -> Task:
    """It is to be done after all; what came of it stays in the history. Raises Forbidden, Conflict (it is open)."""
    if not queries.may_write(by, task):
        raise Forbidden
    return _step("reopen", task, {"ended_on": None, "outcome": ""}, by=by, at=at)


@transaction.atomic
def note(*, task: Task, text: str, by: Scope, at: datetime) -> TaskNote:
    """How it is getting on, in a sentence. Raises Forbidden, Refused (nothing said), Conflict (not open any more)."""
    if not queries.may_report(by, task, on=localdate(at)):
        raise Forbidden
    if not text.strip():
        raise Refused(_("请写一句进展。"))
    if Task.objects.within(by).get(pk=task.pk).state != TaskState.OPEN:
        raise Conflict(_("这项任务已经了结，不用再报进展。"))
    row = TaskNote(task=task, text=text.strip(), by=by.label[:120], at=at)
    row.save(force_insert=True)
    confirm(row, by)
    record("task.noted", task, by=by, at=at)
    return row


@transaction.atomic
def issue(*, by: Scope, at: datetime) -> int:
    """Sends the own level's matrix down: everyone below reads its tasks from now on. Returns how many were new.

    Safe to repeat: tasks added later go with the next time. Raises Forbidden, Refused (nothing to send).
    """
    level = bodies.level_of(by)
    if not by.may("tasks.manage") or level is None:
        raise Forbidden
    waiting = [
        line.task.pk for line in matrix.Matrix(by, level, on=localdate(at)).to_issue()
    ]  # what was promised on a visit stays with those who were visited
    rows = Task.objects.within(by).filter(pk__in=waiting, issued_to="")
    # No fact of the task: whoever is correcting it goes on undisturbed.
    sent = rows.update(issued_to=level.path)
    if not sent:
        raise Refused(_("没有新的任务需要下发。"))
    audit.record(
        "task.issued",
        by=by,
        at=at,
        subject_kind=KIND,
        subject=level.name,
        path=level.path,
        detail={"tasks": sent},
    )
    return sent


def _end(step: str, task: Task, *, on: date, outcome: str, by: Scope, at: datetime) -> Task:
    if on > localdate(at):
        raise Refused(_("日期 %(day)s 还没有到，请填已经发生的日期。") % {"day": on.isoformat()})
    if not outcome.strip():
        raise Refused(_("请写明结果或者原因。"))
    return _step(step, task, {"ended_on": on, "outcome": outcome.strip()}, by=by, at=at)


def _step(step: str, task: Task, facts: dict[str, Any], *, by: Scope, at: datetime) -> Task:
    before, after = TASKS[step]
    rows = Task.objects.within(by).filter(pk=task.pk, state__in=before).select_for_update(of=("self",))
    held = rows.first()
    if held is None or not rows.update(state=after, version=F("version") + 1, **facts):
        raise Conflict(_("这项任务的状态刚刚被别人改过。请刷新后查看。"))
    new = {"state": after.value, **facts}
    told = ledger(by, at)
    told.changed(
        KIND,
        task.pk,
        values={
            name: (getattr(held, name), value) for name, value in new.items() if getattr(held, name) != value
        },
        path=task.place,
    )
    told.write()
    task.refresh_from_db()
    record(f"task.{_SAID[step]}", task, by=by, at=at)
    return confirm(task, by)


_SAID = {"finish": "finished", "drop": "dropped", "reopen": "reopened"}
