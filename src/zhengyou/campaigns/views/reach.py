"""The page of one directive: who below has it, how far they have come, and what an office enters for its organisations."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhengyou.campaigns.actions import receipts as actions
from zhengyou.campaigns.forms.receipts import ReceiptFilter
from zhengyou.campaigns.lifecycle import DirectiveState
from zhengyou.campaigns.queries import reading, receipts
from zhengyou.campaigns.views.section import page_of
from zhengyou.scoping import Reach
from zhengyou.web.lists import paged
from zhengyou.web.policy import Needs, ScopedRequest, page
from zhengyou.web.row_ids import row_ids


@page(policy=Needs("directives.view"))
def directive_receipts(request: ScopedRequest, pk: int) -> HttpResponse:
    """Levels below in code order, then organisations page by page; ?place= a level below the own one."""
    scope, today = request.scope, timezone.localdate()
    directive = get_object_or_404(reading.readable(scope), pk=pk)
    level = receipts.level_of(scope, directive, request.GET.get("place", ""))
    if level is None:
        raise Http404
    rows = receipts.below_level(scope, level).filter(directive=directive)
    form = ReceiptFilter(request.GET)
    found = paged(request, receipts.organisations(rows, **form.chosen()))
    places = list(receipts.places(rows))
    shown = [*places, *found]
    for row in shown:
        row.directive = directive  # the same for all: not to be read with every row
    own = level.path == scope.place  # who is late is told to the level above alone, besides those themselves
    late = {row.pk for row in shown if own and receipts.is_late(row, today=today)}
    context = {
        "directive": directive,
        "level": level,
        "own": own,
        "marks": own and directive.state == DirectiveState.ISSUED,
        "today": today,
        "line": scope.reach is Reach.ORGANISATION,
        "trail": [(_("签收传达"), reverse("campaigns:receipts"))],
        "counts": receipts.counts(rows, today=today),
        "places": places,
        "page": found,
        "form": form,
        "narrowed": any(form.chosen().values()),
        "late": late,
        "unread": receipts.unread(scope, places),
        "drills": own and scope.reach is Reach.TERRITORY,
        "enters": own and scope.may("directives.receive") and directive.state == DirectiveState.ISSUED,
    }
    return page_of(request, "receipts", "campaigns/directive_receipts.html", context)


@page(policy=Needs("directives.receive"))
@require_POST
def acknowledge_for(request: ScopedRequest, pk: int) -> HttpResponse:
    """Acknowledges for the ticked organisations, whose secretaries have no account."""
    directive = get_object_or_404(reading.readable(request.scope), pk=pk)
    chosen = row_ids(request.POST.getlist("receipt"))
    count = actions.acknowledge_for(directive=directive, chosen=chosen, by=request.scope, at=timezone.now())
    if count:
        messages.success(request, _("已代 %(count)s 个党组织登记签收。") % {"count": count})
    else:
        messages.info(request, _("没有勾选还没有签收的党组织。"))
    return redirect("campaigns:directive_receipts", pk=pk)
