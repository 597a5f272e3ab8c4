"""Pages of an import, step by step: file, columns, preview, result. Each step may be gone back to and clicked twice."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from zhengyou import jobs
from zhengyou.audit import actions as audit
from zhengyou.census.actions import imports as actions
from zhengyou.census.forms.imports import BatchFilter, MappingForm, TemplateForm, UploadForm, kinds
from zhengyou.census.lifecycle import TRANSITIONS, ImportState
from zhengyou.census.models import ImportBatch
from zhengyou.census.queries import imports as queries
from zhengyou.census.queries import unfinished
from zhengyou.jobs.models import Job
from zhengyou.organisations.queries import territories
from zhengyou.web.downloads import XLSX, workbook
from zhengyou.web.errors import Conflict, Forbidden, Refused
from zhengyou.web.form_pages import refusals_at
from zhengyou.web.lists import SIZE, paged
from zhengyou.web.policy import Needs, ScopedRequest, page

STATES: Final = {
    ImportState.UPLOADED: gettext_lazy("待核对列"),
    ImportState.MAPPED: gettext_lazy("待检查"),
    ImportState.CHECKING: gettext_lazy("正在检查"),
    ImportState.CHECKED: gettext_lazy("待确认导入"),
    ImportState.COMMITTING: gettext_lazy("正在导入"),
    ImportState.COMMITTED: gettext_lazy("已导入"),
    ImportState.UNDONE: gettext_lazy("已撤回"),
    ImportState.DISCARDED: gettext_lazy("已放弃"),
    ImportState.FAILED: gettext_lazy("没有办成"),
}
TONES: Final = {
    ImportState.COMMITTED: "ok",
    ImportState.FAILED: "bad",
    ImportState.UPLOADED: "wait",
    ImportState.MAPPED: "wait",
    ImportState.CHECKED: "wait",
    ImportState.CHECKING: "info",
    ImportState.COMMITTING: "info",
}
RUNNING: Final = frozenset({ImportState.CHECKING, ImportState.COMMITTING})
OUTCOMES: Final = ("created", "updated", "unchanged")
NEXT_PAGE: Final = {
    "units": "census:units",
    "organisations": "organisations:list",
    "members": "census:members",
}


@page(policy=Needs("imports.run"))
def imports(request: ScopedRequest) -> HttpResponse:
    """All imports inside the scope, the newest first."""
    form = BatchFilter(request.GET, states=[(state.value, word) for state, word in STATES.items()])
    found = queries.batches(request.scope, **form.chosen())
    shown = paged(request, found)
    return render(
        request,
        "census/imports.html",
        {
            "form": form,
            "page": shown,
            "rows": [(row, *told(row)) for row in shown.object_list],
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
            "steps": _steps(None),
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
    if row.state in RUNNING:
        return _running(request, row)
    if row.state == ImportState.CHECKED:
        return _preview(request, row)
    if row.state in {ImportState.COMMITTED, ImportState.UNDONE, ImportState.DISCARDED}:
        return _result(request, row)
    if row.state == ImportState.FAILED:
        return _failed(request, row)
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
            "sheets": _by_sheet(form),
            "unknown": sum(1 for column in columns if column.field is None),
            "doubtful": sum(1 for column in columns if column.field is not None and column.confidence < 0.8),
            "steps": _steps(row, now="mapping"),
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
    return _question(
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
    return _question(
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


def told(row: ImportBatch) -> tuple[str, str]:
    """(the state in a word, the tone of its tag)."""
    state = ImportState(row.state)
    return str(STATES[state]), TONES.get(state, "")


def _running(request: ScopedRequest, row: ImportBatch) -> HttpResponse:
    """The progress; a job that ended without finishing says so and may be begun again."""
    job = Job.objects.within(request.scope).filter(pk=row.job_id).first() if row.job_id else None
    if job is not None and job.finished and job.state != "done":
        return _failed(request, row, job)
    now = "check" if row.state == ImportState.CHECKING else "commit"
    context = {
        "batch": row,
        "job": job,
        "steps": _steps(row, now=now),
        "checking": row.state == ImportState.CHECKING,
    }
    return render(request, "census/import_running.html", context)


def _failed(request: ScopedRequest, row: ImportBatch, job: Job | None = None) -> HttpResponse:
    if job is None and row.job_id:
        job = Job.objects.within(request.scope).filter(pk=row.job_id).first()
    context = {"batch": row, "job": job, "steps": _steps(row, now="check")}
    return render(request, "census/import_failed.html", context)


def _preview(request: ScopedRequest, row: ImportBatch) -> HttpResponse:
    """What would change, field by field, and what is wrong; nothing is written yet."""
    figures = {"created": row.created or 0, "updated": row.updated or 0, "unchanged": row.unchanged or 0}
    asked = request.GET.get("show", "")
    known = (*OUTCOMES, "errors", "warnings")
    show = (
        asked
        if asked in known
        else next((key for key in ("updated", "created", "unchanged") if figures[key]), "errors")
    )
    context: dict[str, Any] = {
        "batch": row,
        "show": show,
        "tabs": _tabs(row, figures),
        "summary": queries.issue_summary(row),
        "steps": _steps(row, now="preview"),
        "has_refused_file": bool(row.refused) and _offers_refused(request, row),
    }
    if show in OUTCOMES:
        shown = paged(request, range(figures[show]))
        found = queries.preview(row, kind=show, page=shown.number, size=SIZE, scope=request.scope)
        context |= {"page": shown, "rows": found.rows}
    else:
        issues = queries.issues(row, severity="error" if show == "errors" else "warning")
        shown_issues = paged(request, issues)
        context |= {"page": shown_issues, "issues": list(shown_issues.object_list)}
    return render(request, "census/import_preview.html", context)


def _offers_refused(request: ScopedRequest, row: ImportBatch) -> bool:
    return queries.refused_file(row) is not None and queries.may_take_refused(request.scope, row)


def _tabs(row: ImportBatch, figures: dict[str, int]) -> list[tuple[str, str, int]]:
    by_severity = {"error": 0, "warning": 0}
    for _code, severity, count, _message in queries.issue_summary(row):
        by_severity[severity] = by_severity.get(severity, 0) + count
    return [
        ("created", _("新增"), figures["created"]),
        ("updated", _("更新"), figures["updated"]),
        ("unchanged", _("没有变化"), figures["unchanged"]),
        ("errors", _("退回的问题"), by_severity["error"]),
        ("warnings", _("请留意"), by_severity["warning"]),
    ]


def _result(request: ScopedRequest, row: ImportBatch) -> HttpResponse:
    committed = row.state == ImportState.COMMITTED
    return render(
        request,
        "census/import_result.html",
        {
            "batch": row,
            "state": told(row),
            "committed": committed,
            "summary": queries.issue_summary(row),
            "has_refused_file": committed and bool(row.refused) and _offers_refused(request, row),
            "list_url": reverse(NEXT_PAGE[row.kind]),
            "steps": _steps(row, now="" if committed else "commit"),
        },
    )


def _question(
    request: ScopedRequest,
    row: ImportBatch,
    *,
    title: str,
    question: str,
    consequence: str,
    button: str,
    against: str = "",
) -> HttpResponse:
    own = reverse("census:import", args=[row.pk])
    context = {
        "title": title,
        "trail": [(_("导入"), reverse("census:imports")), (row.file_name, own)],
        "question": question,
        "consequence": consequence,
        "button": button,
        "against": against,
        "back": own,
        "danger": True,
    }
    return render(request, "census/confirm.html", context)


def _by_sheet(form: MappingForm) -> list[tuple[str, list[Any]]]:
    found: dict[str, list[Any]] = {}
    for column, field in form.lines:
        found.setdefault(column.sheet, []).append((column, field))
    return list(found.items())


def _steps(row: ImportBatch | None, now: str = "upload") -> list[dict[str, str]]:
    """The way of a workbook; steps behind that may be gone back to are links."""
    names = [
        ("upload", _("选择文件"), row.file_name if row else ""),
        ("mapping", _("核对各列"), ""),
        ("check", _("检查"), ""),
        ("preview", _("预览"), ""),
        ("commit", _("导入"), ""),
    ]
    at = next((place for place, (key, _label, _note) in enumerate(names) if key == now), len(names))
    steps = []
    for place, (key, label, note) in enumerate(names):
        state = "done" if place < at else "now" if place == at else "later"
        back = (
            key == "mapping"
            and place < at
            and row is not None
            and row.state in TRANSITIONS["confirm_mapping"][0]
        )
        url = reverse("census:import_mapping", args=[row.pk]) if back and row else ""
        steps.append({"label": label, "note": note, "state": state, "url": url})
    return steps
