"""The list of reorganisations, one of them, and taking it back."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhengyou import jobs
from zhengyou.organisations.actions import reorganising, reversing
from zhengyou.organisations.lifecycle import ReorganisationState
from zhengyou.organisations.models import Reorganisation
from zhengyou.organisations.models.reorganisation import Tree
from zhengyou.organisations.queries import reorganisations as queries
from zhengyou.web.errors import Refused
from zhengyou.web.lists import paged
from zhengyou.web.policy import Needs, ScopedRequest, page

STATES = {
    ReorganisationState.DONE: gettext_lazy("已办理"),
    ReorganisationState.REVERSED: gettext_lazy("已撤回"),
}
KINDS = {
    "territory": gettext_lazy("地方"),
    "organisation": gettext_lazy("党组织"),
    "unit": gettext_lazy("单位"),
    "member": gettext_lazy("党员"),
}


@page(policy=Needs("organisations.edit", "territories.reorganise"))
def reorganisations(request: ScopedRequest) -> HttpResponse:
    """All in the scope, the newest first."""
    tree = request.GET.get("tree", "")
    tree = tree if tree in Tree.values else ""
    rows = queries.listed(request.scope, tree=tree)
    found = paged(request, rows)
    context = {
        "page": found,
        "rows": [(row, STATES[ReorganisationState(row.state)]) for row in found],
        "tree": tree,
        "trees": [("", _("全部")), *Tree.choices],
        "may_places": reorganising.may(request.scope, Tree.TERRITORY),
    }
    return render(request, "organisations/reorganisations.html", context)


@page(policy=Needs("organisations.edit", "territories.reorganise"))
def reorganisation(request: ScopedRequest, pk: int) -> HttpResponse:
    """What was done, by whom and by which document, and whether it can be taken back."""
    row = get_object_or_404(_rows(request), pk=pk)
    standing = row.state == ReorganisationState.DONE and reorganising.may(request.scope, row.tree)
    context = {
        "row": row,
        "state": STATES[ReorganisationState(row.state)],
        "counts": [(KINDS[kind], number) for kind, number in row.counts.items() if kind in KINDS],
        "against": reversing.against(row) if standing else [],
        "may_reverse": standing,
    }
    return render(request, "organisations/reorganisation.html", context)


@page(policy=Needs("organisations.edit", "territories.reorganise"))
def reverse(request: ScopedRequest, pk: int) -> HttpResponse:
    """Asks once more, then takes it back."""
    row = get_object_or_404(_rows(request), pk=pk)
    if request.method != "POST":
        return render(request, "organisations/reorganisation_reverse.html", {"row": row})
    try:
        reversing.reverse(reorganisation=row, by=request.scope, at=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        jobs.follow_up()
        messages.success(request, _("已撤回：%(what)s。一切回到调整以前。") % {"what": row})
    return redirect("organisations:reorganisation", pk=pk)


def _rows(request: ScopedRequest) -> QuerySet[Reorganisation]:
    return Reorganisation.objects.within(request.scope)
