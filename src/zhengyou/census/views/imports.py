"""Where imports begin: their list, the file, the template."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from zhengyou.census.actions import imports as actions
from zhengyou.census.forms.imports import BatchFilter, TemplateForm, UploadForm, kinds
from zhengyou.census.models import ImportBatch
from zhengyou.census.queries import imports as queries
from zhengyou.census.queries import unfinished
from zhengyou.census.views import import_pages
from zhengyou.organisations.queries import territories
from zhengyou.web.downloads import workbook
from zhengyou.web.form_pages import refusals_at
from zhengyou.web.lists import paged
from zhengyou.web.policy import Needs, ScopedRequest, page


@page(policy=Needs("imports.run"))
def imports(request: ScopedRequest) -> HttpResponse:
    """All imports inside the scope, the newest first."""
    form = BatchFilter(
        request.GET, states=[(state.value, word) for state, word in import_pages.STATES.items()]
    )
    found = queries.batches(request.scope, **form.chosen())
    shown = paged(request, found)
    return render(
        request,
        "census/imports.html",
        {
            "form": form,
            "page": shown,
            "rows": [(row, *import_pages.told(row)) for row in shown.object_list],
            "filtered": any(form.chosen().values()),
            "open_rounds": list(queries.open_rounds()),
        },
    )


@page(policy=Needs("imports.run"))
def upload(request: ScopedRequest) -> HttpResponse:
    """The file, its kind, round and place."""
    own = territories.top(request.scope)
    rounds = queries.open_rounds()
    initial = {
        "territory": own,
        "kind": request.GET.get("kind") or kinds(request.scope)[0][0],
        "round": rounds.first(),
    }
    form = UploadForm(request.POST or None, request.FILES or None, scope=request.scope, initial=initial)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["workbook"]
        again = unfinished.twin(
            request.scope,
            sha256=_digest(file),
            kind=form.cleaned_data["kind"],
            territory=form.cleaned_data["territory"],
            round=form.cleaned_data["round"],
        )
        if again is not None:  # a second click, or the same file once more
            return redirect("census:import_mapping", pk=again.pk)
        with refusals_at(form, "workbook"):
            made = actions.upload(
                source=file,
                file_name=file.name,
                kind=form.cleaned_data["kind"],
                territory=form.cleaned_data["territory"],
                round=form.cleaned_data["round"],
                by=request.scope,
                at=timezone.now(),
            )
            return redirect("census:import_mapping", pk=made.pk)
    template_form = TemplateForm(
        initial={"territory": own, "kind": initial["kind"]}, scope=request.scope, auto_id="template_%s"
    )
    return render(
        request,
        "census/import_upload.html",
        {
            "form": form,
            "rounds": rounds,
            "template_form": template_form,
            "steps": import_pages.steps(None),
        },
    )


@page(policy=Needs("imports.run"))
def template(request: ScopedRequest) -> HttpResponseBase:
    """An empty workbook with the drop-downs of a place."""
    form = TemplateForm(request.GET, scope=request.scope)
    chosen = form.chosen()
    territory = chosen["territory"] or territories.top(request.scope)
    if territory is None:
        raise Http404
    kind = chosen["kind"] or kinds(request.scope)[0][0]
    name = f"{territory.name}-{ImportBatch.Kind(kind).label}-{_('模板')}.xlsx"
    return workbook(name, lambda file: queries.template(kind, territory, file))


def _digest(file: Any) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
