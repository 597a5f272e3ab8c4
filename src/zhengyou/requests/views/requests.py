"""Requests: asked from any page, answered in time, seen by both sides."""

from __future__ import annotations

import re

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from zhengyou.requests.actions import asking
from zhengyou.requests.forms.requests import AnswerForm, CorrectionForm, RequestFilter, TooMuchForm
from zhengyou.requests.models import Request
from zhengyou.requests.queries import requests as queries
from zhengyou.web.form_pages import refusals_at
from zhengyou.web.lists import paged
from zhengyou.web.policy import ScopedRequest, SignedIn, page
from zhengyou.web.subjects import Subject, find

_FORM_ID = re.compile(r"[a-z0-9][a-z0-9._:-]{0,39}")


@page(policy=SignedIn())
def requests(request: ScopedRequest) -> HttpResponse:
    """Own requests with their answers; for offices also those of their territory."""
    form = RequestFilter(request.GET)
    chosen = form.chosen()
    rows = queries.listed(request.scope, state=chosen["state"], kind=chosen["kind"], text=chosen["q"])
    listed = paged(request, rows)
    context = {
        "form": form,
        "page": listed,
        "today": timezone.localdate(),
        "answers": request.scope.may(queries.ANSWER),
    }
    return render(request, "requests/list.html", context)


@page(policy=SignedIn())
def request_page(request: ScopedRequest, pk: int) -> HttpResponse:
    """One request; whoever may answer finds the form here."""
    row = get_object_or_404(queries.readable(request.scope).select_related("asked_by"), pk=pk)
    answerable = row.answered_at is None and queries.may_answer(request.scope, row)
    form = AnswerForm(request.POST or None, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        asking.answer(
            request=row,
            outcome=form.cleaned_data["outcome"],
            text=form.cleaned_data["text"],
            by=request.scope,
            at=timezone.now(),
        )
        messages.success(request, _("已答复。提出人会在“请求和答复”里看到。"))
        return redirect("requests:request", pk=row.pk)
    subject = find(request.scope, row.subject_kind, row.subject_id)
    context = {
        "row": row,
        "form": form if answerable else None,
        "subject_url": subject.url if subject else "",
        "today": timezone.localdate(),
    }
    return render(request, "requests/request.html", context)


@page(policy=SignedIn())
def new(request: ScopedRequest) -> HttpResponse:
    """Asks for the correction of one record. ?subject_kind=unit&subject_id=7; outside the scope: 404."""
    if request.GET.get("kind", Request.Kind.CORRECTION) != Request.Kind.CORRECTION:
        raise Http404
    kind, subject_id = request.GET.get("subject_kind", ""), request.GET.get("subject_id", "")[:40]
    subject = find(request.scope, kind, subject_id)
    if subject is None:
        raise Http404
    form = CorrectionForm(request.POST or None, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        with refusals_at(form):
            row = asking.ask(
                kind=Request.Kind.CORRECTION,
                subject_kind=kind,
                subject_id=subject_id,
                subject=subject,
                text=form.cleaned_data["text"],
                by=request.scope,
                at=timezone.now(),
            )
            messages.success(request, _("已提出。%(day)s 前答复。") % {"day": row.due_on.isoformat()})
            return redirect("requests:request", pk=row.pk)
    return render(request, "requests/new.html", {"form": form, "subject": subject})


@page(policy=SignedIn())
def too_much(request: ScopedRequest) -> HttpResponse:
    """“This asks too much”, from any form page. ?form=unit.add&title=添加单位&next=/units/add/."""
    form_id = request.GET.get("form", "")
    if not _FORM_ID.fullmatch(form_id):
        raise Http404
    title = request.GET.get("title", "").strip()[:100] or form_id
    back = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    form = TooMuchForm(request.POST or None, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        place = getattr(request.appointment, "place", "") or queries.place_of_person(
            request.scope.user_id or 0
        )
        with refusals_at(form):
            row = asking.ask(
                kind=Request.Kind.TOO_MUCH,
                subject_kind="form",
                subject_id=form_id,
                subject=Subject(label=title, place=place),
                text=form.cleaned_data["text"],
                by=request.scope,
                at=timezone.now(),
            )
            messages.success(request, _("收到了，%(day)s 前给您答复。") % {"day": row.due_on.isoformat()})
            return redirect(back)
    return render(request, "requests/too_much.html", {"form": form, "title": title, "back": back})
