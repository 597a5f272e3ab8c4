"""Pages that write one unit: add, correct, transfer, close, reopen, hand to an instructor."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhengyou import jobs, standards
from zhengyou.census.actions import registers as register_actions
from zhengyou.census.actions import units as actions
from zhengyou.census.actions.single import AlreadyHeld
from zhengyou.census.forms.units import (
    CloseUnitForm,
    CorrectUnitForm,
    InstructorForm,
    ReopenUnitForm,
    TransferUnitForm,
    UnitForm,
)
from zhengyou.census.models import Unit, Unsurveyed
from zhengyou.census.queries import history as histories
from zhengyou.census.queries import instructors, registers
from zhengyou.census.queries import units as queries
from zhengyou.census.rules.expected import attribute
from zhengyou.census.views.units import found_unit, trail
from zhengyou.changes import queries as changes
from zhengyou.organisations.models import PartyOrganisation
from zhengyou.organisations.queries import territories
from zhengyou.scoping import Reach
from zhengyou.web.corrections import shown_again
from zhengyou.web.errors import Conflict, Forbidden, Refused
from zhengyou.web.form_pages import form_page, refusals_at
from zhengyou.web.policy import Needs, ScopedRequest, page


@page(policy=Needs("units.edit"))
def add(request: ScopedRequest) -> HttpResponse:
    """A form to register one unit."""
    if request.scope.reach is Reach.UNITS:
        raise Forbidden
    found = registers.waiting_unit(request.scope, request.GET.get("registered", ""))
    spared = registers.told(found.facts, found.register, found.as_of, request.scope) if found else []
    form = UnitForm(
        request.POST or None,
        scope=request.scope,
        spared=[one.key for one in spared],
        initial=_first_guess(request) | _registered(found),
    )
    held = None
    if request.method == "POST" and form.is_valid():
        try:
            row = register_actions.add(
                found=found,
                facts=form.facts(),
                territory=form.cleaned_data["territory"],
                by=request.scope,
                at=timezone.now(),
                entered_by=form.cleaned_data["entered_by"],
                another=bool(form.cleaned_data.get("another")),
            )
        except AlreadyHeld as there:
            held = there.held
            form.offer_another()
            form.add_error(None, there.sentence)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            jobs.follow_up()
            messages.success(request, _("已登记“%(name)s”。") % {"name": row.name})
            return redirect("census:unit", pk=row.pk)
    held_url = reverse("census:unit", args=[held]) if held else ""
    return _facts_page(
        request, form, title=_("添加单位"), form_id="unit.add", held_url=held_url, **_spared(spared)
    )


@page(policy=Needs("units.edit"))
def correct(request: ScopedRequest, pk: int) -> HttpResponse:
    """The held facts in a form; `?show=missing` asks only for what is not known yet."""
    row = found_unit(request, pk)
    only = _only_missing(request, row)
    form = _correction(request, row, request.POST or None, only)
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct(
                unit=row,
                changes=form.facts(),
                version=form.cleaned_data["version"],
                by=request.scope,
                at=timezone.now(),
                entered_by=form.cleaned_data["entered_by"],
            )
        except Conflict as conflict:
            return _conflict(request, form, row, conflict, only)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            jobs.follow_up()
            messages.success(request, _("已保存。"))
            return redirect("census:unit", pk=pk)
    title = _("补充情况") if only else _("更正单位情况")
    spared = [] if only else registers.not_asked(row, today=timezone.localdate(), scope=request.scope)
    return _facts_page(request, form, title=title, form_id="unit.correct", row=row, **_spared(spared))


def _only_missing(request: ScopedRequest, row: Unit) -> list[str]:
    """The fields that `?show=missing` leaves; a form that was sent keeps those it was shown with."""
    if request.GET.get("show") != "missing":
        return []
    if request.method == "POST":
        return [name for name in request.POST if name in actions.facts()] or ["name"]
    return [attribute(field) for field in queries.missing(request.scope, row)]


def _correction(request: ScopedRequest, row: Unit, data: Any, only: list[str]) -> CorrectUnitForm:
    held = {name: getattr(row, name) for name in actions.facts()}
    initial = held | {
        "version": row.version,
        "seen": changes.last_seen(actions.KIND, row.pk),
        "entered_by": "self",
    }
    spared = registers.not_asked(row, today=timezone.localdate(), scope=request.scope)
    return CorrectUnitForm(
        data,
        scope=request.scope,
        unit=row,
        only=only,
        spared=[attribute(standards.load_unit_fields()[one.key]) for one in spared],
        initial=initial,
    )


def _conflict(
    request: ScopedRequest, sent: CorrectUnitForm, row: Unit, conflict: Conflict, only: list[str]
) -> HttpResponse:
    """What others changed, and the form again: nothing typed is lost, nothing of theirs is overwritten unseen."""
    now = found_unit(request, row.pk)
    rows = changes.since(actions.KIND, row.pk, sent.cleaned_data["seen"])
    before = {name.rstrip("_"): old for name, old in changes.first_old(rows).items()}
    form = shown_again(sent, lambda data: _correction(request, now, data, only), before)
    return _facts_page(
        request,
        form,
        title=_("更正单位情况"),
        form_id="unit.correct",
        row=now,
        conflict=conflict.sentence,
        theirs=histories.events(request.scope, actions.KIND, rows),
        status=409,
    )


@page(policy=Needs("units.edit"))
def transfer(request: ScopedRequest, pk: int) -> HttpResponse:
    """Another place from a day on."""
    row = found_unit(request, pk)
    initial = {"territory": row.territory, "moved_on": timezone.localdate(), "version": row.version}
    form = TransferUnitForm(request.POST or None, scope=request.scope, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_at(form):
            actions.transfer(
                unit=row,
                territory=form.cleaned_data["territory"],
                on=form.cleaned_data["moved_on"],
                version=form.cleaned_data["version"],
                by=request.scope,
                at=timezone.now(),
            )
            jobs.follow_up()
            messages.success(request, _("已转移到新的所在地。"))
            return redirect("census:unit", pk=pk)
    note = _("单位随新的所在地计入；原来的所在地和转移日期留在变更记录里。")
    return _short_page(
        request, form, row, title=_("转移所在地"), form_id="unit.transfer", note=note, button=_("转移")
    )


@page(policy=Needs("units.edit"))
def close(request: ScopedRequest, pk: int) -> HttpResponse:
    """Date and reason."""
    row = found_unit(request, pk)
    initial = {"closed_on": timezone.localdate(), "version": row.version}
    form = CloseUnitForm(request.POST or None, scope=request.scope, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_at(form):
            actions.close(
                unit=row,
                on=form.cleaned_data["closed_on"],
                reason=form.cleaned_data["closing_reason"],
                version=form.cleaned_data["version"],
                by=request.scope,
                at=timezone.now(),
            )
            jobs.follow_up()
            messages.success(request, _("“%(name)s”已终止。") % {"name": row.name})
            return redirect("census:unit", pk=pk)
    note = _("终止后不再计入任何比率，记录保留，填错了可以恢复。只是暂时停业的，请更正“存续状态”，不要终止。")
    return _short_page(
        request, form, row, title=_("终止单位"), form_id="unit.close", note=note, button=_("终止")
    )


@page(policy=Needs("units.edit"))
def reopen(request: ScopedRequest, pk: int) -> HttpResponse:
    """A closed unit counts again."""
    row = found_unit(request, pk)
    form = ReopenUnitForm(request.POST or None, scope=request.scope, initial={"version": row.version})
    if request.method == "POST" and form.is_valid():
        actions.reopen(unit=row, version=form.cleaned_data["version"], by=request.scope, at=timezone.now())
        jobs.follow_up()
        messages.success(request, _("“%(name)s”已恢复。") % {"name": row.name})
        return redirect("census:unit", pk=pk)
    note = _("恢复后重新计入，终止日期和原因留在变更记录里。")
    return _short_page(
        request, form, row, title=_("恢复单位"), form_id="unit.reopen", note=note, button=_("恢复")
    )


@page(policy=Needs("units.edit"))
def instructor(request: ScopedRequest, pk: int) -> HttpResponse:
    """Which instructor's account the unit belongs to."""
    row = found_unit(request, pk)
    if request.scope.reach not in {Reach.TERRITORY, Reach.EVERYTHING}:
        raise Forbidden
    initial = {"instructor_account": row.instructor_account, "version": row.version}
    form = InstructorForm(
        request.POST or None,
        scope=request.scope,
        instructors=instructors.of_place(row.path, on=timezone.localdate()),
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        with refusals_at(form):
            actions.assign_instructor(
                unit=row,
                account=form.cleaned_data["instructor_account"],
                version=form.cleaned_data["version"],
                by=request.scope,
                at=timezone.now(),
            )
            jobs.follow_up()
            messages.success(request, _("已保存。"))
            return redirect("census:unit", pk=pk)
    return _short_page(request, form, row, title=_("指定指导员"), form_id="unit.instructor")


def _first_guess(request: ScopedRequest) -> dict[str, Any]:
    """What needs no question: the only place there is, the own organisation of a secretary."""
    own = territories.top(request.scope)
    place = own if own is not None and not territories.children(own).exists() else None
    organisation = None
    if request.scope.reach is Reach.ORGANISATION:
        organisation = PartyOrganisation.objects.within(request.scope).filter(path=request.scope.path).first()
        place = own
    return {"territory": place, "organisation": organisation}


def _registered(found: Unsurveyed | None) -> dict[str, Any]:
    """Name and code of a unit that a register knows; the person may correct the name."""
    if found is None:
        return {}
    return {"name": found.name, "uscc": found.uscc, "territory": found.territory}


def _spared(spared: list[registers.Held]) -> dict[str, Any]:
    """What registers hold, for the page: shown, not asked."""
    return {"spared": spared, "spared_minutes": registers.minutes(spared)}


def _facts_page(
    request: ScopedRequest, form: UnitForm, *, title: str, form_id: str, row: Unit | None = None, **more: Any
) -> HttpResponse:
    return form_page(
        request,
        form,
        title=title,
        form_id=form_id,
        trail=trail(row),
        about=row.name if row else "",
        unit=row,
        template="census/facts_form.html",
        **more,
    )


def _short_page(
    request: ScopedRequest,
    form: Any,
    row: Unit,
    *,
    title: str,
    form_id: str,
    note: str = "",
    button: str = "",
) -> HttpResponse:
    return form_page(
        request,
        form,
        title=title,
        form_id=form_id,
        trail=trail(row),
        about=row.name,
        note=note,
        button=button,
    )
