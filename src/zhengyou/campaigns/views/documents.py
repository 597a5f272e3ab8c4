"""Implementation documents: the list, one document, its check, its head."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhengyou.campaigns import document_words as words
from zhengyou.campaigns.actions import documents as actions
from zhengyou.campaigns.forms.documents import HeadForm, KeepForm, TakeInForm
from zhengyou.campaigns.models import ImplementationDocument
from zhengyou.campaigns.queries import document_content, reading
from zhengyou.campaigns.queries import documents as queries
from zhengyou.campaigns.rules.document.content import from_json
from zhengyou.campaigns.rules.document.differences import count
from zhengyou.campaigns.rules.document.sections import sections
from zhengyou.campaigns.views.section import page_of
from zhengyou.changes import queries as changes
from zhengyou.web.corrections import shown_again
from zhengyou.web.errors import Conflict, Forbidden, Refused
from zhengyou.web.form_pages import form_page, refusals_at
from zhengyou.web.lists import paged
from zhengyou.web.policy import Needs, ScopedRequest, page


@page(policy=Needs("directives.view"))
def documents(request: ScopedRequest) -> HttpResponse:
    """What may be begun, the own documents, those of the levels below, and what the levels above issued."""
    scope = request.scope
    writes = queries.level_of(scope) is not None
    context = {
        "writes": writes,
        "startable": queries.startable(scope) if writes else (),
        "own": queries.own(scope) if scope.place else (),
        "page": paged(request, queries.below(scope)),
        "above": queries.issued_above(scope),
    }
    return page_of(request, "documents", "campaigns/documents/list.html", context)


@require_POST
@page(policy=Needs("documents.write"))
def start(request: ScopedRequest, pk: int) -> HttpResponse:
    """Begins the document that answers a directive; where there is one, leads to it."""
    directive = get_object_or_404(reading.readable(request.scope), pk=pk)
    try:
        row = actions.start(directive=directive, by=request.scope, at=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("campaigns:documents")
    messages.success(request, _("已起草。请逐条写明怎样落实。"))
    return redirect("campaigns:document_compose", pk=row.pk)


@page(policy=Needs("directives.view"))
def document(request: ScopedRequest, pk: int) -> HttpResponse:
    """How far it is, what may be done now, and for whoever reads or approves it the text."""
    row = found(request, pk)
    gathered = document_content.gather(row, on=timezone.localdate())
    findings = document_content.findings(row, gathered)
    writing = queries.may_write(request.scope, row) and queries.is_written(row)
    standing, approved = queries.standing(row), queries.last_approved(row)
    shown = from_json(standing.content) if standing else gathered.content
    changed = count(from_json(approved.content), shown) if approved else 0
    parts = sections(shown)
    context = {
        "document": row,
        "content": shown,
        "standing": standing,
        "moved": count(shown, gathered.content) if standing else 0,
        "directives": gathered.directives,
        "sections": parts,
        "count": sum(len(one.rows) for one in parts),
        "open": sum(one.open for one in parts),
        "answered": sum(len(one.rows) - one.open for one in parts),
        "groups": words.grouped(findings),
        "writing": writing,
        "steps": [(step, words.STEPS[step]) for step in queries.steps(request.scope, row)],
        "history": [(one, words.STEPS[one.step]) for one in queries.history(row)],
        "editions": queries.editions(row),
        "approved": approved,
        "changed": changed,
        "keep_form": KeepForm(scope=request.scope) if writing else None,
        "further": writing and queries.startable(request.scope).filter(campaign=row.campaign_id).exists(),
    }
    return page_of(request, "documents", "campaigns/documents/document.html", context)


@page(policy=Needs("directives.view"))
def check(request: ScopedRequest, pk: int) -> HttpResponse:
    """What the check finds: where, why it matters, how to mend it."""
    return checked(request, found(request, pk))


@page(policy=Needs("documents.write"))
def head(request: ScopedRequest, pk: int) -> HttpResponse:
    """Head, first and last paragraph in a form."""
    row = written(request, pk)
    form = _head_form(request, row, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct(
                document=row,
                facts=form.facts(),
                version=form.cleaned_data["version"],
                by=request.scope,
                at=timezone.now(),
            )
        except Conflict as conflict:
            return _conflict(request, form, pk, conflict)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("已保存。"))
            return redirect("campaigns:document", pk=pk)
    return form_page(request, form, title=_("改文头和首尾段"), form_id="document.head", trail=trail(row))


@page(policy=Needs("documents.write"))
def take_in(request: ScopedRequest, pk: int) -> HttpResponse:
    """A further directive of the campaign to answer in the same document."""
    row = written(request, pk)
    offered = queries.startable(request.scope).filter(campaign=row.campaign_id)
    form = TakeInForm(request.POST or None, scope=request.scope, offered=offered)
    if request.method == "POST" and form.is_valid():
        with refusals_at(form):
            actions.take_in(
                document=row,
                directive=form.cleaned_data["directive"],
                by=request.scope,
                at=timezone.now(),
            )
            messages.success(request, _("已加入。它的要求排在后面；判定为同一要求的只答复一次。"))
            return redirect("campaigns:document", pk=pk)
    return form_page(
        request,
        form,
        title=_("再答复一份文件"),
        form_id="document.take_in",
        trail=trail(row),
        note=_("同一活动的几份文件可以在一份意见里一起答复，不用各写一份。"),
        button=_("加入"),
    )


def found(request: ScopedRequest, pk: int) -> ImplementationDocument:
    """The document inside the scope; 404 outside."""
    return get_object_or_404(queries.readable(request.scope), pk=pk)


def written(request: ScopedRequest, pk: int) -> ImplementationDocument:
    """The document, for whoever writes it now. Raises Forbidden, Conflict while it is not being written."""
    row = found(request, pk)
    if not queries.may_write(request.scope, row):
        raise Forbidden
    if not queries.is_written(row):
        raise Conflict(_("这份意见已经送审或批准，现在不能改。需要修改时，请先取回或重新修订。"))
    return row


def trail(row: ImplementationDocument) -> list[tuple[str, str]]:
    """The pages above one of the document's."""
    return [
        (_("贯彻意见"), reverse("campaigns:documents")),
        (row.title, reverse("campaigns:document", args=[row.pk])),
    ]


def checked(
    request: ScopedRequest, row: ImplementationDocument, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    """The page of the check. refusal: why the document was not submitted."""
    gathered = document_content.gather(row, on=timezone.localdate())
    context = {
        "document": row,
        "trail": trail(row),
        "groups": words.grouped(document_content.findings(row, gathered)),
        "composer": reverse("campaigns:document_compose", args=[row.pk]),
        "refusal": refusal,
        "writing": queries.may_write(request.scope, row) and queries.is_written(row),
    }
    return page_of(request, "documents", "campaigns/documents/check.html", context, status=status)


def _head_form(request: ScopedRequest, row: ImplementationDocument, data: Any) -> HeadForm:
    initial = {name: getattr(row, name) for name in actions.FACTS} | {
        "version": row.version,
        "seen": changes.last_seen(actions.KIND, row.pk),
    }
    return HeadForm(data, scope=request.scope, initial=initial)


def _conflict(request: ScopedRequest, sent: HeadForm, pk: int, conflict: Conflict) -> HttpResponse:
    """What others changed, and the form again: nothing typed is lost, nothing of theirs is overwritten unseen."""
    now = written(request, pk)
    rows = changes.since(actions.KIND, pk, sent.cleaned_data["seen"])
    form = shown_again(sent, lambda data: _head_form(request, now, data), changes.first_old(rows))
    return form_page(
        request,
        form,
        title=_("改文头和首尾段"),
        form_id="document.head",
        trail=trail(now),
        status=409,
        conflict=conflict.sentence,
        theirs=changes.events(rows, line=lambda row: (str(words.FIELDS[row.field]), row.old, row.new)),
    )
