"""One task: its page, added, corrected, finished, dropped, reopened, and how it is getting on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhengyou.campaigns.actions import task_steps
from zhengyou.campaigns.actions import tasks as actions
from zhengyou.campaigns.forms.parts import Parts
from zhengyou.campaigns.forms.tasks import (
    ClauseKeys,
    CorrectTaskForm,
    DropForm,
    FinishForm,
    NoteForm,
    ReopenForm,
    TaskForm,
)
from zhengyou.campaigns.models import Clause, Task
from zhengyou.campaigns.queries import bodies, clauses
from zhengyou.campaigns.queries import tasks as queries
from zhengyou.campaigns.rules import titles
from zhengyou.campaigns.views.section import page_of
from zhengyou.changes import queries as changes
from zhengyou.organisations.models import Territory
from zhengyou.web.corrections import shown_again
from zhengyou.web.errors import Conflict, Forbidden, Refused
from zhengyou.web.form_pages import form_page, refusals_at
from zhengyou.web.policy import Needs, ScopedRequest, page
from zhengyou.web.row_ids import row_ids


@page(policy=Needs("directives.view"))
def task(request: ScopedRequest, pk: int) -> HttpResponse:
    """The task with its clauses, who takes part, how it is getting on and what became of it."""
    return _record(request, _found(request, pk))


@page(policy=Needs("tasks.manage"))
def add(request: ScopedRequest) -> HttpResponse:
    """A form for a new task. ?clause=<id>, as often as wanted: the clauses that it answers; the title comes of the first."""
    level = _own_level(request)
    offered = _clauses(request, row_ids(request.GET.getlist("clause")))
    if "ticked" in request.GET and not offered:
        return _nothing_ticked(request)
    initial: dict[str, Any] = {"clauses": [one.pk for one in offered]}
    if offered:
        initial["title"] = titles.proposed(offered[0].text, offered[0].duty)
    form = TaskForm(
        request.POST or None,
        scope=request.scope,
        level=level,
        today=timezone.localdate(),
        offered=offered,
        initial=initial,
    )
    held: Task | None = None
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        with refusals_at(form):
            try:
                actions.refuse_twice(
                    title=form.cleaned_data["title"], clauses=form.chosen(), by=request.scope, at=now
                )
            except actions.AlreadyAdded as added:
                held = added.task
                raise
            row = actions.add(
                **form.facts(),
                clauses=form.chosen(),
                bodies=form.cleaned_data["bodies"],
                origin=Task.Origin.CLAUSE if form.chosen() else Task.Origin.MEASURE,
                by=request.scope,
                at=now,
            )
            messages.success(request, _("已添加任务“%(title)s”。") % {"title": row.title})
            return redirect("campaigns:task", pk=row.pk)
    return _form(
        request, form, title=_("添加任务"), form_id="task.add", template="campaigns/tasks/add.html", held=held
    )


@page(policy=Needs("tasks.manage", "visits.record"))
def correct(request: ScopedRequest, pk: int) -> HttpResponse:
    """The held task in a form. ?clause=<id>: further clauses, ticked."""
    row = _written(request, pk)
    if "ticked" in request.GET and not row_ids(request.GET.getlist("clause")):
        return _nothing_ticked(request, pick=str(pk))
    form = _correction(request, row, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct(
                task=row,
                facts=form.facts(),
                clauses=form.chosen(),
                bodies=form.cleaned_data["bodies"],
                version=form.cleaned_data["version"],
                by=request.scope,
                at=timezone.now(),
            )
        except Conflict as conflict:
            return _conflict(request, form, pk, conflict)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("已保存。"))
            return redirect("campaigns:task", pk=pk)
    return _form(request, form, title=_("更正任务"), form_id="task.correct", row=row)


@page(policy=Needs("tasks.manage", "tasks.report", "visits.record"))
def finish(request: ScopedRequest, pk: int) -> HttpResponse:
    """The day, and what came of it."""
    row = _found(request, pk)
    if not queries.may_finish(request.scope, row, on=timezone.localdate()):
        raise Forbidden
    form = FinishForm(request.POST or None, scope=request.scope, initial={"ended_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        with refusals_at(form):
            task_steps.finish(
                task=row,
                on=form.cleaned_data["ended_on"],
                outcome=form.cleaned_data["outcome"],
                by=request.scope,
                at=timezone.now(),
            )
            messages.success(request, _("已办成。"))
            return redirect("campaigns:task", pk=pk)
    return _form(request, form, title=_("办成任务"), form_id="task.finish", row=row, button=_("办成了"))


@page(policy=Needs("tasks.manage", "visits.record"))
def drop(request: ScopedRequest, pk: int) -> HttpResponse:
    """It is not to be done any more, and why."""
    row = _written(request, pk)
    form = DropForm(request.POST or None, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        with refusals_at(form):
            task_steps.drop(task=row, reason=form.cleaned_data["reason"], by=request.scope, at=timezone.now())
            messages.success(request, _("这项任务不再办了。原因留在任务页。"))
            return redirect("campaigns:task", pk=pk)
    note = _("任务和它的记录都保留，以后可以重新打开。它落实的要求如果没有别的任务，会回到责任表最前面。")
    return _form(
        request, form, title=_("不再办这项任务"), form_id="task.drop", row=row, note=note, button=_("不再办")
    )


@page(policy=Needs("tasks.manage", "visits.record"))
def reopen(request: ScopedRequest, pk: int) -> HttpResponse:
    """It is to be done after all."""
    row = _written(request, pk)
    form = ReopenForm(request.POST if request.method == "POST" else None, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        task_steps.reopen(task=row, by=request.scope, at=timezone.now())
        messages.success(request, _("任务已重新打开。"))
        return redirect("campaigns:task", pk=pk)
    note = _("重新打开后继续办理；上次的结果留在变更记录里。")
    return _form(
        request,
        form,
        title=_("重新打开任务"),
        form_id="task.reopen",
        row=row,
        note=note,
        button=_("重新打开"),
    )


@require_POST
@page(policy=Needs("tasks.manage", "tasks.report", "visits.record"))
def note(request: ScopedRequest, pk: int) -> HttpResponse:
    """How it is getting on, in a sentence."""
    row = _found(request, pk)
    form = NoteForm(request.POST, scope=request.scope)
    if form.is_valid():
        with refusals_at(form):
            task_steps.note(task=row, text=form.cleaned_data["text"], by=request.scope, at=timezone.now())
            messages.success(request, _("进展已记下。"))
            return redirect("campaigns:task", pk=pk)
    return _record(request, row, note_form=form)


def _nothing_ticked(request: ScopedRequest, **query: str) -> HttpResponse:
    """Back to the matrix, with a word."""
    messages.warning(request, _("还没有勾选要求。请先在要求前面打勾，再按下面的按钮。"))
    return redirect(reverse("campaigns:tasks", query=query))


def _found(request: ScopedRequest, pk: int) -> Task:
    return get_object_or_404(queries.readable(request.scope), pk=pk)


def _written(request: ScopedRequest, pk: int) -> Task:
    row = _found(request, pk)
    if not queries.may_write(request.scope, row):
        raise Forbidden
    return row


def _own_level(request: ScopedRequest) -> Territory:
    level = bodies.level_of(request.scope)
    if level is None:
        raise Http404
    return level


def _clauses(request: ScopedRequest, ids: Iterable[int]) -> list[Clause]:
    """Clauses the person may read, marked ones, in text order."""
    return list(clauses.within(request.scope).filter(pk__in=list(ids), marked=True))


def _correction(request: ScopedRequest, row: Task, data: Any) -> CorrectTaskForm:
    held = queries.clauses(row)
    further = _clauses(
        request, [*row_ids(request.GET.getlist("clause")), *row_ids(request.POST.getlist("clauses"))]
    )
    offered = [*held, *(one for one in further if one not in held)]
    parts = Parts(sorted(actions.body_parts(row).items()))
    ticked = {*(one.pk for one in held), *row_ids(request.GET.getlist("clause"))}
    initial = {name: getattr(row, name) for name in actions.FACTS} | {
        "clauses": ClauseKeys(sorted(one.pk for one in offered if one.pk in ticked)),
        "bodies": parts,
        "version": row.version,
        "seen": changes.last_seen(queries.KIND, row.pk),
    }
    return CorrectTaskForm(
        data,
        scope=request.scope,
        level=row.territory,
        today=timezone.localdate(),
        offered=offered,
        held=parts,
        initial=initial,
    )


def _conflict(request: ScopedRequest, sent: CorrectTaskForm, pk: int, conflict: Conflict) -> HttpResponse:
    """What others changed, and the form again: nothing typed is lost, nothing of theirs is overwritten unseen."""
    now = _found(request, pk)
    rows = changes.since(queries.KIND, pk, sent.cleaned_data["seen"])
    form = shown_again(sent, lambda data: _correction(request, now, data), changes.first_old(rows))
    return _form(
        request,
        form,
        title=_("更正任务"),
        form_id="task.correct",
        row=now,
        conflict=conflict.sentence,
        theirs=queries.in_words(rows),
        status=409,
    )


def _record(request: ScopedRequest, row: Task, *, note_form: NoteForm | None = None) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "task": row,
        "state": queries.state_word(row.state),
        "clauses": queries.clauses(row),
        "parts": queries.parts(row, on=today),
        "leaderless": row.state == "open" and not queries.is_led(row),
        "notes": queries.notes(row),
        "events": queries.history(row),
        "steps": queries.steps(request.scope, row, on=today),
        "writes": queries.may_write(request.scope, row),
        "late": queries.told_late(request.scope, row, on=today),
        "note_form": note_form or _note_form(request, row),
    }
    return page_of(request, "tasks", "campaigns/tasks/task.html", context, status=422 if note_form else 200)


def _note_form(request: ScopedRequest, row: Task) -> NoteForm | None:
    if row.state != "open" or not queries.may_report(request.scope, row, on=timezone.localdate()):
        return None
    return NoteForm(scope=request.scope)


def _form(
    request: ScopedRequest, form: Any, *, title: str, form_id: str, row: Task | None = None, **more: Any
) -> HttpResponse:
    trail = [(_("任务分工"), reverse("campaigns:tasks"))]
    if row is not None:
        trail.append((row.title, reverse("campaigns:task", args=[row.pk])))
    return form_page(request, form, title=title, form_id=form_id, trail=trail, **more)
