"""What becomes of a task's facts: added, corrected."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from zhengyou.audit import actions as audit
from zhengyou.campaigns.actions import task_days
from zhengyou.campaigns.lifecycle import TaskState
from zhengyou.campaigns.models import Clause, Task, TaskBody, TaskClause, Visit
from zhengyou.campaigns.queries import bodies as body_queries
from zhengyou.campaigns.queries import campaign
from zhengyou.campaigns.queries import tasks as queries
from zhengyou.campaigns.queries.tasks import KIND
from zhengyou.changes.actions import Ledger, Origin
from zhengyou.organisations.models import Territory
from zhengyou.scoping import Scope, confirm
from zhengyou.web.errors import Conflict, Forbidden, Refused

FACTS: Final = ("title", "done_when", "starts_on", "due_on")
TITLE_HOLDS: Final = 200
DONE_WHEN_HOLDS: Final = 300
ON_SCREEN: Final = "网页登记"
_SAME_SITTING: Final = timedelta(hours=1)
_LINKS = "the rows belong to a task that was read through the scope"


class AlreadyAdded(Refused):
    """The same person added the very same a moment ago: `task`."""

    def __init__(self, task: Task) -> None:
        super().__init__(_("您刚才已经添加过同样的任务“%(title)s”，没有重复添加。") % {"title": task.title})
        self.task = task


def refuse_twice(*, title: str, clauses: Collection[int], by: Scope, at: datetime) -> None:
    """A form sent once more, after going back say. Raises AlreadyAdded."""
    rows = Task.objects.within(by).filter(
        place=by.place, title=title.strip(), made_by=by.label[:120], made_at__gt=at - _SAME_SITTING
    )
    for row in rows.exclude(state=TaskState.DROPPED).order_by("-id"):
        if clause_ids(row) == set(clauses):
            raise AlreadyAdded(row)


@transaction.atomic
def add(
    *,
    title: str,
    done_when: str,
    starts_on: date | None,
    due_on: date | None,
    clauses: Collection[int],
    bodies: Mapping[int, str],
    origin: str,
    visit: Visit | None = None,
    by: Scope,
    at: datetime,
) -> Task:
    """A task of the level for which the person works.

    clauses: ids of clauses it answers. bodies: {id of a body: a TaskBody.Part}. origin: a Task.Origin; one of a visit
    names the visit and needs no right to manage tasks, for whoever promises writes down what was promised.
    Raises Forbidden; Refused (no title, wrong days, a clause or a body out of reach, no campaign yet); OutsideScope.
    """
    if visit is None and not by.may("tasks.manage"):
        raise Forbidden
    level, running = body_queries.level_of(by), campaign.current()
    if level is None or running is None:
        raise Refused(_("还没有装入活动，或者您的身份不属于哪一级，不能添加任务。"))
    facts = checked(
        {"title": title, "done_when": done_when, "starts_on": starts_on, "due_on": due_on}, held={}
    )
    task_days.refuse_impossible(
        starts_on=facts["starts_on"],
        due_on=facts["due_on"],
        running=running,
        visit=visit,
        today=localdate(at),
    )
    task = Task(
        campaign=running,
        territory=level,
        place=level.path,
        origin=origin,
        visit=visit,
        made_by=by.label[:120],
        made_at=at,
        **facts,
    )
    task.save(force_insert=True)
    _link(task, clauses, bodies, level=level, by=by, at=at)
    confirm(task, by)
    told = ledger(by, at)
    told.created(
        KIND,
        task.pk,
        values={**facts, "clauses": sorted(clauses), "bodies": _as_recorded(bodies)},
        path=task.place,
    )
    told.write()
    record("task.added", task, by=by, at=at)
    return task


@transaction.atomic
def correct(
    *,
    task: Task,
    facts: Mapping[str, Any],
    clauses: Collection[int],
    bodies: Mapping[int, str],
    version: int,
    by: Scope,
    at: datetime,
) -> Task:
    """Corrects an open task; only what differs is written. facts: {attribute: value} of FACTS.

    version: the one the person saw. Raises Conflict (somebody was faster, or it is finished), Forbidden, Refused,
    OutsideScope.
    """
    if not queries.may_write(by, task):
        raise Forbidden
    row = lock(task, version)
    if row.state != TaskState.OPEN:
        raise Conflict(_("这项任务已经了结。需要更正时，请先重新打开。"))
    new = checked(facts, held={name: getattr(row, name) for name in FACTS})
    changed = {
        name: (getattr(row, name), value) for name, value in new.items() if getattr(row, name) != value
    }
    before = (sorted(clause_ids(row)), body_parts(row))
    if before[0] != sorted(clauses):
        changed["clauses"] = (before[0], sorted(clauses))
    if before[1] != dict(bodies):
        changed["bodies"] = (_as_recorded(before[1]), _as_recorded(bodies))
    if not changed:
        return row
    if {"starts_on", "due_on"} & changed.keys():
        task_days.refuse_impossible(
            starts_on=new["starts_on"],
            due_on=new["due_on"],
            running=row.campaign,
            visit=row.visit,
            today=localdate(at),
        )
    for name, value in new.items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    _relink(row, clauses, bodies, before=before, by=by, at=at)
    confirm(row, by)
    told = ledger(by, at)
    told.changed(KIND, row.pk, values=changed, path=row.place)
    told.write()
    record("task.corrected", row, by=by, at=at, fields=sorted(changed))
    return row


def checked(facts: Mapping[str, Any], *, held: Mapping[str, Any]) -> dict[str, Any]:
    """The facts, trimmed, over those held. Raises Refused for an empty title, too long a text, a due date before the start."""
    found = {name: facts.get(name, held.get(name)) for name in FACTS}
    found |= {name: (found[name] or "").strip() for name in ("title", "done_when")}
    if not found["title"]:
        raise Refused(_("请写明要做什么。"))
    if len(found["title"]) > TITLE_HOLDS or len(found["done_when"]) > DONE_WHEN_HOLDS:
        raise Refused(
            _("任务最多 %(title)s 个字，怎样算办成最多 %(done)s 个字，请写短一些。")
            % {"title": TITLE_HOLDS, "done": DONE_WHEN_HOLDS}
        )
    if found["starts_on"] and found["due_on"] and found["due_on"] < found["starts_on"]:
        raise Refused(_("完成时限早于开始日期，请改一个。"))
    return found


def lock(task: Task, version: int) -> Task:
    """The task as it stands now, locked. Raises Conflict when it is not as the person saw it."""
    rows = Task.objects.across_all(because="the task was read through the scope, and is confirmed after")
    row = rows.select_for_update(of=("self",)).get(pk=task.pk)
    if row.version != version:
        raise Conflict(_("这项任务在您打开之后被别人改过，您的内容还没有保存。"))
    return row


def clause_ids(task: Task) -> set[int]:
    """The clauses a task answers."""
    rows = TaskClause.objects.across_all(because=_LINKS).filter(task=task)
    return set(rows.values_list("clause_id", flat=True))


def body_parts(task: Task) -> dict[int, str]:
    """{body: its part}."""
    return dict(TaskBody.objects.across_all(because=_LINKS).filter(task=task).values_list("body_id", "part"))


def record(action: str, task: Task, *, by: Scope, at: datetime, **detail: Any) -> None:
    """Appends to the log."""
    audit.record(
        action,
        by=by,
        at=at,
        subject_kind=KIND,
        subject_id=task.pk,
        subject=task.title,
        path=task.place,
        detail=detail,
    )


def _link(
    task: Task,
    clauses: Collection[int],
    bodies: Mapping[int, str],
    *,
    level: Territory,
    by: Scope,
    at: datetime,
) -> None:
    """Ties the task to clauses and bodies that are not tied to it yet."""
    found = set(
        Clause.objects.within(by).filter(pk__in=list(clauses), marked=True).values_list("pk", flat=True)
    )
    if found != set(clauses):
        raise Refused(_("选的要求里有您看不到或已经取消的，请重新选择。"))
    offered = {body.pk for body in body_queries.may_take_part(level, on=localdate(at))}
    if not set(bodies) <= offered or not set(bodies.values()) <= set(TaskBody.Part.values):
        raise Refused(_("选的机构里有不属于本级和直接下级的，请重新选择。"))
    TaskClause.objects.across_all(because=_LINKS).bulk_create(
        TaskClause(task=task, clause_id=clause) for clause in sorted(found)
    )
    TaskBody.objects.across_all(because=_LINKS).bulk_create(
        TaskBody(task=task, body_id=body, part=part) for body, part in sorted(bodies.items())
    )


def _relink(
    task: Task,
    clauses: Collection[int],
    bodies: Mapping[int, str],
    *,
    before: tuple[list[int], dict[int, str]],
    by: Scope,
    at: datetime,
) -> None:
    """What stays stays, even where it could not be chosen anew: a clause no longer marked, a body that was closed."""
    gone = set(before[0]) - set(clauses)
    TaskClause.objects.across_all(because=_LINKS).filter(task=task, clause_id__in=gone).delete()
    other = {body for body, part in before[1].items() if bodies.get(body) != part}
    TaskBody.objects.across_all(because=_LINKS).filter(task=task, body_id__in=other).delete()
    _link(
        task,
        set(clauses) - set(before[0]),
        {body: part for body, part in bodies.items() if before[1].get(body) != part},
        level=task.territory,
        by=by,
        at=at,
    )


def _as_recorded(bodies: Mapping[int, str]) -> dict[int, str]:
    return dict(sorted(bodies.items()))


def ledger(by: Scope, at: datetime) -> Ledger:
    """For what a person writes about tasks on a screen."""
    return Ledger(Origin(by=by, at=at, source=ON_SCREEN))
