"""Pages of who receives a directive: what came, one receipt with its occasions, and the steps to take."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhengyou.campaigns.actions import briefing as briefing_actions
from zhengyou.campaigns.actions import conveying
from zhengyou.campaigns.actions import receipts as actions
from zhengyou.campaigns.forms.receipts import BriefForm, ConveyForm, SendForm
from zhengyou.campaigns.models import Briefing, Conveyance, Receipt
from zhengyou.campaigns.queries import levels, receipts
from zhengyou.campaigns.views.section import page_of
from zhengyou.scoping import Reach
from zhengyou.web.errors import Forbidden
from zhengyou.web.form_pages import form_page, refusals_at
from zhengyou.web.lists import paged
from zhengyou.web.policy import Needs, ScopedRequest, page

TAB = "receipts"


@page(policy=Needs("directives.view"))
def received(request: ScopedRequest) -> HttpResponse:
    """What this level or organisation received, newest first, with what is still owed."""
    today = timezone.localdate()
    found = paged(request, receipts.own(request.scope))
    rows = [(row, receipts.owes(row), receipts.is_late(row, today=today)) for row in found]
    context = {
        "page": found,
        "rows": rows,
        "today": today,
        "acts": request.scope.may("directives.receive"),
        "briefs": request.scope.reach is Reach.TERRITORY,
        "sent_out": receipts.sent_out(request.scope, today=today),
    }
    return page_of(request, TAB, "campaigns/received.html", context)


@page(policy=Needs("directives.view"))
def receipt(request: ScopedRequest, pk: int) -> HttpResponse:
    """One receipt: days, occasions, briefing, and the buttons of who answers for it."""
    row = _found(request, pk)
    acts = receipts.owes(row) and actions.may_answer(row, request.scope)
    level = row.organisation_id is None
    briefing = receipts.briefing(request.scope, row)
    context = {
        "receipt": row,
        "trail": _trail(),
        "today": timezone.localdate(),
        "acts": acts,
        "helped": row.organisation_id is not None and request.scope.reach is Reach.TERRITORY,
        "late": receipts.told_who_is_late(request.scope, row)
        and receipts.is_late(row, today=timezone.localdate()),
        "occasions": receipts.occasions(row),
        "briefing": briefing,
        "reads": briefing is not None
        and briefing.read_at is None
        and briefing_actions.may_read(briefing, request.scope),
        "sends": acts and level and levels.has_below(row.territory, on=timezone.localdate()),
    }
    return page_of(request, TAB, "campaigns/receipt.html", context)


@page(policy=Needs("directives.receive"))
@require_POST
def acknowledge(request: ScopedRequest, pk: int) -> HttpResponse:
    """签收, or 签收并转发."""
    row = _found(request, pk)
    send_on = "send_on" in request.POST
    count = actions.acknowledge(receipt=row, by=request.scope, at=timezone.now(), send_on=send_on)
    said = (
        _("已签收，并转发给 %(count)s 个下级单位和党组织。") % {"count": count} if send_on else _("已签收。")
    )
    messages.success(request, said)
    return _back(row)


@page(policy=Needs("directives.receive"))
def convey(request: ScopedRequest, pk: int) -> HttpResponse:
    """Records an occasion; acknowledges at the same time."""
    row = _found(request, pk)
    others = receipts.to_convey(row)
    form = ConveyForm(
        request.POST or None,
        scope=request.scope,
        others=others,
        initial={"held_on": timezone.localdate(), "missing": 0},
    )
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        along = {int(number) for number in facts.pop("directives", [])}
        with refusals_at(form):
            conveying.record(
                receipts_of=[row, *(one for one in others if one.pk in along)],
                by=request.scope,
                at=timezone.now(),
                **facts,
            )
            messages.success(request, _("已登记。"))
            return _back(row)
    return _form(
        request, row, form,
        title=_("登记传达学习") if row.acknowledged_at else _("签收并登记传达学习"), form_id="conveyance",
        note="" if row.acknowledged_at else _("保存时一并签收，不用再点签收。"),
    )  # fmt: skip


@page(policy=Needs("directives.receive"))
@require_POST
def conveyance_remove(request: ScopedRequest, pk: int) -> HttpResponse:
    """Takes back an occasion that was recorded wrongly."""
    row = get_object_or_404(Conveyance.objects.within(request.scope), pk=pk)
    conveying.remove(conveyance=row, by=request.scope, at=timezone.now())
    messages.success(request, _("已撤销这条传达记录。"))
    return redirect("campaigns:receipts")


@page(policy=Needs("directives.receive", "directives.manage"))
def send_on(request: ScopedRequest, pk: int) -> HttpResponse:
    """Passes a directive on to the level below, with own earlier days."""
    row = _found(request, pk)
    if row.organisation_id is not None or row.place != request.scope.place:
        raise Forbidden
    days = {name: getattr(row, name) for name in actions.DAYS}
    briefs = bool(levels.places_below(row.territory, on=timezone.localdate()))
    form = SendForm(request.POST or None, scope=request.scope, receipt=row, briefs=briefs, initial=days)
    if request.method == "POST" and form.is_valid():
        with refusals_at(form):
            asked = days | form.cleaned_data
            count = actions.send(directive=row.directive, by=request.scope, at=timezone.now(), days=asked)
            messages.success(request, _("已转发给 %(count)s 个下级单位和党组织。") % {"count": count})
            return redirect("campaigns:directive_receipts", pk=row.directive_id)
    return _form(
        request, row, form, title=_("转发到下一级"), form_id="receipt.send", button=_("转发"),
        note=_("日期可以比上级定的早，不能晚。已经收到的不会重复收到。"),
    )  # fmt: skip


@page(policy=Needs("directives.receive"))
def brief(request: ScopedRequest, pk: int) -> HttpResponse:
    """Writes the one-off briefing and sends it up."""
    row = _found(request, pk)
    form = BriefForm(request.POST or None, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        with refusals_at(form):
            briefing_actions.send(receipt=row, by=request.scope, at=timezone.now(), **form.cleaned_data)
            messages.success(request, _("简要报告已报送。"))
            return _back(row)
    return _form(request, row, form, title=_("报送简要报告"), form_id="briefing", button=_("报送"))


@page(policy=Needs("directives.receive", "directives.manage"))
@require_POST
def briefing_read(request: ScopedRequest, pk: int) -> HttpResponse:
    """The level above has read it."""
    row = _found(request, pk)
    found = get_object_or_404(Briefing.objects.within(request.scope).select_related("receipt"), receipt=row)
    briefing_actions.read(briefing=found, by=request.scope, at=timezone.now())
    messages.success(request, _("已记为阅过。"))
    return _back(row)


def _found(request: ScopedRequest, pk: int) -> Receipt:
    return get_object_or_404(receipts.one(request.scope), pk=pk)


def _back(row: Receipt) -> HttpResponse:
    return redirect("campaigns:receipt", pk=row.pk)


def _trail() -> list[tuple[str, str]]:
    return [(_("签收传达"), reverse("campaigns:receipts"))]


def _form(request: ScopedRequest, row: Receipt, form: Any, **more: Any) -> HttpResponse:
    own = (row.directive.title, reverse("campaigns:receipt", args=[row.pk]))
    about = row.organisation or row.territory
    return form_page(request, form, trail=[*_trail(), own], about=about, **more)
