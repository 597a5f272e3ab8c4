"""Pages of an import, step by step: file, columns, preview, result. Each step may be gone back to and clicked twice."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhengyou import jobs
from zhengyou.audit import actions as audit
from zhengyou.census.actions import imports as actions
from zhengyou.census.forms.imports import BatchFilter, MappingForm, TemplateForm, UploadForm, kinds
from zhengyou.census.lifecycle import TRANSITIONS, ImportState
from zhengyou.census.models import ImportBatch
from zhengyou.census.queries import imports as queries
from zhengyou.census.queries import unfinished
from zhengyou.census.views import import_pages
from zhengyou.organisations.queries import territories
from zhengyou.web.downloads import XLSX, workbook
from zhengyou.web.errors import Conflict, Forbidden, Refused
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


@page(policy=Needs("imports.run"))
def batch(request: ScopedRequest, pk: int) -> HttpResponse:
    """Where the import stands: on its way, its preview, or its result."""
    row = found_batch(request, pk)
    if row.state in import_pages.RUNNING:
        return import_pages.running(request, row)
    if row.state == ImportState.CHECKED:
        return import_pages.preview(request, row)
    if row.state in {ImportState.COMMITTED, ImportState.UNDONE, ImportState.DISCARDED}:
        return import_pages.result(request, row)
    if row.state == ImportState.FAILED:
        return import_pages.failed(request, row)
    return redirect("census:import_mapping", pk=pk)


@page(policy=Needs("imports.run"))
def mapping(request: ScopedRequest, pk: int) -> HttpResponse:
    """What each column means; confirming starts the check."""
    row = found_batch(request, pk)
    if row.state not in TRANSITIONS["confirm_mapping"][0]:
        return redirect("census:import", pk=pk)
    columns = queries.columns(row)
    form = MappingForm(
        request.POST or None, scope=request.scope, columns=columns, choices=queries.choices(row.kind)
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.confirm_mapping(
                batch=row, chosen=form.chosen(), by=request.scope, at=timezone.now()
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
            "sheets": import_pages.by_sheet(form),
            "unknown": sum(1 for column in columns if column.field is None and not column.needless),
            "doubtful": sum(1 for column in columns if column.field is not None and column.confidence < 0.8),
            "steps": import_pages.steps(row, now="mapping"),
        },
    )


@require_POST
@page(policy=Needs("imports.run"))
def check(request: ScopedRequest, pk: int) -> HttpResponse:
    """The check once more, after it failed."""
    row = found_batch(request, pk)
    try:
        actions.start_check(batch=row, by=request.scope, at=timezone.now())
    except Conflict as conflict:
        messages.info(request, conflict.sentence)
    return redirect("census:import", pk=pk)


@require_POST
@page(policy=Needs("imports.run"))
def commit(request: ScopedRequest, pk: int) -> HttpResponse:
    """Writes what the preview showed. A second click finds the first one at work."""
    row = found_batch(request, pk)
    try:
        actions.start_commit(batch=row, by=request.scope, at=timezone.now())
    except Conflict as conflict:
        messages.info(request, conflict.sentence)
    return redirect("census:import", pk=pk)


@page(policy=Needs("imports.run"))
def refused(request: ScopedRequest, pk: int) -> HttpResponseBase:
    """The sender's own workbook with the refused rows only."""
    row = found_batch(request, pk)
    path = queries.refused_file(row)
    if path is None:
        raise Http404
    if not queries.may_take_refused(request.scope, row):
        raise Forbidden
    audit.record(
        "export.refused_rows",
        by=request.scope,
        at=timezone.now(),
        subject_kind="import",
        subject_id=row.pk,
        subject=row.file_name,
        path=row.path,
    )
    stem = row.file_name.rpartition(".")[0] or row.file_name
    name = f"{stem}-{_('退回')}.xlsx"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=XLSX)


@page(policy=Needs("imports.run"))
def undo(request: ScopedRequest, pk: int) -> HttpResponse:
    """A question, then everything as it was before the import; or the sentence of what depends on it."""
    row = found_batch(request, pk)
    against = ""
    if request.method == "POST":
        try:
            undone = actions.undo(batch=row, by=request.scope, at=timezone.now())
        except Refused as refusal:
            against = refusal.sentence
        except Conflict as conflict:
            messages.info(request, conflict.sentence)
            return redirect("census:import", pk=pk)
        else:
            jobs.follow_up()
            sentence = _("已撤回：%(restored)s 条恢复原样，%(removed)s 条删去。")
            messages.success(request, sentence % {"restored": undone.restored, "removed": undone.removed})
            return redirect("census:import", pk=pk)
    elif row.state != ImportState.COMMITTED:
        return redirect("census:import", pk=pk)
    sentence = _(
        "这次导入新增的 %(created)s 条会删去，更新的 %(updated)s 条恢复为导入前的内容。撤回后可以改好再上传。"
    )
    return import_pages.question(
        request,
        row,
        title=_("撤回导入"),
        question=_("撤回“%(file)s”的导入？") % {"file": row.file_name},
        consequence=sentence % {"created": row.created or 0, "updated": row.updated or 0},
        button=_("撤回"),
        against=against,
    )


@page(policy=Needs("imports.run"))
def discard(request: ScopedRequest, pk: int) -> HttpResponse:
    """Gives an import up before anything was written."""
    row = found_batch(request, pk)
    if request.method == "POST":
        try:
            actions.discard(batch=row, by=request.scope, at=timezone.now())
        except Conflict as conflict:
            messages.info(request, conflict.sentence)
            return redirect("census:import", pk=pk)
        messages.success(request, _("已放弃“%(file)s”，没有写入任何内容。") % {"file": row.file_name})
        return redirect("census:imports")
    return import_pages.question(
        request,
        row,
        title=_("放弃导入"),
        question=_("放弃“%(file)s”？") % {"file": row.file_name},
        consequence=_("还没有写入任何内容。需要时可以重新上传。"),
        button=_("放弃"),
    )


def _digest(file: Any) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def found_batch(request: ScopedRequest, pk: int) -> ImportBatch:
    """The import inside the scope, or 404."""
    return get_object_or_404(queries.batches(request.scope), pk=pk)
