"""What the pages of an import show: its state in a word, its steps, its progress, preview, result and questions."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhengyou import standards
from zhengyou.census.forms.imports import PreviewFilter
from zhengyou.census.lifecycle import TRANSITIONS, ImportState
from zhengyou.census.models import ImportBatch
from zhengyou.census.queries import imports as queries
from zhengyou.census.queries import previews
from zhengyou.jobs.models import Job
from zhengyou.web.lists import SIZE, paged
from zhengyou.web.policy import ScopedRequest
from zhengyou.web.row_ids import row_id

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
    **dict.fromkeys(standards.load_registers(), "census:units"),
}


def told(row: ImportBatch) -> tuple[str, str]:
    """(the state in a word, the tone of its tag)."""
    state = ImportState(row.state)
    return str(STATES[state]), TONES.get(state, "")


def running(request: ScopedRequest, row: ImportBatch) -> HttpResponse:
    """The progress; a job that ended without finishing says so and may be begun again."""
    job = Job.objects.within(request.scope).filter(pk=row.job_id).first() if row.job_id else None
    if job is not None and job.finished and job.state != "done":
        return failed(request, row, job)
    now = "check" if row.state == ImportState.CHECKING else "commit"
    context = {
        "batch": row,
        "job": job,
        "steps": steps(row, now=now),
        "checking": row.state == ImportState.CHECKING,
    }
    return render(request, "census/import_running.html", context)


def failed(request: ScopedRequest, row: ImportBatch, job: Job | None = None) -> HttpResponse:
    if job is None and row.job_id:
        job = Job.objects.within(request.scope).filter(pk=row.job_id).first()
    context = {"batch": row, "job": job, "steps": steps(row, now="check")}
    return render(request, "census/import_failed.html", context)


def preview(request: ScopedRequest, row: ImportBatch) -> HttpResponse:
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
        "steps": steps(row, now="preview"),
        "has_refused_file": queries.offers_refused(request.scope, row),
    }
    if show in OUTCOMES:
        context |= _rows(request, row, show)
    else:
        issues = queries.issues(row, severity="error" if show == "errors" else "warning")
        shown_issues = paged(request, issues)
        context |= {"page": shown_issues, "issues": list(shown_issues.object_list)}
    return render(request, "census/import_preview.html", context)


def _rows(request: ScopedRequest, row: ImportBatch, show: str) -> dict[str, Any]:
    """One page of the rows of an outcome, narrowed by name and by the field that changes."""
    asked = {"q": request.GET.get("q", "").strip(), "field": request.GET.get("field", "")}
    page = row_id(request.GET.get("page", "")) or 1  # any number: past the end is the last page
    found = previews.preview(row, kind=show, page=page, size=SIZE, scope=request.scope, **asked)
    fields = [("", _("全部"))] + [(name, f"{label}（{count}）") for name, label, count in found.fields]
    form = PreviewFilter(request.GET, fields=fields)
    return {
        "page": paged(request, range(found.total)),
        "rows": found.rows,
        "filter": form,
        "filtered": any(asked.values()),
    }


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


def result(request: ScopedRequest, row: ImportBatch) -> HttpResponse:
    committed = row.state == ImportState.COMMITTED
    return render(
        request,
        "census/import_result.html",
        {
            "batch": row,
            "state": told(row),
            "committed": committed,
            "summary": queries.issue_summary(row),
            "has_refused_file": committed and queries.offers_refused(request.scope, row),
            "list_url": reverse(NEXT_PAGE[row.kind]),
            "steps": steps(row, now="" if committed else "commit"),
        },
    )


def question(
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


def steps(row: ImportBatch | None, now: str = "upload") -> list[dict[str, str]]:
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
