"""Pages of an export in somebody's own table: choose or upload it, settle its columns, take it away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from zhengyou.census.actions import exports as actions
from zhengyou.census.forms.exports import ExportForm
from zhengyou.census.forms.import_columns import FillingForm
from zhengyou.census.importing import storing
from zhengyou.census.models import KeptLayout, LayoutExport
from zhengyou.census.queries import exports as queries
from zhengyou.census.queries import imports as import_queries
from zhengyou.jobs.models import Job
from zhengyou.organisations.queries import territories
from zhengyou.web.downloads import XLSX
from zhengyou.web.errors import Refused
from zhengyou.web.form_pages import refusals_at
from zhengyou.web.lists import paged
from zhengyou.web.policy import Needs, ScopedRequest, page
from zhengyou.web.row_ids import row_id


@page(policy=Needs("export"))
def exports(request: ScopedRequest) -> HttpResponse:
    """Upload an empty table, or choose one that is known."""
    kinds = queries.kinds(request.scope)
    if not kinds:
        raise Http404
    initial = {"territory": territories.top(request.scope), "kind": request.GET.get("kind") or kinds[0][0]}
    form = ExportForm(request.POST or None, request.FILES or None, scope=request.scope, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_at(form, "form"):
            made = _begin(request, form)
            return redirect("census:layout_export", pk=made.pk)
    known = [code for code, _word in kinds]
    shown = paged(request, queries.offered(request.scope).filter(kind__in=known), size=20)
    return render(
        request,
        "census/exports.html",
        {
            "form": form,
            "page": shown,
            "layouts": [(row, sum(1 for one in row.columns if one["field"])) for row in shown.object_list],
            "kinds": kinds,
            "mine": queries.mine(request.scope)[: queries.LATEST],
        },
    )


def _begin(request: ScopedRequest, form: ExportForm) -> LayoutExport:
    """The export of a kept layout, of our own columns, or of the form that was uploaded."""
    given: dict[str, Any] = {
        "territory": form.cleaned_data["territory"],
        "by": request.scope,
        "at": timezone.now(),
    }
    chosen = form.cleaned_data["layout"]
    if chosen == "ours":
        return actions.by_layout(layout=None, kind=form.cleaned_data["kind"], **given)
    if chosen:
        layout = _layout(request, chosen)
        return actions.by_layout(layout=layout, kind=layout.kind, **given)
    file = form.cleaned_data["form"]
    if file is None:
        raise Refused(_("请选择对方发来的空表，或从下面选一种用过的表样。"))
    return actions.by_form(source=file, file_name=file.name, kind=form.cleaned_data["kind"], **given)


def _layout(request: ScopedRequest, chosen: str) -> KeptLayout:
    layout = row_id(chosen)
    if layout is None:
        raise Http404
    return get_object_or_404(queries.offered(request.scope), pk=layout)


@page(policy=Needs("export"))
def export(request: ScopedRequest, pk: int) -> HttpResponse:
    """What goes into which column, what stays empty; then the table itself."""
    row = _mine(request, pk)
    form, sheets = None, []
    if row.form_as:
        view = queries.view(row, request.scope)
        form = FillingForm(
            request.POST or None,
            scope=request.scope,
            sheets=view.sheets,
            choices=import_queries.choices(row.kind),
        )
        sheets = form.of_sheets()
        if request.method == "POST" and form.is_valid():
            with refusals_at(form):
                actions.decide(
                    export=row,
                    chosen=form.chosen(),
                    units=form.units(),
                    by=request.scope,
                    at=timezone.now(),
                )
                return _write(request, row)
    elif request.method == "POST":
        return _write(request, row)
    return render(request, "census/export.html", _told(request, row) | {"form": form, "sheets": sheets})


def _told(request: ScopedRequest, row: LayoutExport) -> dict[str, Any]:
    with actions.plan(row, request.scope) as plan:
        told = {
            "count": plan.count(),
            "empty": plan.titles("empty"),
            "masked": plan.titles("masked"),
            "hidden": plan.titles("hidden"),
            "notes": plan.notes,
        }
    job = Job.objects.within(request.scope).filter(pk=row.job_id).first() if row.job_id else None
    running = job is not None and not job.finished
    return {"export": row, "result": queries.result(row), "job": job if running else None, **told}


def _write(request: ScopedRequest, row: LayoutExport) -> HttpResponse:
    """At once when that takes no time, else in the background."""
    with actions.plan(row, request.scope) as plan:
        few = plan.count() <= actions.AT_ONCE
    if few:
        actions.write(export=row, by=request.scope, at=timezone.now())
        messages.success(request, _("填好了，可以下载。"))
    else:
        actions.start(export=row, by=request.scope, at=timezone.now())
    return redirect("census:layout_export", pk=row.pk)


@page(policy=Needs("export"))
def file(request: ScopedRequest, pk: int) -> HttpResponseBase:
    """The filled table."""
    row = _mine(request, pk)
    path = queries.result(row)
    if path is None:
        raise Http404
    with actions.plan(row, request.scope) as plan:
        personal = plan.titles("personal")
    actions.record(by=request.scope, at=timezone.now(), export=row, personal=personal)
    name = queries.file_name(row)
    return FileResponse(storing.opened(path), as_attachment=True, filename=name, content_type=XLSX)


def _mine(request: ScopedRequest, pk: int) -> LayoutExport:
    """The person's own export, or 404: another role may see more than one's own."""
    return get_object_or_404(queries.mine(request.scope), pk=pk)
