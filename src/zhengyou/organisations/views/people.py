"""Pages of accounts and appointments."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from zhengyou.accounts.actions import accounts, slips
from zhengyou.accounts.models import Slip, User
from zhengyou.accounts.printing import PrintedSlip, printed
from zhengyou.accounts.queries import has_second_factor
from zhengyou.organisations.actions import enrolling
from zhengyou.organisations.actions import people as actions
from zhengyou.organisations.forms.fields import language
from zhengyou.organisations.forms.people import (
    AccountForm,
    AccountsWorkbookForm,
    AppointForm,
    CorrectPersonForm,
    EndForm,
    PeopleFilter,
)
from zhengyou.organisations.models import Appointment
from zhengyou.organisations.queries import people as queries
from zhengyou.organisations.queries import territories
from zhengyou.organisations.rules.roles import role_name
from zhengyou.web.downloads import workbook
from zhengyou.web.errors import Conflict, Refused
from zhengyou.web.form_pages import form_page, refusals_at
from zhengyou.web.lists import paged
from zhengyou.web.policy import Needs, ScopedRequest, page
from zhengyou.web.row_ids import row_ids

MANAGE = Needs("accounts.manage")


@page(policy=MANAGE)
def people(request: ScopedRequest) -> HttpResponse:
    """Everybody with an appointment in scope."""
    form = PeopleFilter(request.GET, scope=request.scope)
    chosen = form.chosen()
    today = timezone.localdate()
    listed = queries.listed(
        request.scope,
        today=today,
        q=chosen["q"],
        role=chosen["role"],
        place=chosen["place"] or None,
        ended=bool(chosen["ended"]),
    )
    shown = paged(request, listed)
    context = {
        "form": form,
        "page": shown,
        "rows": _rows(shown.object_list),
        "filtered": any(chosen.values()),
    }
    return render(request, "organisations/people.html", context)


@page(policy=MANAGE)
def person(request: ScopedRequest, pk: int) -> HttpResponse:
    """One person: appointments in scope and what may be done about the account."""
    user = _person(request, pk)
    today = timezone.localdate()
    held = queries.in_reach(request.scope).filter(user=user)
    return render(
        request,
        "organisations/person.html",
        {
            "person": user,
            "trail": _trail(None),
            "rows": _rows(held),
            "may_manage": queries.may_manage(request.scope, user, on=today),
            "changeable": {
                row.pk for row in held if row.valid_to is None and queries.may_change(request.scope, row)
            },
            "has_password": user.has_usable_password(),
            "second_factor": has_second_factor(user),
            "today": today,
        },
    )


@never_cache
@page(policy=MANAGE)
def add(request: ScopedRequest) -> HttpResponse:
    """A new person with a first appointment; the slip is on the page that answers."""
    form = AccountForm(request.POST or None, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        with refusals_at(form):
            appointment = actions.create(
                name=chosen["name"],
                username=chosen["username"],
                phone=chosen["phone"],
                post=form.post(),
                on=timezone.localdate(),
                by=request.scope,
                at=timezone.now(),
            )
            return _slips(request, [appointment], title=_("账号已建立"))
    return _form(request, form, title=_("添加账号"), form_id="account.add", button=_("建立账号"))


@never_cache
@page(policy=MANAGE)
def from_workbook(request: ScopedRequest) -> HttpResponse:
    """Many people from a workbook; their slips and the refused rows are on the page that answers."""
    form = AccountsWorkbookForm(request.POST or None, request.FILES or None, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        file: UploadedFile[bytes] = form.cleaned_data["workbook"]
        with refusals_at(form, "workbook"):
            result = _enrol(request, file)
            return _slips(request, result.appointments, title=_("批量建立账号"), refused=result.refused)
    return render(request, "organisations/people_workbook.html", {"form": form, "trail": _trail(None)})


@page(policy=MANAGE)
def template(request: ScopedRequest) -> FileResponse:
    """The workbook to fill in."""
    return workbook("账号登记表.xlsx", lambda file: enrolling.write_template(file, scope=request.scope))


@require_POST
@never_cache
@page(policy=MANAGE)
def print_slips(request: ScopedRequest) -> HttpResponse:
    """New slips for the chosen people who have not set a password yet."""
    ids = row_ids(request.POST.getlist("appointment"))
    chosen = list(queries.in_reach(request.scope).filter(pk__in=ids))
    today = timezone.localdate()
    waiting = [
        row
        for row in chosen
        if not row.user.has_usable_password()
        and row.user.is_active
        and queries.may_manage(request.scope, row.user, on=today)
    ]
    if not waiting:
        messages.warning(
            request, _("所选的人都已设好密码，不需要首次登录单。忘记密码的，请打开那个人的页面办理。")
        )
        return redirect("organisations:accounts")
    once = list({row.user_id: row for row in waiting}.values())
    return _slips(request, once, title=_("登录单"), left_out=len({row.user_id for row in chosen}) - len(once))


@require_POST
@never_cache
@page(policy=MANAGE)
def reset(request: ScopedRequest, pk: int, what: str) -> HttpResponse:
    """A new slip after a lost password or a lost second factor."""
    user = _person(request, pk)
    appointment = queries.in_reach(request.scope).filter(user=user).first()
    renew = {"password": actions.reset_password, "second_factor": actions.reset_second_factor}.get(what)
    if renew is None or appointment is None:
        raise Http404
    slip, secret = renew(user=user, by=request.scope, at=timezone.now(), on=timezone.localdate())
    sheet = [printed(request, slip, secret, where=where(appointment))]
    return _sheet(request, sheet, title=_("新的登录单"))


@never_cache
@page(policy=MANAGE)
def correct(request: ScopedRequest, pk: int) -> HttpResponse:
    """Name and telephone number of a person whose roles all lie within reach."""
    user = _person(request, pk)
    if not queries.may_manage(request.scope, user, on=timezone.localdate()):
        raise Conflict(_("%(name)s还有您管理范围以外的任职，不能由您更正。") % {"name": user.name})
    held = {"name": user.name, "phone": user.phone_text}
    form = CorrectPersonForm(request.POST or None, scope=request.scope, initial=held)
    if request.method == "POST" and form.is_valid():
        with refusals_at(form):
            accounts.change(
                user=user, by=request.scope, at=timezone.now(), path=request.scope.path, **form.cleaned_data
            )
            messages.success(request, _("已保存。"))
            return redirect("organisations:account", pk=pk)
    return _form(
        request, form, title=_("更正姓名和电话"), form_id="account.correct", person=user, button=_("保存")
    )


@page(policy=MANAGE)
def appoint(request: ScopedRequest, pk: int) -> HttpResponse:
    """A further appointment of the same person."""
    user = _person(request, pk)
    form = AppointForm(request.POST or None, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        with refusals_at(form):
            actions.appoint(
                user=user, post=form.post(), on=timezone.localdate(), by=request.scope, at=timezone.now()
            )
            messages.success(request, _("已添加任职。"))
            return redirect("organisations:account", pk=pk)
    return _form(
        request, form, title=_("添加任职"), form_id="account.appoint", person=user, button=_("添加任职")
    )


@page(policy=MANAGE)
def end(request: ScopedRequest, pk: int) -> HttpResponse:
    """The end of an appointment."""
    appointment = get_object_or_404(queries.in_reach(request.scope), pk=pk)
    form = EndForm(request.POST or None, scope=request.scope, initial={"ended_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        with refusals_at(form):
            actions.end(
                appointment=appointment, on=form.cleaned_data["ended_on"], by=request.scope, at=timezone.now()
            )
            messages.success(request, _("任职已结束。"))
            return redirect("organisations:account", pk=appointment.user_id)
    return _form(
        request,
        form,
        title=_("结束任职：%(what)s") % {"what": where(appointment)},
        form_id="account.end",
        person=appointment.user,
        button=_("结束任职"),
    )


@require_POST
@page(policy=MANAGE)
def switch(request: ScopedRequest, pk: int, what: str) -> HttpResponse:
    """Closes or reopens an account."""
    user = _person(request, pk)
    change = {"deactivate": accounts.deactivate, "reactivate": accounts.reactivate}.get(what)
    if change is None:
        raise Http404
    if not queries.may_manage(request.scope, user, on=timezone.localdate()):
        raise Conflict(_("%(name)s还有您管理范围以外的任职，不能由您停用或启用。") % {"name": user.name})
    change(user=user, by=request.scope, at=timezone.now(), path=request.scope.path)
    messages.success(
        request, _("已停用账号。") if what == "deactivate" else _("已启用账号，请再发一张登录单。")
    )
    return redirect("organisations:account", pk=pk)


def _trail(user: User | None) -> list[tuple[str, str]]:
    """What stands above a page: the list, and the person when the page is about one."""
    above = [(_("账号"), reverse("organisations:accounts"))]
    return [*above, (user.name, reverse("organisations:account", args=[user.pk]))] if user else above


def where(appointment: Appointment) -> str:
    """Place and role, as the person knows them."""
    over = appointment.organisation or appointment.territory
    return f"{over} · {role_name(appointment.role, language())}"


def _person(request: ScopedRequest, pk: int) -> User:
    try:
        return queries.person(request.scope, pk)
    except User.DoesNotExist:
        raise Http404 from None


def _rows(found: Any) -> list[dict[str, Any]]:
    rows = list(found)
    places = territories.names_by_path([row.place for row in rows])
    return [
        {
            "appointment": row,
            "role": role_name(row.role, language()),
            "over": row.organisation.name if row.organisation else places.get(row.place, ""),
            "ready": row.user.has_usable_password(),
        }
        for row in rows
    ]


def _enrol(request: ScopedRequest, file: UploadedFile[bytes]) -> enrolling.Enrolled:
    if (file.size or 0) > settings.MAX_UPLOAD_BYTES:
        raise Refused(_("文件超过 64 MB，请分成几个文件上传。"))
    suffix = Path(file.name or "").suffix[:8]
    with tempfile.NamedTemporaryFile(suffix=suffix) as kept:
        for chunk in file.chunks():
            kept.write(chunk)
        kept.flush()
        return enrolling.enrol(
            path=Path(kept.name), by=request.scope, on=timezone.localdate(), at=timezone.now()
        )


def _slips(
    request: ScopedRequest,
    appointments: list[Appointment],
    *,
    title: str,
    refused: list[enrolling.RefusedRow] | None = None,
    left_out: int = 0,
) -> HttpResponse:
    """Issues first slips and shows them on this one answer."""
    sheet = []
    for appointment in appointments:
        slip, secret = slips.issue(
            user=appointment.user,
            purpose=Slip.Purpose.FIRST,
            by=request.scope,
            at=timezone.now(),
            path=appointment.place,
        )
        sheet.append(printed(request, slip, secret, where=where(appointment)))
    return _sheet(request, sheet, title=title, refused=refused, left_out=left_out)


def _sheet(
    request: ScopedRequest,
    sheet: list[PrintedSlip],
    *,
    title: str,
    refused: list[enrolling.RefusedRow] | None = None,
    left_out: int = 0,
) -> HttpResponse:
    office = str(request.appointment.body or where(request.appointment)) if request.appointment else ""
    return render(
        request,
        "organisations/slips.html",
        {
            "slips": sheet,
            "sheet_title": title,
            "trail": _trail(None),
            "refused": refused or [],
            "left_out": left_out,
            "office": office,
        },
    )


def _form(
    request: ScopedRequest, form: Any, *, title: str, form_id: str, button: str, person: User | None = None
) -> HttpResponse:
    return form_page(
        request,
        form,
        title=title,
        form_id=form_id,
        trail=_trail(person),
        about=person.name if person else "",
        button=button,
    )
