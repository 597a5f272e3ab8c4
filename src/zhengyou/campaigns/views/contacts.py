"""Contact points of leaders: the list, given, ended."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhengyou.campaigns.actions import contacts as actions
from zhengyou.campaigns.forms.visits import ContactPointFilter, ContactPointForm, EndContactPointForm
from zhengyou.campaigns.models import ContactPoint
from zhengyou.campaigns.queries import contacts as queries
from zhengyou.campaigns.views import whom
from zhengyou.campaigns.views.section import page_of
from zhengyou.web.errors import Forbidden
from zhengyou.web.form_pages import form_page, refusals_at
from zhengyou.web.lists import paged
from zhengyou.web.policy import Needs, ScopedRequest, page


@page(policy=Needs("directives.view"))
def contacts(request: ScopedRequest) -> HttpResponse:
    """Level by level in path order."""
    form = ContactPointFilter(request.GET)
    chosen = form.chosen()
    shown = paged(request, queries.listed(request.scope, q=chosen["q"], ended=bool(chosen["ended"])))
    context = {
        "form": form,
        "page": shown,
        "lines": [(row, queries.may_write(request.scope, row)) for row in shown],
        "filtered": any(chosen.values()),
    }
    return page_of(request, "visits", "campaigns/visits/contacts.html", context)


@page(policy=Needs("tasks.manage"))
def add(request: ScopedRequest) -> HttpResponse:
    """Which leader. ?kind=organisation&id=7: the contact point; without it, it is found by name first."""
    about = whom.given(request)
    if about is None:
        return whom.search(request, title=_("添加联系点"))
    kind, subject_id, subject = about
    form = ContactPointForm(
        request.POST or None, scope=request.scope, initial={"valid_from": timezone.localdate()}
    )
    if request.method == "POST" and form.is_valid():
        with refusals_at(form):
            row = actions.add(
                **form.cleaned_data,
                kind=kind,
                subject_id=subject_id,
                subject=subject,
                by=request.scope,
                at=timezone.now(),
            )
            told = {"subject": row.subject, "leader": row.leader}
            messages.success(request, _("“%(subject)s”现在是%(leader)s的联系点。") % told)
            return redirect("campaigns:contacts")
    return form_page(
        request,
        form,
        title=_("添加联系点"),
        form_id="contact.add",
        trail=[(_("联系点"), reverse("campaigns:contacts"))],
        about=subject.label,
    )


@page(policy=Needs("tasks.manage"))
def end(request: ScopedRequest, pk: int) -> HttpResponse:
    """It ends and stays in the list of those ended."""
    row = get_object_or_404(ContactPoint.objects.within(request.scope), pk=pk)
    if not queries.may_write(request.scope, row):
        raise Forbidden
    form = EndContactPointForm(
        request.POST or None, scope=request.scope, initial={"valid_to": timezone.localdate()}
    )
    if request.method == "POST" and form.is_valid():
        with refusals_at(form):
            actions.end(contact=row, on=form.cleaned_data["valid_to"], by=request.scope, at=timezone.now())
            messages.success(request, _("联系点已结束，可以在“已结束”里查看。"))
            return redirect("campaigns:contacts")
    return form_page(
        request,
        form,
        title=_("结束联系点"),
        form_id="contact.end",
        trail=[(_("联系点"), reverse("campaigns:contacts"))],
        about=f"{row.leader} · {row.subject}",
        button=_("结束"),
    )
