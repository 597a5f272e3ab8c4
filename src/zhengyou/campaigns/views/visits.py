"""Visits: the list, the record, three lines to write, a promise that comes later."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhengyou.campaigns.actions import visits as actions
from zhengyou.campaigns.forms.visits import PromiseForm, Promises, VisitFilter, VisitForm
from zhengyou.campaigns.queries import visits as queries
from zhengyou.campaigns.queries.tasks import state_word
from zhengyou.campaigns.views import whom
from zhengyou.campaigns.views.section import page_of
from zhengyou.web import subjects
from zhengyou.web.errors import Forbidden
from zhengyou.web.form_pages import form_page, refusals_at
from zhengyou.web.lists import paged
from zhengyou.web.policy import Needs, ScopedRequest, page


@page(policy=Needs("directives.view"))
def visits(request: ScopedRequest) -> HttpResponse:
    """The list, the latest first, each with what was promised. ?kind=&id=: those of one unit, organisation or place."""
    form = VisitFilter(request.GET)
    rows = queries.listed(request.scope, q=form.chosen()["q"])
    about = whom.given(request)
    if about is not None:
        rows = rows.filter(subject_kind=about[0], subject_id=about[1])
    shown = paged(request, rows)
    promised = queries.promised(request.scope, shown)
    context = {
        "form": form,
        "page": shown,
        "lines": [(visit, promised.get(visit.pk, [])) for visit in shown],
        "about": about[2] if about else None,
        "today": timezone.localdate(),
    }
    return page_of(request, "visits", "campaigns/visits/list.html", context)


@page(policy=Needs("directives.view"))
def visit(request: ScopedRequest, pk: int) -> HttpResponse:
    """One visit with its promises."""
    row = get_object_or_404(queries.listed(request.scope), pk=pk)
    subject = subjects.find(request.scope, row.subject_kind, row.subject_id)
    tasks = queries.promised(request.scope, [row]).get(row.pk, [])
    context = {
        "visit": row,
        "subject_url": subject.url if subject else "",
        "tasks": [(task, state_word(task.state)) for task in tasks],
        "may_promise": queries.may_promise(request.scope, row),
        "today": timezone.localdate(),
    }
    return page_of(request, "visits", "campaigns/visits/visit.html", context)


@page(policy=Needs("visits.record"))
def add(request: ScopedRequest) -> HttpResponse:
    """Three lines. ?kind=unit&id=7: whom; without it, whom is found by name first."""
    about = whom.given(request)
    if about is None:
        return whom.search(request, title=_("记一次走访"))
    kind, subject_id, subject = about
    today = timezone.localdate()
    bodies, own = queries.who_may_promise(request.scope, on=today)
    form = VisitForm(
        request.POST or None,
        scope=request.scope,
        initial={"visited_on": today, "visitor": request.user.name},  # type: ignore[union-attr]
    )
    promises = Promises(
        request.POST or None,
        prefix="promise",
        form_kwargs={"scope": request.scope, "bodies": bodies, "own": own},
    )
    if request.method == "POST" and form.is_valid() and promises.is_valid():
        with refusals_at(form):
            row = actions.record(
                kind=kind,
                subject_id=subject_id,
                subject=subject,
                **form.cleaned_data,
                promises=[promise for one in promises if (promise := one.promise())],
                by=request.scope,
                at=timezone.now(),
            )
            messages.success(request, _("走访已记下。"))
            return redirect("campaigns:visit", pk=row.pk)
    return form_page(
        request,
        form,
        title=_("记一次走访"),
        form_id="visit.add",
        trail=[(_("走访"), reverse("campaigns:visits"))],
        about=subject.label,
        template="campaigns/visits/form.html",
        promises=promises,
        further=any(one.has_changed() for one in list(promises)[1:]) if promises.is_bound else False,
    )


@page(policy=Needs("visits.record"))
def promise(request: ScopedRequest, pk: int) -> HttpResponse:
    """A promise that is added later."""
    row = get_object_or_404(queries.listed(request.scope), pk=pk)
    if not queries.may_promise(request.scope, row):
        raise Forbidden
    bodies, own = queries.who_may_promise(request.scope, on=timezone.localdate())
    form = PromiseForm(request.POST or None, scope=request.scope, bodies=bodies, own=own)
    if request.method == "POST" and form.is_valid() and (promised := form.promise()):
        with refusals_at(form):
            actions.promise(visit=row, promise=promised, by=request.scope, at=timezone.now())
            messages.success(request, _("已添加。到期会提醒承办的机构。"))
            return redirect("campaigns:visit", pk=pk)
    return form_page(
        request,
        form,
        title=_("添加承诺"),
        form_id="visit.promise",
        trail=[
            (_("走访"), reverse("campaigns:visits")),
            (row.subject, reverse("campaigns:visit", args=[pk])),
        ],
        about=row.subject,
    )
