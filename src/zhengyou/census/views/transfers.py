"""Pages of transfers between branches: what waits for either side, and one transfer with its answer."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhengyou import jobs
from zhengyou.census.actions import transfers as actions
from zhengyou.census.forms.rolls import RefuseTransferForm, TransferFilter
from zhengyou.census.models import Transfer
from zhengyou.census.queries import transfers as queries
from zhengyou.web.errors import Forbidden
from zhengyou.web.form_pages import form_page, refusals_at
from zhengyou.web.lists import paged
from zhengyou.web.policy import Needs, ScopedRequest, page


@page(policy=Needs("members.edit"))
def transfers(request: ScopedRequest) -> HttpResponse:
    """What waits, or what became of others."""
    form = TransferFilter(request.GET)
    shown = paged(request, queries.listed(request.scope, show=form.chosen()["show"]))
    context = {
        "form": form,
        "page": shown,
        "rows": [queries.shown(request.scope, row) for row in shown.object_list],
        "waiting": queries.to_release(request.scope).count(),
        "filtered": any(form.chosen().values()),
    }
    return render(request, "census/transfers.html", context)


@page(policy=Needs("members.edit"))
def transfer(request: ScopedRequest, pk: int) -> HttpResponse:
    """One transfer as this side may see it."""
    context = {"one": queries.shown(request.scope, _found(request, pk))}
    return render(request, "census/transfer.html", context)


@require_POST
@page(policy=Needs("members.edit"))
def release(request: ScopedRequest, pk: int) -> HttpResponse:
    """The member goes."""
    actions.release(transfer=_found(request, pk), by=request.scope, at=timezone.now())
    jobs.follow_up()
    messages.success(request, _("已放行，党员已转到新的支部。"))
    return redirect("census:transfers")


@page(policy=Needs("members.edit"))
def refuse(request: ScopedRequest, pk: int) -> HttpResponse:
    """Why not."""
    row = _found(request, pk)
    one = queries.shown(request.scope, row)
    if not one.may_release and request.method != "POST":
        raise Forbidden
    form = RefuseTransferForm(request.POST or None, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        with refusals_at(form, "reason"):
            reason = form.cleaned_data["reason"]
            actions.refuse(transfer=row, reason=reason, by=request.scope, at=timezone.now())
            messages.success(request, _("已答复，对方会看到原因。"))
            return redirect("census:transfers")
    trail = [(_("党员"), reverse("census:members")), (_("转接"), reverse("census:transfers"))]
    return form_page(
        request,
        form,
        title=_("不放行"),
        form_id="transfer.refuse",
        trail=[*trail, (one.name, reverse("census:transfer", args=[pk]))],
        about=one.name,
        button=_("不放行"),
    )


@require_POST
@page(policy=Needs("members.edit"))
def withdraw(request: ScopedRequest, pk: int) -> HttpResponse:
    """Who asked takes it back."""
    actions.withdraw(transfer=_found(request, pk), by=request.scope, at=timezone.now())
    messages.success(request, _("已撤回转接。"))
    return redirect("census:transfers")


def _found(request: ScopedRequest, pk: int) -> Transfer:
    rows = Transfer.objects.within(request.scope).select_related(
        "member", "from_branch", "to_branch", "from_unit", "to_unit"
    )
    return get_object_or_404(rows, pk=pk)
