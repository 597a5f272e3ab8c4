"""The responsibility matrix: read by clause, by body, by date and by place; taken away; sent down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhengyou.accounts.places import place_of
from zhengyou.campaigns import clause_words
from zhengyou.campaigns.actions import task_steps
from zhengyou.campaigns.forms.tasks import IssueTasksForm, MatrixFilter
from zhengyou.campaigns.models import Task, TaskBody
from zhengyou.campaigns.queries import bodies, documents
from zhengyou.campaigns.queries.matrix import Matrix
from zhengyou.campaigns.queries.matrix_lines import ClauseLine, TaskLine
from zhengyou.campaigns.queries.tasks import may_write, readable, state_word
from zhengyou.campaigns.views.section import page_of
from zhengyou.web import downloads
from zhengyou.web.form_pages import form_page, refusals_at
from zhengyou.web.lists import paged
from zhengyou.web.policy import Needs, ScopedRequest, page
from zhengyou.web.row_ids import row_id

CLAUSES_SHOWN: Final = 100
_VIEWS: Final = (
    ("clause", gettext_lazy("按文件要求")),
    ("body", gettext_lazy("按机构")),
    ("date", gettext_lazy("按日期")),
    ("place", gettext_lazy("下级各地")),
)


@page(policy=Needs("directives.view"))
def tasks(request: ScopedRequest) -> HttpResponse:
    """The matrix of the own level, or of one above or directly below. ?pick=<task> chooses further clauses for a task."""
    form, matrix = _matrix(request)
    by = request.GET.get("by", "clause")
    manages = request.scope.may("tasks.manage") and matrix.level.path == request.scope.place
    context: dict[str, Any] = {
        "form": form,
        "matrix": matrix,
        "by": by if by in dict(_VIEWS) else "clause",
        "views": [view for view in _VIEWS if view[0] != "place" or matrix.by_place()],
        "manages": manages,
        "excuses": documents.level_of(request.scope) is not None and matrix.level.path == request.scope.place,
        "picking": _picking(request),
        "to_issue": len(matrix.to_issue()) if manages else 0,
        "today": matrix.on,
    }
    if context["by"] == "clause":
        lines = matrix.by_clause()
        context["nobodys"] = sum(line.nobodys for line in lines) if matrix.sees_all else 0
        context["page"] = paged(request, lines, size=CLAUSES_SHOWN)
        context["loose"] = matrix.without_clause()
    return page_of(request, "tasks", "campaigns/tasks/matrix.html", context)


@page(policy=Needs("export"))
def export(request: ScopedRequest) -> HttpResponseBase:
    """The matrix as a workbook: each clause with each of its tasks, then the tasks that answer no clause."""
    _form, matrix = _matrix(request)
    heads = [
        _("文件"),
        _("编号"),
        _("要求"),
        _("任务"),
        _("怎样算办成"),
        _("牵头"),
        _("配合"),
        _("知会"),
        _("开始"),
        _("完成时限"),
        _("状态"),
        _("了结日期"),
        _("办理结果"),
        _("哪一级的任务"),
    ]
    return downloads.export(
        request,
        "export.tasks",
        f"{_('责任分工表')}.xlsx",
        heads,
        _rows(matrix),
        subject=_("责任分工表"),
        path=place_of(request),
        detail={"filter": sorted(name for name, text in request.GET.items() if text)},
    )


@page(policy=Needs("tasks.manage"))
def issue(request: ScopedRequest) -> HttpResponse:
    """What goes down, and what of it nobody leads yet; then it is sent."""
    level = bodies.level_of(request.scope)
    if level is None:
        raise Http404
    matrix = Matrix(request.scope, level, on=timezone.localdate())
    form = IssueTasksForm(request.POST if request.method == "POST" else None, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        with refusals_at(form):
            sent = task_steps.issue(by=request.scope, at=timezone.now())
            messages.success(request, _("%(number)s 项任务已下发，下级现在都能看到。") % {"number": sent})
            return redirect("campaigns:tasks")
    waiting = matrix.to_issue()
    return form_page(
        request,
        form,
        title=_("下发责任分工"),
        form_id="tasks.issue",
        trail=[(_("任务分工"), reverse("campaigns:tasks"))],
        about=level.name,
        button=_("下发"),
        template="campaigns/tasks/issue.html",
        lines=waiting,
        leaderless=[line for line in waiting if line.without_lead],
        nobodys=sum(line.nobodys for line in matrix.by_clause()),
    )


def _matrix(request: ScopedRequest) -> tuple[MatrixFilter, Matrix]:
    today = timezone.localdate()
    form = MatrixFilter(request.GET, levels=bodies.levels_of(request.scope, on=today))
    level = form.chosen_level()
    if level is None:
        raise Http404
    form.offer(bodies.may_take_part(level, on=today))
    return form, Matrix(request.scope, level, on=today, wanted=form.wanted())


def _picking(request: ScopedRequest) -> Task | None:
    """The task for which further clauses are chosen."""
    number = row_id(request.GET.get("pick", ""))
    task = readable(request.scope).filter(pk=number).first() if number is not None else None
    return task if task is not None and may_write(request.scope, task) else None


def _rows(matrix: Matrix) -> Iterator[list[Any]]:
    for line in matrix.by_clause():
        answers: Sequence[TaskLine | None] = line.tasks or [None]
        for task in answers:
            yield [*_clause_cells(line), *_task_cells(task, line.excused)]
    for loose in matrix.without_clause():
        yield ["", "", "", *_task_cells(loose, "")]


def _clause_cells(line: ClauseLine) -> list[str]:
    every = [line.clause, *line.same]
    comma = _("、")
    return [
        comma.join(dict.fromkeys(one.directive.title for one in every)),
        comma.join(clause_words.said(one.key) for one in every),
        line.clause.text,
    ]


def _task_cells(line: TaskLine | None, excused: str) -> list[Any]:
    if line is None:
        said = _("本级不需要答复：%(reason)s") % {"reason": excused} if excused else _("没有人牵头")
        return [said, *[""] * 10]
    task = line.task
    return [
        task.title,
        task.done_when,
        *(_("、").join(line.named[part]) for part in TaskBody.Part.values),
        task.starts_on,
        task.due_on,
        _("已过期") if line.late else state_word(task.state),
        task.ended_on,
        task.outcome,
        task.territory.name,
    ]
