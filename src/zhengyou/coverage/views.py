"""The work-list: units that qualify for an organisation and have none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from zhengyou import standards
from zhengyou.census.models import Unit
from zhengyou.coverage.actions import steps
from zhengyou.coverage.forms import StepForm, WorklistFilter
from zhengyou.coverage.models import UnitCoverage
from zhengyou.coverage.queries import worklist as queries
from zhengyou.organisations.models import Territory
from zhengyou.organisations.queries import territories
from zhengyou.web import downloads
from zhengyou.web.errors import Forbidden
from zhengyou.web.form_pages import refusals_at
from zhengyou.web.lists import paged
from zhengyou.web.policy import Needs, ScopedRequest, page
from zhengyou.web.row_ids import row_ids


@page(policy=Needs("worklist.set", "reports.view"))
def worklist(request: ScopedRequest) -> HttpResponse:
    """The list; a POST sets step, person and date for the ticked units."""
    today = timezone.localdate()
    if request.method == "POST" and not request.scope.may("worklist.set"):
        raise Forbidden
    form = StepForm(request.POST or None, scope=request.scope, today=today)
    if request.method == "POST" and form.is_valid():
        with refusals_at(form):
            ids = row_ids(request.POST.getlist("unit"))
            done = steps.set_for(units=ids, by=request.scope, at=timezone.now(), **form.cleaned_data)
            messages.success(request, _("已为 %(number)s 家单位定下一步。") % {"number": done})
            return redirect(request.get_full_path())
    territory, filters, rows = _rows(request)
    shown = paged(request, rows)
    held = queries.steps_of(request.scope, [row.pk for row in shown])
    places = queries.places_of(shown)
    return render(
        request,
        "coverage/worklist.html",
        {
            "territory": territory,
            "filters": filters,
            "page": shown,
            "lines": [(row, places[row.path], held.get(row.pk)) for row in shown],
            "form": form,
            "ticked": set(request.POST.getlist("unit")),
            "today": today,
        },
        status=422 if form.errors else 200,
    )


@page(policy=Needs("export"))
def export(request: ScopedRequest) -> FileResponse:
    """The list as a workbook."""
    territory, _filters, rows = _rows(request)
    heads = [
        _("所在地"), _("单位名称"), _("统一社会信用代码"), _("单位类别"), _("正式党员"), _("未建立原因"),
        _("下一步"), _("责任人"), _("期限"), _("说明"),
    ]  # fmt: skip
    return downloads.export(
        request,
        "export.worklist",
        f"{_('应建未建')}-{territory or ''}.xlsx",
        heads,
        _lines(request, rows),
        subject=str(territory or ""),
    )


def _lines(request: ScopedRequest, rows: QuerySet[UnitCoverage]) -> Iterator[list[Any]]:
    enums = standards.load_enums()
    held = queries.steps_of_all(request.scope)
    places = territories.names_by_path(rows.order_by().values_list("path", flat=True).distinct())
    for row in rows.iterator(chunk_size=2000):
        step = held.get(row.pk)
        unit = row.unit
        yield [
            places[row.path],
            unit.name,
            unit.uscc,
            enums["org_kind"].zh(unit.org_kind) if unit.org_kind else "",
            row.full_members,
            enums["no_org_reason"].zh(unit.no_org_reason) if unit.no_org_reason else "",
            *([enums["next_step"].zh(step.step), step.person, step.due_on, step.note] if step else [""] * 4),
        ]


def _rows(request: ScopedRequest) -> tuple[Territory | None, WorklistFilter, QuerySet[UnitCoverage]]:
    filters = WorklistFilter(request.GET)
    chosen = filters.chosen()
    territory = None
    if code := request.GET.get("territory"):
        territory = Territory.objects.within(request.scope).filter(code=code).first()
        if territory is None:
            raise Http404
    path = territory.path if territory else ""
    if chosen["show"] == "unknown":
        rows = queries.undecided_units(request.scope, path=path)
    else:
        rows = queries.due_units(request.scope, path=path)
    if chosen["show"] in {"unset", "late"}:
        rows = queries.by_step(request.scope, rows, chosen["show"], today=timezone.localdate())
    if chosen["q"]:
        rows = rows.filter(unit__name__icontains=chosen["q"])
    return territory, filters, rows


@page(policy=Needs("units.view"))
def unit(request: ScopedRequest, pk: int) -> HttpResponse:
    """What follows for coverage from one unit's facts: a fragment of its page, a page of its own without htmx."""
    template = "coverage/unit_fragment.html" if request.htmx else "coverage/unit.html"
    row = UnitCoverage.objects.within(request.scope).select_related("unit").filter(pk=pk).first()
    if row is None:  # a unit just added: what follows from its facts is derived within seconds
        held = get_object_or_404(Unit.objects.within(request.scope), pk=pk)
        return render(request, template, {"unit": held})
    founding = standards.load_founding()
    thresholds = founding.thresholds.get(row.population, ())
    return render(
        request,
        template,
        {
            "row": row,
            "unit": row.unit,
            "step": queries.steps_of(request.scope, [row.pk]).get(row.pk),
            "threshold": thresholds[0] if thresholds else None,
        },
    )
