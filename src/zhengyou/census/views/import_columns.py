"""Pages on which a person says what the columns of a workbook mean, and where its heading stands."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhengyou.census.actions import imports as actions
from zhengyou.census.forms.import_columns import HeadingForm, MappingForm
from zhengyou.census.lifecycle import TRANSITIONS
from zhengyou.census.queries import columns as column_queries
from zhengyou.census.queries import imports as queries
from zhengyou.census.views import import_pages
from zhengyou.census.views.import_steps import found_batch
from zhengyou.web.errors import Conflict, Refused
from zhengyou.web.form_pages import refusals_at
from zhengyou.web.policy import Needs, ScopedRequest, page


@page(policy=Needs("imports.run"))
def mapping(request: ScopedRequest, pk: int) -> HttpResponse:
    """What each column means; confirming starts the check."""
    row = found_batch(request, pk)
    if row.state not in TRANSITIONS["confirm_mapping"][0]:
        return redirect("census:import", pk=pk)
    view = column_queries.view(row, request.scope)
    form = MappingForm(
        request.POST or None, scope=request.scope, sheets=view.sheets, choices=queries.choices(row.kind)
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.confirm_mapping(
                batch=row, chosen=form.chosen(), units=form.units(), by=request.scope, at=timezone.now()
            )
            actions.start_check(batch=row, by=request.scope, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        except Conflict:
            return redirect("census:import", pk=pk)  # a second click: the first one is at work
        else:
            return redirect("census:import", pk=pk)
    return render(
        request,
        "census/import_mapping.html",
        {
            "batch": row,
            "form": form,
            "view": view,
            "sheets": form.of_sheets(),
            "to_look_at": sum(column.wants_a_look for column in view.columns),
            "steps": import_pages.steps(row, now="mapping"),
        },
    )


@page(policy=Needs("imports.run"))
def heading(request: ScopedRequest, pk: int) -> HttpResponse:
    """The first rows of a sheet: a person points at the heading."""
    row = found_batch(request, pk)
    if row.state not in TRANSITIONS["name_heading"][0]:
        return redirect("census:import", pk=pk)
    head = column_queries.head(row, request.GET.get("sheet", ""))
    if head is None:
        raise Http404
    form = HeadingForm(
        request.POST or None,
        scope=request.scope,
        rows=[number for number, _texts in head.rows],
        initial={"row": head.chosen},
    )
    if request.method == "POST" and form.is_valid():
        with refusals_at(form, "row"):
            actions.name_heading(
                batch=row, sheet=head.sheet, row=form.cleaned_data["row"], by=request.scope, at=timezone.now()
            )
            return redirect("census:import_mapping", pk=pk)
    own = reverse("census:import_mapping", args=[pk])
    context = {"batch": row, "head": head, "form": form, "back": own, "title": _("选择表头")}
    return render(
        request, "census/import_heading.html", context | {"steps": import_pages.steps(row, now="mapping")}
    )
