"""Problems up the line: raised, handed on, answered, settled."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhengyou.campaigns.views.section import page_of
from zhengyou.requests.actions import handing, joining, way
from zhengyou.requests.actions import problems as actions
from zhengyou.requests.forms.problems import (
    OFFICE,
    UP,
    HandOnForm,
    ProblemAnswerForm,
    ProblemFilter,
    ProblemForm,
    SettleForm,
)
from zhengyou.requests.models import Request
from zhengyou.requests.queries import problems as queries
from zhengyou.requests.queries.requests import ANSWER
from zhengyou.scoping import Reach
from zhengyou.web.form_pages import form_page, refusals_at
from zhengyou.web.lists import paged
from zhengyou.web.policy import Needs, ScopedRequest, page
from zhengyou.web.row_ids import row_id
from zhengyou.web.subjects import Subject, find

READERS = Needs(queries.RAISE, ANSWER)
ANSWERERS = Needs(ANSWER)


@page(policy=READERS)
def problems(request: ScopedRequest) -> HttpResponse:
    """What this level holds, raised or passed on, and for an office everything of its territory."""
    scope, today = request.scope, timezone.localdate()
    form = ProblemFilter(request.GET)
    chosen = form.chosen()
    views = _views(request)
    counts = queries.counted(scope)
    view = chosen["view"] if chosen["view"] in views else queries.opened(views, counts)
    rows = queries.listed(scope, view=view, state=chosen["state"], text=chosen["q"], today=today)
    listed = paged(request, rows)
    context = {
        "form": form,
        "page": listed,
        "lines": queries.lines(listed.object_list, today=today),
        "views": [(key, word, counts[key][0], key == view) for key, word in views.items()],
        "raises": scope.may(queries.RAISE),
    }
    return page_of(request, "problems", "requests/problems.html", context)


@page(policy=Needs(queries.RAISE))
def add(request: ScopedRequest) -> HttpResponse:
    """A problem, perhaps about a record: ?subject_kind=unit&subject_id=7. Similar ones are shown before it is sent."""
    scope, now = request.scope, timezone.now()
    kind, subject_id = request.GET.get("subject_kind", ""), request.GET.get("subject_id", "")[:40]
    subject = _subject(request, kind, subject_id)
    holder = queries.first_holder(scope, on=timezone.localdate(now))
    departments = queries.departments(holder, on=timezone.localdate(now))
    sent = request.POST.copy() if request.method == "POST" else None
    form = ProblemForm(sent, scope=scope, departments=departments)
    alike: list[queries.Alike] = []
    if sent is not None and form.is_valid():
        alike = queries.alike(scope, form.cleaned_data["text"], at=now)
        if {str(one.row.pk) for one in alike} <= form.seen_before():
            with refusals_at(form):
                row = actions.put_forward(
                    text=form.cleaned_data["text"],
                    wanted=form.cleaned_data["wanted"],
                    subject_kind=kind if subject else "",
                    subject_id=subject_id if subject else "",
                    subject=subject,
                    department=form.department_chosen,
                    by=scope,
                    at=now,
                )
                messages.success(
                    request,
                    _("已报给%(holder)s，%(day)s 前答复。")
                    % {"holder": queries.holder(row), "day": row.due_on.isoformat()},
                )
                return redirect("requests:problem", pk=row.pk)
        else:
            sent["seen"] = ",".join(str(one.row.pk) for one in alike)
    return form_page(
        request,
        form,
        title=_("上报问题"),
        form_id="problem.add",
        trail=_trail(),
        about=_about(subject, holder),
        button=_("仍然上报") if alike else _("上报"),
        template="requests/problem_add.html",
        alike=alike,
    )


@page(policy=READERS)
def problem(request: ScopedRequest, pk: int) -> HttpResponse:
    """One problem: who holds it, its way, what came of it; the holder answers here."""
    row = _found(request, pk)
    scope, now = request.scope, timezone.now()
    today = timezone.localdate(now)
    answerable = row.answered_at is None and row.same_as_id is None and queries.holds(scope, row, on=today)
    form = ProblemAnswerForm(request.POST or None, scope=scope)
    if request.method == "POST" and form.is_valid():
        with refusals_at(form):
            actions.answer(
                problem=row,
                outcome=form.cleaned_data["outcome"],
                text=form.cleaned_data["text"],
                by=scope,
                at=now,
            )
            messages.success(request, _("已答复。提出的一方会看到，并确认是否解决。"))
            return redirect("requests:problem", pk=row.pk)
    steps = queries.trail(row)
    subject = find(scope, row.subject_kind, row.subject_id) if row.subject_kind else None
    [line] = queries.lines([row], today=today)
    first = queries.readable(scope).filter(pk=row.same_as_id).first() if row.same_as_id else None
    context = {
        "row": row,
        "line": line,
        "since": queries.held_since(row, steps),
        "steps": steps,
        "subject_url": subject.url if subject else "",
        "form": form if answerable else None,
        "first": first,
        "joined": queries.lines(queries.joined(row), today=today) if answerable else [],
        "alike": queries.alike(scope, row.text, at=now, but=row) if answerable else [],
        "settles": queries.may_settle(scope, row),
        "takes_up": queries.may_take_up(scope, row, today=today),
        "trail": _trail(),
        "today": today,
    }
    return render(request, "requests/problem.html", context)


@page(policy=ANSWERERS)
def hand_on(request: ScopedRequest, pk: int) -> HttpResponse:
    """To the level above, to a department of this level, or back to its office."""
    row = _found(request, pk)
    now = timezone.now()
    today = timezone.localdate(now)
    way.refuse_others(row, request.scope, today)
    departments = {str(one.pk): one for one in queries.departments(row.owed_by, on=today)}
    form = HandOnForm(request.POST or None, scope=request.scope, choices=_receivers(row, departments))
    if request.method == "POST" and form.is_valid():
        to, note = form.cleaned_data["to"], form.cleaned_data["note"]
        with refusals_at(form):
            if to == UP:
                row = handing.hand_up(problem=row, note=note, by=request.scope, at=now)
            else:
                row = handing.hand_over(
                    problem=row, department=departments.get(to), note=note, by=request.scope, at=now
                )
            messages.success(request, _("已转给%(holder)s。") % {"holder": queries.holder(row)})
            return redirect("requests:problem", pk=row.pk)
    return form_page(
        request,
        form,
        title=_("转办问题"),
        form_id="problem.hand_on",
        trail=[*_trail(), (row.text, reverse("requests:problem", args=[pk]))],
        about=row.text,
        note=queries.hand_on_note(departments=bool(departments)),
        button=_("转办"),
    )


@require_POST
@page(policy=ANSWERERS)
def take_up(request: ScopedRequest, pk: int) -> HttpResponse:
    """The level above takes what is late."""
    handing.take_up(problem=_found(request, pk), by=request.scope, at=timezone.now())
    messages.success(request, _("已收到本级办理。"))
    return redirect("requests:problem", pk=pk)


@require_POST
@page(policy=ANSWERERS)
def join(request: ScopedRequest, pk: int) -> HttpResponse:
    """Answered together with another one: with=12."""
    other = row_id(request.POST.get("with", ""))
    if other is None:
        raise Http404
    first = joining.join(
        problem=_found(request, pk), other=_found(request, other), by=request.scope, at=timezone.now()
    )
    messages.success(request, _("已合在一起办理，答复一次，提出的各方都会收到。"))
    return redirect("requests:problem", pk=first.pk)


@require_POST
@page(policy=ANSWERERS)
def separate(request: ScopedRequest, pk: int) -> HttpResponse:
    """On its own again."""
    joining.separate(problem=_found(request, pk), by=request.scope, at=timezone.now())
    messages.success(request, _("已分开办理。"))
    return redirect("requests:problem", pk=pk)


@page(policy=Needs(queries.RAISE))
def settle(request: ScopedRequest, pk: int) -> HttpResponse:
    """Whether the answer solved it."""
    row = _found(request, pk)
    way.refuse_to_settle(row, request.scope)
    form = SettleForm(request.POST or None, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        solved = form.cleaned_data["solved"] == "yes"
        with refusals_at(form):
            row = actions.settle(
                problem=row,
                solved=solved,
                note=form.cleaned_data["note"],
                by=request.scope,
                at=timezone.now(),
            )
            messages.success(
                request,
                _("已记下。")
                if row.settled
                else _("已请%(holder)s再办，%(day)s 前答复。")
                % {"holder": queries.holder(row), "day": row.due_on.isoformat()},
            )
            return redirect("requests:problem", pk=row.pk)
    return form_page(
        request,
        form,
        title=_("确认是否解决"),
        form_id="problem.settle",
        trail=[*_trail(), (row.text, reverse("requests:problem", args=[pk]))],
        about=row.answer,
        note="" if row.reopened_at else _("没有解决的，会交上一级再办一次。"),
        button=_("确认"),
    )


def _found(request: ScopedRequest, pk: int) -> Request:
    return get_object_or_404(queries.readable(request.scope).select_related("asked_by", "owed_body"), pk=pk)


def _subject(request: ScopedRequest, kind: str, subject_id: str) -> Subject | None:
    """What the problem is about; nothing when the address names nothing, 404 when it names something out of reach."""
    if not kind:
        return None
    subject = find(request.scope, kind, subject_id)
    if subject is None:
        raise Http404
    return subject


def _about(subject: Subject | None, holder: str) -> str:
    place = queries.place_names({holder}).get(holder, "") if holder else ""
    goes = (
        _("报给%(office)s，5 个工作日内答复。") % {"office": queries.office_name(holder, place)}
        if place
        else ""
    )
    return _("关于%(label)s。%(goes)s") % {"label": subject.label, "goes": goes} if subject else goes


def _receivers(row: Request, departments: dict[str, Any]) -> list[tuple[str, str]]:
    above = queries.next_holder(row, on=timezone.localdate())
    found = []
    if above:
        name = queries.office_name(above, queries.place_names({above}).get(above, ""))
        found.append((UP, _("上一级：%(office)s") % {"office": name}))
    if row.owed_body_id is not None:
        name = queries.office_name(row.owed_by, queries.place_names({row.owed_by}).get(row.owed_by, ""))
        found.append((OFFICE, name))
    return found + [(key, body.name) for key, body in departments.items() if body.pk != row.owed_body_id]


def _views(request: ScopedRequest) -> dict[str, str]:
    raised = {queries.RAISED: _("我们提出的")}
    if request.scope.reach is not Reach.TERRITORY:
        return raised
    held = {queries.HELD: _("由本级办理")} if request.scope.may(ANSWER) else {}
    passed = {queries.PASSED: _("经本级转出的")}
    return held | raised | passed | {queries.ALL: _("辖区内全部")}


def _trail() -> list[tuple[str, str]]:
    return [(_("问题上报"), reverse("requests:problems"))]
