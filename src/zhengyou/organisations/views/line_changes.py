"""Pages that write one Party organisation: register, correct, dissolve, report the roll complete."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from zhengyou import jobs
from zhengyou.changes import queries as changes
from zhengyou.organisations.actions import line
from zhengyou.organisations.forms.fields import language
from zhengyou.organisations.forms.line import (
    CloseForm,
    CorrectOrganisationForm,
    OrganisationForm,
    RollCompleteForm,
)
from zhengyou.organisations.models import PartyOrganisation
from zhengyou.organisations.queries import facts, territories
from zhengyou.organisations.views.line import found, trail
from zhengyou.web.corrections import shown_again
from zhengyou.web.errors import Conflict, Refused
from zhengyou.web.form_pages import form_page, refusals_at
from zhengyou.web.policy import Needs, ScopedRequest, page
from zhengyou.web.row_ids import row_id


@page(policy=Needs("organisations.edit"))
def add(request: ScopedRequest) -> HttpResponse:
    """A form to register one organisation."""
    initial = {"superior": _offered_superior(request), "territory": _only_place(request)}
    form = OrganisationForm(request.POST or None, scope=request.scope, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_at(form):
            row = line.found(
                facts=form.facts(),
                territory=form.cleaned_data["territory"],
                superior=form.cleaned_data["superior"],
                by=request.scope,
                at=timezone.now(),
            )
            jobs.follow_up()
            messages.success(request, _("已登记“%(name)s”。") % {"name": row.name})
            return redirect("organisations:organisation", pk=row.pk)
    return _form(request, form, title=_("添加党组织"), form_id="organisation.add")


@page(policy=Needs("organisations.edit"))
def correct(request: ScopedRequest, pk: int) -> HttpResponse:
    """The held facts in a form."""
    row = found(request, pk)
    form = _correction(request, row, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            line.correct(
                organisation=row,
                changes=form.facts(),
                version=form.cleaned_data["version"],
                by=request.scope,
                at=timezone.now(),
            )
        except Conflict as conflict:
            return _conflict(request, form, pk, conflict)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            jobs.follow_up()
            messages.success(request, _("已保存。"))
            return redirect("organisations:organisation", pk=pk)
    return _form(request, form, title=_("更正党组织信息"), form_id="organisation.correct", row=row)


def _correction(request: ScopedRequest, row: PartyOrganisation, data: Any) -> CorrectOrganisationForm:
    held = {name: getattr(row, name) for name in line.FACTS}
    held["secretary_phone"] = row.secretary_phone.open() if row.secretary_phone else ""
    initial = held | {"version": row.version, "seen": changes.last_seen(line.KIND, row.pk)}
    return CorrectOrganisationForm(data, scope=request.scope, initial=initial)


def _conflict(
    request: ScopedRequest, sent: CorrectOrganisationForm, pk: int, conflict: Conflict
) -> HttpResponse:
    """What others changed, and the form again: nothing typed is lost, nothing of theirs is overwritten unseen."""
    now = found(request, pk)
    rows = changes.since(line.KIND, pk, sent.cleaned_data["seen"])
    form = shown_again(sent, lambda data: _correction(request, now, data), changes.first_old(rows))
    return _form(
        request,
        form,
        title=_("更正党组织信息"),
        form_id="organisation.correct",
        row=now,
        conflict=conflict.sentence,
        theirs=facts.events(request.scope, rows, language=language()),
        status=409,
    )


@page(policy=Needs("organisations.edit"))
def close(request: ScopedRequest, pk: int) -> HttpResponse:
    """Dissolution, with what stands against it said first."""
    row = found(request, pk)
    form = CloseForm(request.POST or None, scope=request.scope, initial={"version": row.version})
    if request.method == "POST" and form.is_valid():
        with refusals_at(form):
            line.close(
                organisation=row,
                on=form.cleaned_data["closed_on"],
                version=form.cleaned_data["version"],
                by=request.scope,
                at=timezone.now(),
            )
            jobs.follow_up()
            messages.success(request, _("“%(name)s”已撤销。") % {"name": row.name})
            return redirect("organisations:organisation", pk=pk)
    against = [] if row.valid_to else line.dependants(row, on=timezone.localdate())
    return _form(
        request,
        form,
        title=_("撤销党组织"),
        form_id="organisation.close",
        row=row,
        note=_("撤销后不再计入覆盖，书记的任职同时结束；记录保留。"),
        against=against,
        button=_("撤销"),
    )


@page(policy=Needs("members.edit", "organisations.edit"))
def roll_complete(request: ScopedRequest, pk: int) -> HttpResponse:
    """A person states that the roll is complete."""
    row = found(request, pk)
    form = RollCompleteForm(
        request.POST or None, scope=request.scope, initial={"roll_complete_on": timezone.localdate()}
    )
    if request.method == "POST" and form.is_valid():
        with refusals_at(form):
            line.declare_roll_complete(
                organisation=row,
                on=form.cleaned_data["roll_complete_on"],
                by=request.scope,
                at=timezone.now(),
            )
            jobs.follow_up()
            messages.success(request, _("已记下：党员名册完整。"))
            return redirect("organisations:organisation", pk=pk)
    return _form(
        request,
        form,
        title=_("报告党员名册完整"),
        form_id="organisation.roll_complete",
        row=row,
        note=_("报告后，是否具备建立党组织的条件按名册上的正式党员人数判断。"),
        button=_("确认名册完整"),
    )


def _offered_superior(request: ScopedRequest) -> PartyOrganisation | None:
    """The superior that the address names: the button on a record leads here."""
    wanted = request.GET.get("superior", "")
    rows = PartyOrganisation.objects.within(request.scope).filter(valid_to__isnull=True)
    pk = row_id(wanted)
    return rows.filter(pk=pk).first() if pk is not None else None


def _only_place(request: ScopedRequest) -> Any:
    """The own place when there is no other to choose."""
    own = territories.top(request.scope)
    return own if own is not None and not territories.children(own).exists() else None


def _form(
    request: ScopedRequest,
    form: Any,
    *,
    title: str,
    form_id: str,
    row: PartyOrganisation | None = None,
    **more: Any,
) -> HttpResponse:
    """more: note, button, status, against."""
    return form_page(
        request,
        form,
        title=title,
        form_id=form_id,
        trail=trail(row),
        about=row.name if row else "",
        **more,
    )
