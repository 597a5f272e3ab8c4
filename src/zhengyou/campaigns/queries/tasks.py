"""One task: who may write it, how it is getting on, what became of it; and which tasks wait for a person."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from zhengyou.campaigns import clause_words
from zhengyou.campaigns.lifecycle import TASKS, TaskState
from zhengyou.campaigns.models import Clause, Task, TaskBody, TaskClause, TaskNote
from zhengyou.campaigns.queries import bodies, nobodys
from zhengyou.changes import queries as changes
from zhengyou.changes.models import Change
from zhengyou.changes.queries import Event
from zhengyou.scoping import Reach, Scope, is_below
from zhengyou.web.todo import Waiting

KIND = "task"
SOON = timedelta(days=14)
ACTING = (TaskBody.Part.LEADS, TaskBody.Part.ASSISTS)
_LINKS = "the rows belong to a task that was read through the scope"


def readable(scope: Scope) -> QuerySet[Task]:
    """Tasks inside the scope, with their place and visit."""
    return Task.objects.within(scope).select_related("territory", "visit")


def may_write(scope: Scope, task: Task) -> bool:
    """Whether the person manages the task: its own level alone; promises of a visit also whoever visits for that level."""
    if not scope.place or scope.place != task.place:
        return False
    return scope.may("tasks.manage") or (task.visit_id is not None and scope.may("visits.record"))


def may_report(scope: Scope, task: Task, *, on: date) -> bool:
    """Whether the person may say how it is getting on: the own level, and whose body leads or assists."""
    return may_write(scope, task) or (
        scope.may("tasks.report") and bool(_acting(task, ACTING) & _own(scope, on))
    )


def may_finish(scope: Scope, task: Task, *, on: date) -> bool:
    """Whether the person may say that it is done: the own level, and whose body leads it alone."""
    if may_write(scope, task):
        return True
    leads = _acting(task, (TaskBody.Part.LEADS,))
    return scope.may("tasks.report") and len(leads) == 1 and leads <= _own(scope, on)


def steps(scope: Scope, task: Task, *, on: date) -> list[str]:
    """The steps that the person may take now, by their names in campaigns.lifecycle.TASKS."""
    possible = [step for step, (before, _after) in TASKS.items() if task.state in before]
    return [
        step
        for step in possible
        if may_write(scope, task) or (step == "finish" and may_finish(scope, task, on=on))
    ]


def told_late(scope: Scope, task: Task, *, on: date) -> bool:
    """Whether the task is late and this person is told: its own level, those above, and whoever leads or assists."""
    if task.state != TaskState.OPEN or task.due_on is None or task.due_on >= on:
        return False
    offices = scope.reach in {Reach.TERRITORY, Reach.EVERYTHING}
    return (offices and is_below(task.place, scope.place)) or bool(_acting(task, ACTING) & _own(scope, on))


def parts(task: Task, *, on: date) -> list[tuple[str, list[str]]]:
    """(part in a word, names of those who take it), in order; all offices below are named together."""
    rows = TaskBody.objects.across_all(because=_LINKS).filter(task=task).select_related("body__territory")
    held = sorted(rows, key=lambda row: bodies.order(row.body))
    offices = bodies.offices_counted([task.territory_id], on=on)
    found = []
    for part, word in TaskBody.Part.choices:
        if those := [row.body for row in held if row.part == part]:
            found.append((str(word), bodies.named(those, offices=offices)))
    return found


def is_led(task: Task) -> bool:
    """Whether anybody leads it."""
    return bool(_acting(task, (TaskBody.Part.LEADS,)))


def clauses(task: Task) -> list[Clause]:
    """The clauses it answers, in text order, with their directives: also one no longer marked."""
    ids = TaskClause.objects.across_all(because=_LINKS).filter(task=task).values("clause_id")
    rows = Clause.objects.across_all(because=_LINKS).filter(pk__in=ids)
    return list(rows.select_related("directive").defer("directive__text", "directive__regions"))


def notes(task: Task) -> list[TaskNote]:
    """What was said of its progress, newest first."""
    return list(TaskNote.objects.across_all(because=_LINKS).filter(task=task))


def history(task: Task) -> list[Event]:
    """What became of the task, newest first."""
    return in_words(changes.history(KIND, task.pk))


def in_words(rows: Iterable[Change]) -> list[Event]:
    """Changes of a task as events, in the order given."""
    rows = list(rows)
    names = {body.pk: body.name for body in bodies.held(_bodies_in(rows)).values()}
    held = Clause.objects.across_all(because=_LINKS).filter(pk__in=_clauses_in(rows))
    keys = {number: clause_words.said(key) for number, key in held.values_list("pk", "key")}
    return changes.events(rows, line=lambda row: _line(row, names, keys))


def waiting(scope: Scope, *, today: date) -> list[Waiting]:
    """Tasks in which the person's body leads or assists that are due soon or late; for managers what is nobody's."""
    found = _due(scope, today) if scope.may("tasks.report") or scope.may("tasks.manage") else []
    if scope.may("tasks.manage") and scope.place and (number := nobodys.count(scope)):
        text = _("还有 %(number)s 条文件要求没有人牵头") % {"number": number}
        found.append(Waiting(None, text, reverse("campaigns:tasks"), _("安排")))
    return found


def _due(scope: Scope, today: date) -> list[Waiting]:
    mine = TaskBody.objects.within(scope).filter(body__in=bodies.of_person(scope, on=today), part__in=ACTING)
    rows = Task.objects.within(scope).filter(
        pk__in=mine.values("task_id"), state=TaskState.OPEN, due_on__lte=today + SOON
    )
    return [
        Waiting(
            due_on=row.due_on,
            text=_("任务：%(title)s") % {"title": row.title},
            url=reverse("campaigns:task", args=[row.pk]),
            verb=_("查看"),
        )
        for row in rows.order_by("due_on", "id")[:20]
    ]


def _acting(task: Task, acting: Iterable[str]) -> set[int]:
    rows = TaskBody.objects.across_all(because=_LINKS).filter(task=task, part__in=list(acting))
    return set(rows.values_list("body_id", flat=True))


def _own(scope: Scope, on: date) -> set[int]:
    return {body.pk for body in bodies.of_person(scope, on=on)}


def _line(row: Change, names: dict[int, str], keys: dict[int, str]) -> tuple[str, str, str] | None:
    if row.field == Change.CREATED:
        return (_("添加任务"), "", "")
    labels = {
        "clauses": _("文件要求"),
        "bodies": _("分工"),
        "state": _("状态"),
        "ended_on": _("了结日期"),
    }
    label = labels.get(row.field) or str(Task._meta.get_field(row.field).verbose_name)  # type: ignore[union-attr]
    return label, _told(row.field, row.old, names, keys), _told(row.field, row.new, names, keys)


def _told(field: str, text: str, names: dict[int, str], keys: dict[int, str]) -> str:
    if not text:
        return ""
    if field == "clauses":
        return _("、").join(keys.get(number, "") for number in json.loads(text))
    if field == "bodies":
        held = {int(body): part for body, part in json.loads(text).items()}
        return parts_in_words({names.get(body, ""): part for body, part in held.items()})
    return state_word(text) if field == "state" else text


def parts_in_words(named: dict[str, str]) -> str:
    """{name of a body: part} as one line: 牵头：甲、乙；配合：丙."""
    told = []
    for part, word in TaskBody.Part.choices:
        if those := [name for name, held in named.items() if held == part]:
            told.append(f"{word}{_('：')}{_('、').join(those)}")
    return _("；").join(told)


def state_word(state: str) -> str:
    """Where a task stands, in a word."""
    words: dict[str, Any] = {
        TaskState.OPEN: _("办理中"),
        TaskState.DONE: _("已办成"),
        TaskState.DROPPED: _("不再办"),
    }
    return str(words[TaskState(state)])


def _bodies_in(rows: Iterable[Change]) -> set[int]:
    texts = [text for row in rows if row.field == "bodies" for text in (row.old, row.new) if text]
    return {int(body) for text in texts for body in json.loads(text)}


def _clauses_in(rows: Iterable[Change]) -> set[int]:
    texts = [text for row in rows if row.field == "clauses" for text in (row.old, row.new) if text]
    return {int(number) for text in texts for number in json.loads(text)}
