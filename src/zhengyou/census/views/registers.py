"""Pages of registers: what a workbook says otherwise, what only a register knows, and a register that is wrong."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhengyou import jobs
from zhengyou.accounts.places import place_of
from zhengyou.census.actions import registers as actions
from zhengyou.census.forms.registers import DisagreementFilter, SetAsideForm, UnsurveyedFilter
from zhengyou.census.models import Disagreement, Unsurveyed
from zhengyou.census.queries import registers as queries
from zhengyou.census.queries import words
from zhengyou.census.views.units import found_unit, trail
from zhengyou.organisations.queries import territories
from zhengyou.scoping import Reach
from zhengyou.web import downloads
from zhengyou.web.errors import Forbidden, Refused
from zhengyou.web.form_pages import refusals_at
from zhengyou.web.lists import paged
from zhengyou.web.policy import Needs, ScopedRequest, page
from zhengyou.web.row_ids import row_ids


@page(policy=Needs("units.edit"))
def disagreements(request: ScopedRequest) -> HttpResponse:
    """Where a workbook says otherwise than a register: both values, and who is right."""
    _require_office(request)
    form = DisagreementFilter(request.GET, scope=request.scope)
    found = queries.disagreements(request.scope, place=form.chosen()["place"] or None)
    shown = paged(request, found)
    places = territories.names_by_path({row.unit.path for row in shown.object_list})
    rows = [
        (
            row,
            places.get(row.unit.path, ""),
            *queries.in_words(request.scope, row),
            queries.name_of(row.register),
        )
        for row in shown.object_list
    ]
    return render(request, "census/disagreements.html", {"form": form, "page": shown, "rows": rows})


@page(policy=Needs("export"))
def disagreements_export(request: ScopedRequest) -> HttpResponseBase:
    """The same list as a workbook."""
    _require_office(request)
    form = DisagreementFilter(request.GET, scope=request.scope)
    found = queries.disagreements(request.scope, place=form.chosen()["place"] or None)
    heads = [
        _("单位名称"),
        _("统一社会信用代码"),
        _("项目"),
        _("登记数据"),
        _("台账所写"),
        _("登记来源"),
        _("台账来源"),
    ]
    lines = (
        [
            row.unit.name,
            row.unit.uscc,
            *queries.in_words(request.scope, row),
            queries.name_of(row.register),
            row.source,
        ]
        for row in found.iterator(chunk_size=2000)
    )
    return downloads.export(
        request,
        "export.disagreements",
        f"{_('登记与台账不一致')}.xlsx",
        heads,
        lines,
        subject=_("登记与台账不一致"),
        path=place_of(request),
    )


@require_POST
@page(policy=Needs("units.edit"))
def settle(request: ScopedRequest, pk: int) -> HttpResponse:
    """One of two answers: as the register has it, or as the workbook has it."""
    rows = Disagreement.objects.within(request.scope).select_related("unit__territory", "unit__organisation")
    row = get_object_or_404(rows, pk=pk)
    _require_office(request)
    right = request.POST.get("right", "")
    if right not in {actions.REGISTER, actions.CENSUS}:
        raise Http404
    try:
        actions.settle(disagreement=row, right=right, by=request.scope, at=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        jobs.follow_up()
        words_for = {actions.REGISTER: _("已按登记数据保留。"), actions.CENSUS: _("已按台账更正。")}
        messages.success(request, words_for[right])
    return redirect("census:disagreements")


@page(policy=Needs("units.edit"))
def register_wrong(request: ScopedRequest, pk: int, field: str) -> HttpResponse:
    """Asks, then lets the fact be corrected by hand."""
    row = found_unit(request, pk)
    _require_office(request)
    held = queries.held(row, today=timezone.localdate(), scope=request.scope).get(field)
    if held is None:
        raise Http404
    if request.method == "POST":
        actions.release(unit=row, field=field, by=request.scope, at=timezone.now())
        return redirect(reverse("census:unit_correct", args=[pk]))
    context = {
        "title": _("登记有误：%(label)s") % {"label": held.label},
        "trail": trail(row),
        "question": _("“%(label)s”的登记数据不对吗？") % {"label": held.label},
        "consequence": _(
            "登记数据是“%(shown)s”（%(origin)s）。确认后可以在台账里更正；登记机关下次导出还是同样内容的，不会再覆盖您的更正。"
        )
        % {"shown": held.shown, "origin": held.origin},
        "button": _("登记有误，由我更正"),
        "back": reverse("census:unit_correct", args=[pk]),
    }
    return render(request, "census/confirm.html", context)


@page(policy=Needs("units.edit"))
def unsurveyed(request: ScopedRequest) -> HttpResponse:
    """登记有、台账没有; a POST says of the ticked ones why they are not to be surveyed."""
    _require_office(request)
    form = UnsurveyedFilter(request.GET, scope=request.scope)
    aside = form.chosen()["show"] == "aside"
    why = SetAsideForm(request.POST or None, scope=request.scope)
    if request.method == "POST" and (aside or why.is_valid()):
        with refusals_at(why):
            ids = row_ids(request.POST.getlist("row"))
            reason = "" if aside else why.cleaned_data["reason"]
            done = actions.set_aside(rows=ids, reason=reason, by=request.scope, at=timezone.now())
            messages.success(request, _("已处理 %(number)s 家。") % {"number": done})
            return redirect(request.get_full_path())
    shown = paged(request, _unsurveyed(request, form))
    return render(
        request,
        "census/unsurveyed.html",
        {
            "form": form,
            "why": why,
            "aside": aside,
            "page": shown,
            "rows": [(row, queries.name_of(row.register)) for row in shown.object_list],
            "filtered": any(form.chosen().values()),
        },
        status=422 if why.errors else 200,
    )


@page(policy=Needs("export"))
def unsurveyed_export(request: ScopedRequest) -> HttpResponseBase:
    """The same list as a workbook."""
    _require_office(request)
    found = _unsurveyed(request, UnsurveyedFilter(request.GET, scope=request.scope))
    heads = [
        _("统一社会信用代码"),
        _("单位名称"),
        _("登记住所"),
        _("所在地"),
        _("来源"),
        _("数据日期"),
        _("不列入调查的原因"),
    ]
    lines = (_line(row) for row in found.iterator(chunk_size=2000))
    return downloads.export(
        request,
        "export.unsurveyed",
        f"{_('登记有、台账没有')}.xlsx",
        heads,
        lines,
        subject=_("登记有、台账没有"),
        path=place_of(request),
    )


def _line(row: Unsurveyed) -> list[Any]:
    reason = words.word("not_surveyed", row.reason)
    origin = queries.name_of(row.register)
    return [row.uscc, row.name, row.address, row.territory.name, origin, row.as_of, reason]


def _unsurveyed(request: ScopedRequest, form: UnsurveyedFilter) -> Any:
    chosen = form.chosen()
    return queries.unsurveyed(
        request.scope, place=chosen["place"] or None, q=chosen["q"], aside=chosen["show"] == "aside"
    )


def _require_office(request: ScopedRequest) -> None:
    if request.scope.reach not in {Reach.TERRITORY, Reach.EVERYTHING}:
        raise Forbidden
