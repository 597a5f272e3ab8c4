"""What follows the file and its columns: check, preview, commit, refused rows, undo. Each may be clicked twice."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhengyou import jobs
from zhengyou.census.actions import imports as actions
from zhengyou.census.actions import refused_rows
from zhengyou.census.importing import storing
from zhengyou.census.lifecycle import ImportState
from zhengyou.census.models import ImportBatch
from zhengyou.census.queries import imports as queries
from zhengyou.census.views import import_pages
from zhengyou.web.downloads import XLSX
from zhengyou.web.errors import Conflict, Forbidden, Refused
from zhengyou.web.policy import Needs, ScopedRequest, page


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
    """The sender's own workbook with the refused rows only. What was imported by command is made when it is asked for."""
    row = found_batch(request, pk)
    path = queries.refused_file(row)
    if path is None and not (row.refused and queries.upload_path(row).exists()):
        raise Http404
    if not queries.may_take_refused(request.scope, row):
        raise Forbidden
    if path is None and (row.rows_read or 0) > refused_rows.AT_ONCE:
        job = refused_rows.start(batch=row, by=request.scope, at=timezone.now())
        return redirect("jobs:page", pk=job.pk)
    if path is None:
        refused_rows.make(batch=row)
        path = queries.refused_file(row)
    assert path is not None
    refused_rows.record(batch=row, by=request.scope, at=timezone.now())
    stem = row.file_name.rpartition(".")[0] or row.file_name
    name = f"{stem}-{_('退回')}.xlsx"
    return FileResponse(storing.opened(path), as_attachment=True, filename=name, content_type=XLSX)


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


def found_batch(request: ScopedRequest, pk: int) -> ImportBatch:
    """The import inside the scope, or 404."""
    return get_object_or_404(queries.batches(request.scope), pk=pk)
