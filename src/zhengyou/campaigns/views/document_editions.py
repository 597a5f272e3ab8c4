"""Editions of a document: kept, read, compared, taken back; and the document as Word and PDF."""

from __future__ import annotations

import io

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhengyou.audit import actions as audit
from zhengyou.campaigns import document_words as words
from zhengyou.campaigns.actions import editions as actions
from zhengyou.campaigns.actions.documents import KIND
from zhengyou.campaigns.forms.documents import KeepForm
from zhengyou.campaigns.lifecycle import DocumentState
from zhengyou.campaigns.models import Edition, ImplementationDocument
from zhengyou.campaigns.queries import document_content
from zhengyou.campaigns.queries import documents as queries
from zhengyou.campaigns.rules.document.content import Content, from_json
from zhengyou.campaigns.rules.document.differences import compare
from zhengyou.campaigns.rules.document.layout import official
from zhengyou.campaigns.rules.document.sections import sections
from zhengyou.campaigns.views.documents import found, trail, written
from zhengyou.campaigns.views.section import page_of
from zhengyou.documents import Made, to_docx, to_pdf
from zhengyou.web.policy import Needs, ScopedRequest, page

FILES = {
    "docx": (to_docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": (to_pdf, "application/pdf"),
}
_FINAL = frozenset({DocumentState.APPROVED, DocumentState.ISSUED})
_SETTLED = frozenset({Edition.Kind.APPROVED, Edition.Kind.ISSUED})


@require_POST
@page(policy=Needs("documents.write"))
def keep(request: ScopedRequest, pk: int) -> HttpResponse:
    """Keeps the document as it stands."""
    row = written(request, pk)
    form = KeepForm(request.POST, scope=request.scope)
    if form.is_valid():
        made = actions.keep(document=row, note=form.cleaned_data["note"], by=request.scope, at=timezone.now())
        messages.success(request, _("已留存为第 %(number)s 版。") % {"number": made.number})
    else:
        messages.error(request, _("说明最多 100 个字，请写短一些。"))
    return redirect("campaigns:document", pk=pk)


@page(policy=Needs("directives.view"))
def edition(request: ScopedRequest, pk: int) -> HttpResponse:
    """One edition in full; those below find what was issued."""
    row = _edition(request, pk)
    content = from_json(row.content)
    whole = queries.readable(request.scope).filter(pk=row.document_id).first()
    context = {
        "edition": row,
        "content": content,
        "sections": sections(content),
        "document": whole,
        "trail": trail(whole) if whole else [trail(row.document)[0]],
        "restores": bool(whole and queries.may_write(request.scope, whole) and queries.is_written(whole)),
    }
    return page_of(request, "documents", "campaigns/documents/edition.html", context)


@require_POST
@page(policy=Needs("documents.write"))
def take_back(request: ScopedRequest, pk: int) -> HttpResponse:
    """An older edition becomes the draft."""
    row = _edition(request, pk)
    held = written(request, row.document_id)
    actions.take_back(document=held, edition=row, by=request.scope, at=timezone.now())
    messages.success(
        request, _("已恢复第 %(number)s 版的文字，恢复前的文字另存了一版。") % {"number": row.number}
    )
    return redirect("campaigns:document", pk=held.pk)


@page(policy=Needs("directives.view"))
def compare_editions(request: ScopedRequest, pk: int) -> HttpResponse:
    """What differs. ?old=, ?new=: numbers of editions; without `new` today's text, without `old` the last approved edition."""
    row = found(request, pk)
    held = {str(one.number): one for one in queries.editions(row)}
    old = held.get(request.GET.get("old", "")) or queries.last_approved(row)
    new = held.get(request.GET.get("new", ""))
    differences = []
    if old is not None:
        now = from_json(new.content) if new else document_content.gather(row, on=timezone.localdate()).content
        differences = compare(from_json(old.content), now)
    shown = [
        (
            words.CHANGES[one.change],
            one,
            [(words.FIELDS[field.name], field.stretches) for field in one.fields],
        )
        for one in differences
    ]
    context = {
        "document": row,
        "trail": trail(row),
        "editions": list(held.values()),
        "old": old,
        "new": new,
        "differences": shown,
    }
    return page_of(request, "documents", "campaigns/documents/compare.html", context)


@page(policy=Needs("directives.view"))
def document_file(request: ScopedRequest, pk: int, kind: str) -> HttpResponse | FileResponse:
    """The document as it stands, marked as a draft until it is approved; once submitted, as it was submitted."""
    row = found(request, pk)
    standing = queries.standing(row)
    content = (
        from_json(standing.content)
        if standing
        else document_content.gather(row, on=timezone.localdate()).content
    )
    remark = (
        "" if row.state in _FINAL else "（送审稿）" if row.state == DocumentState.SUBMITTED else "（草稿）"
    )
    return _file(request, row, content, kind, remark)


@page(policy=Needs("directives.view"))
def edition_file(request: ScopedRequest, pk: int, kind: str) -> HttpResponse | FileResponse:
    """An edition as it was."""
    row = _edition(request, pk)
    settled = row.kind in _SETTLED
    remark = "" if settled else "（送审稿）" if row.kind == Edition.Kind.SUBMITTED else "（草稿）"
    return _file(request, row.document, from_json(row.content), kind, remark)


def _edition(request: ScopedRequest, pk: int) -> Edition:
    rows = Edition.objects.within(request.scope).select_related("document__territory")
    return get_object_or_404(rows, pk=pk)


def _file(
    request: ScopedRequest, row: ImplementationDocument, content: Content, kind: str, remark: str
) -> HttpResponse | FileResponse:
    """Set by the standard; what the machine lacks for it (a face, a sign) is told on the next page."""
    if kind not in FILES:
        raise Http404
    write, content_type = FILES[kind]
    made: Made = write(official(content, remark=remark))
    for notice in made.notices:
        chinese = request.LANGUAGE_CODE.startswith("zh")
        messages.warning(request, notice.message_zh if chinese else notice.message_en)
    audit.record(
        "export.document",
        by=request.scope,
        at=timezone.now(),
        subject_kind=KIND,
        subject_id=row.pk,
        subject=content.title,
        path=row.place,
        detail={"kind": kind},
    )
    return FileResponse(
        io.BytesIO(made.content),
        as_attachment=True,
        filename=f"{content.title[:60]}{remark}.{kind}",
        content_type=content_type,
    )
