"""Pages that write one member: add, correct, transfer, take off the roll, put back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhengyou import jobs
from zhengyou.census.actions import members as actions
from zhengyou.census.actions import transfers
from zhengyou.census.actions.single import AlreadyHeld
from zhengyou.census.forms.members import (
    CloseMemberForm,
    CorrectMemberForm,
    MemberForm,
    ReopenMemberForm,
    TransferMemberForm,
)
from zhengyou.census.models import Member, Unit
from zhengyou.census.queries import history as histories
from zhengyou.census.queries import units
from zhengyou.census.views.members import found_member, own_branch, trail
from zhengyou.changes import queries as changes
from zhengyou.organisations.models import PartyOrganisation
from zhengyou.web.corrections import shown_again
from zhengyou.web.errors import Conflict, Refused
from zhengyou.web.form_pages import form_page, refusals_at
from zhengyou.web.policy import Needs, ScopedRequest, page
from zhengyou.web.row_ids import row_ids


@page(policy=Needs("members.edit"))
def add(request: ScopedRequest) -> HttpResponse:
    """A form to put one member on a roll."""
    form = MemberForm(
        request.POST or None, scope=request.scope, today=timezone.localdate(), initial=_first_guess(request)
    )
    held = None
    if request.method == "POST" and form.is_valid():
        try:
            if form.cleaned_data.get("propose"):
                return _propose(request, form)
            row = actions.add(
                facts=form.facts(),
                by=request.scope,
                at=timezone.now(),
                entered_by=form.cleaned_data["entered_by"],
            )
        except AlreadyHeld as there:
            held = there.held
            if held is None and form.cleaned_data["branch"] is not None:
                form.offer_transfer()
            form.add_error(None, there.sentence)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            _saved(request, form, _("已登记“%(name)s”。") % {"name": row.name})
            return redirect("census:member", pk=row.pk)
    held_url = reverse("census:member", args=[held]) if held else ""
    return _facts_page(request, form, title=_("添加党员"), form_id="member.add", held_url=held_url)


def _propose(request: ScopedRequest, form: MemberForm) -> HttpResponse:
    """The branch where the member stands is asked to let go. Raises Refused."""
    asked = form.cleaned_data
    if asked["branch"] is None:
        raise Refused(_("请写明要转到哪个党支部。"))
    now = timezone.now()
    made = transfers.propose(
        id_number=asked["id_number"],
        branch=asked["branch"],
        unit=asked["unit"],
        on=timezone.localdate(now),
        by=request.scope,
        at=now,
    )
    messages.success(request, _("已提出转接。原支部放行后，这名党员自动转到您的名册。"))
    return redirect("census:transfer", pk=made.pk)


@page(policy=Needs("members.edit"))
def correct(request: ScopedRequest, pk: int) -> HttpResponse:
    """The held facts in a form."""
    row = found_member(request, pk)
    form = _correction(request, row, request.POST or None)
    held = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct(
                member=row,
                changes=form.facts(),
                version=form.cleaned_data["version"],
                by=request.scope,
                at=timezone.now(),
                entered_by=form.cleaned_data["entered_by"],
            )
        except Conflict as conflict:
            return _conflict(request, form, row, conflict)
        except AlreadyHeld as there:
            held = there.held
            form.add_error(None, there.sentence)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            _saved(request, form, _("已保存。"))
            return redirect("census:member", pk=pk)
    held_url = reverse("census:member", args=[held]) if held else ""
    return _facts_page(
        request, form, title=_("更正党员信息"), form_id="member.correct", row=row, held_url=held_url
    )


def _held(row: Member) -> dict[str, Any]:
    """What is held, as the form asks it."""
    held = {name: getattr(row, name) for name in actions.facts()}
    return held | {"voluntary": row.voluntary_reason or ("none" if row.voluntary is False else "")}


def _correction(request: ScopedRequest, row: Member, data: Any) -> CorrectMemberForm:
    seen = changes.last_seen(actions.KIND, row.pk)
    initial = _held(row) | {"version": row.version, "seen": seen, "entered_by": "self"}
    return CorrectMemberForm(data, scope=request.scope, today=timezone.localdate(), initial=initial)


def _conflict(
    request: ScopedRequest, sent: CorrectMemberForm, row: Member, conflict: Conflict
) -> HttpResponse:
    """What others changed, and the form again: nothing typed is lost, nothing of theirs is overwritten unseen."""
    now = found_member(request, row.pk)
    rows = changes.since(actions.KIND, row.pk, sent.cleaned_data["seen"])
    before = changes.first_old(rows)
    if "voluntary" in before or "voluntary_reason" in before:
        reason = before.pop("voluntary_reason", now.voluntary_reason)
        before["voluntary"] = reason or ("none" if before.get("voluntary") == "0" else "")
    form = shown_again(sent, lambda data: _correction(request, now, data), before)
    return _facts_page(
        request,
        form,
        title=_("更正党员信息"),
        form_id="member.correct",
        row=now,
        conflict=conflict.sentence,
        theirs=histories.events(request.scope, actions.KIND, rows),
        status=409,
    )


@page(policy=Needs("members.edit"))
def transfer(request: ScopedRequest, pk: int) -> HttpResponse:
    """Another branch or unit from a day on."""
    row = found_member(request, pk)
    initial = {
        "branch": row.branch,
        "unit": row.unit,
        "moved_on": timezone.localdate(),
        "version": row.version,
    }
    form = TransferMemberForm(request.POST or None, scope=request.scope, initial=initial)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        with refusals_at(form):
            actions.transfer(
                member=row,
                branch=chosen["branch"],
                unit=chosen["unit"],
                on=chosen["moved_on"],
                version=chosen["version"],
                by=request.scope,
                at=timezone.now(),
            )
            _saved(request, form, _("已转接。"))
            return redirect("census:member", pk=pk)
    note = _("原来的支部、单位和转接日期留在变更记录里。")
    return _short_page(
        request,
        form,
        row,
        title=_("转接支部或工作单位"),
        form_id="member.transfer",
        note=note,
        button=_("转接"),
    )


@page(policy=Needs("members.edit"))
def close(request: ScopedRequest, pk: int) -> HttpResponse:
    """Reason and date."""
    row = found_member(request, pk)
    form = CloseMemberForm(
        request.POST or None,
        scope=request.scope,
        initial={"closed_on": timezone.localdate(), "version": row.version},
    )
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        with refusals_at(form):
            actions.close(
                member=row,
                on=chosen["closed_on"],
                reason=chosen["leaving_reason"],
                version=chosen["version"],
                by=request.scope,
                at=timezone.now(),
            )
            _saved(request, form, _("已从名册转出。"))
            return redirect("census:member", pk=pk)
    note = _("转出后不再计入名册，记录保留，填错了可以恢复。转到您负责的范围内其他支部的，请用“转接”。")
    return _short_page(
        request, form, row, title=_("从名册转出"), form_id="member.close", note=note, button=_("转出")
    )


@page(policy=Needs("members.edit"))
def reopen(request: ScopedRequest, pk: int) -> HttpResponse:
    """Back on the roll."""
    row = found_member(request, pk)
    form = ReopenMemberForm(request.POST or None, scope=request.scope, initial={"version": row.version})
    if request.method == "POST" and form.is_valid():
        with refusals_at(form):
            actions.reopen(
                member=row, version=form.cleaned_data["version"], by=request.scope, at=timezone.now()
            )
            _saved(request, form, _("已恢复到名册。"))
            return redirect("census:member", pk=pk)
    note = _("恢复后重新计入名册。")
    return _short_page(
        request, form, row, title=_("恢复到名册"), form_id="member.reopen", note=note, button=_("恢复")
    )


def _saved(request: ScopedRequest, form: Any, sentence: str) -> None:
    jobs.follow_up()
    messages.success(request, sentence)
    if warning := getattr(form, "warning", ""):
        messages.warning(request, warning)


def _first_guess(request: ScopedRequest) -> dict[str, Any]:
    """The branch or unit whose page led here, else a secretary's own branch and its only unit."""
    branch = _named(request, PartyOrganisation, "branch") or own_branch(request)
    unit = _named(request, Unit, "unit")
    if unit is None and branch is not None:
        found = list(units.of_organisation(request.scope, branch)[:2])
        unit = found[0] if len(found) == 1 else None
    if branch is None and unit is not None:
        branch = unit.organisation
    return {"branch": branch, "unit": unit, "relation": "", "entered_by": "self"}


def _named(request: ScopedRequest, model: Any, name: str) -> Any:
    return model.objects.within(request.scope).filter(pk__in=row_ids([request.GET.get(name, "")])).first()


def _facts_page(
    request: ScopedRequest,
    form: MemberForm,
    *,
    title: str,
    form_id: str,
    row: Member | None = None,
    **more: Any,
) -> HttpResponse:
    return form_page(
        request,
        form,
        title=title,
        form_id=form_id,
        trail=trail(row),
        about=row.name if row else "",
        template="census/facts_form.html",
        **more,
    )


def _short_page(
    request: ScopedRequest, form: Any, row: Member, *, title: str, form_id: str, note: str, button: str
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
