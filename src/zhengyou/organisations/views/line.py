"""Pages of the Party line: list, record, and what may be done to an organisation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms.utils import ErrorList
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from zhengyou import jobs
from zhengyou.audit import actions as audit
from zhengyou.organisations.actions import line
from zhengyou.organisations.forms.fields import language
from zhengyou.organisations.forms.line import (
    CloseForm,
    CorrectOrganisationForm,
    MoveForm,
    OrganisationFilter,
    OrganisationForm,
    RollCompleteForm,
)
from zhengyou.organisations.forms.organisation_picker import written
from zhengyou.organisations.models import PartyOrganisation
from zhengyou.organisations.queries import facts, territories
from zhengyou.organisations.queries import organisations as queries
from zhengyou.organisations.rules.terms import state
from zhengyou.web.downloads import workbook
from zhengyou.web.errors import Conflict, Refused
from zhengyou.web.policy import Needs, ScopedRequest, page

PAGE = 50
CHUNK = 2000
BELOW = 50


@page(policy=Needs("units.view"))
def organisations(request: ScopedRequest) -> HttpResponse:
    """The list, filtered and paged."""
    form = OrganisationFilter(request.GET, scope=request.scope)
    shown = Paginator(_listed(request, form), PAGE).get_page(request.GET.get("page"))
    rows = list(_rows(request, shown.object_list))
    return render(
        request,
        "organisations/list.html",
        {"form": form, "page": shown, "rows": rows, "filtered": any(form.chosen().values())},
    )


@page(policy=Needs("export"))
def export(request: ScopedRequest) -> HttpResponseBase:
    """The same list as a workbook, without a cut-off."""
    form = OrganisationFilter(request.GET, scope=request.scope)
    listed = _listed(request, form)
    audit.record(
        "export.organisations",
        by=request.scope,
        at=timezone.now(),
        subject=_("党组织名单"),
        detail={"filter": request.GET.urlencode()},
    )
    heads = [
        *(_("党组织名称"), _("党组织代码"), _("党组织类别"), _("所在地"), _("上级党组织"), _("成立时间")),
        *(
            _("最近一次换届时间"),
            _("届满日"),
            _("书记姓名"),
            _("书记来源"),
            _("专职党务工作者数"),
            _("兼职党务工作者数"),
        ),
    ]
    return workbook(f"{_('党组织')}.xlsx", heads, _lines(request, listed.iterator(chunk_size=CHUNK)))


@page(policy=Needs("units.view"))
def organisation(request: ScopedRequest, pk: int) -> HttpResponse:
    """The record: facts with source and date, the line above and below, history."""
    return _record(request, _found(request, pk))


@require_POST
@never_cache
@page(policy=Needs("units.view"))
def reveal_phone(request: ScopedRequest, pk: int) -> HttpResponse:
    """The record once with the secretary's telephone number; who looked is kept in the log."""
    row = _found(request, pk)
    if not request.scope.sees("secretary_personal"):
        return render(request, "403.html", status=403)
    audit.record(
        "reveal.secretary_phone",
        by=request.scope,
        at=timezone.now(),
        subject_kind=line.KIND,
        subject_id=row.pk,
        subject=row.name,
        path=row.place,
    )
    return _record(request, row, revealed=True)


@page(policy=Needs("organisations.edit"))
def add(request: ScopedRequest) -> HttpResponse:
    """A form to register one organisation."""
    initial = {"superior": _offered_superior(request), "territory": _only_place(request)}
    form = OrganisationForm(request.POST or None, scope=request.scope, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            row = line.found(
                facts=form.facts(),
                territory=form.cleaned_data["territory"],
                superior=form.cleaned_data["superior"],
                by=request.scope,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            jobs.follow_up()
            messages.success(request, _("已登记“%(name)s”。") % {"name": row.name})
            return redirect("organisations:organisation", pk=row.pk)
    return _form(
        request, form, title=_("添加党组织"), form_id="organisation.add", back=reverse("organisations:list")
    )


@page(policy=Needs("organisations.edit"))
def correct(request: ScopedRequest, pk: int) -> HttpResponse:
    """The held facts in a form."""
    row = _found(request, pk)
    held = {name: getattr(row, name) for name in line.FACTS}
    held["secretary_phone"] = row.secretary_phone.open() if row.secretary_phone else ""
    form = CorrectOrganisationForm(
        request.POST or None, scope=request.scope, initial=held | {"version": row.version}
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            line.correct(
                organisation=row,
                changes=form.facts(),
                version=form.cleaned_data["version"],
                by=request.scope,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        except Conflict as conflict:
            status = 409
            _show_what_is_held(form, row, held, conflict.sentence)
        else:
            jobs.follow_up()
            messages.success(request, _("已保存。"))
            return redirect("organisations:organisation", pk=pk)
    return _form(
        request, form, title=_("更正党组织信息"), form_id="organisation.correct", row=row, status=status
    )


@page(policy=Needs("organisations.edit"))
def move(request: ScopedRequest, pk: int) -> HttpResponse:
    """Another superior from a date on."""
    row = _found(request, pk)
    form = MoveForm(
        request.POST or None, scope=request.scope, initial={"version": row.version, "superior": row.superior}
    )
    if request.method == "POST" and form.is_valid():
        try:
            line.move_superior(
                organisation=row,
                superior=form.cleaned_data["superior"],
                on=form.cleaned_data["moved_on"],
                version=form.cleaned_data["version"],
                by=request.scope,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            jobs.follow_up()
            messages.success(request, _("已变更上级党组织。"))
            return redirect("organisations:organisation", pk=pk)
    above = row.superior.name if row.superior else _("没有登记")
    return _form(
        request,
        form,
        title=_("变更上级党组织"),
        form_id="organisation.move",
        row=row,
        note=_("现在的上级党组织：%(name)s。下级党组织随它一起变更，原来的隶属关系留在记录里。")
        % {"name": above},
    )


@page(policy=Needs("organisations.edit"))
def close(request: ScopedRequest, pk: int) -> HttpResponse:
    """Dissolution, with what stands against it said first."""
    row = _found(request, pk)
    form = CloseForm(request.POST or None, scope=request.scope, initial={"version": row.version})
    if request.method == "POST" and form.is_valid():
        try:
            line.close(
                organisation=row,
                on=form.cleaned_data["closed_on"],
                version=form.cleaned_data["version"],
                by=request.scope,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
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
    row = _found(request, pk)
    form = RollCompleteForm(
        request.POST or None, scope=request.scope, initial={"roll_complete_on": timezone.localdate()}
    )
    if request.method == "POST" and form.is_valid():
        try:
            line.declare_roll_complete(
                organisation=row,
                on=form.cleaned_data["roll_complete_on"],
                by=request.scope,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
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


@page(policy=Needs("units.view"))
def organisation_options(request: ScopedRequest) -> HttpResponse:
    """Suggestions for an organisation field, inside the scope."""
    text = request.GET.get(request.GET.get("field", ""), "").strip()
    found = queries.offered(request.scope, q=text) if len(text) >= 2 else []
    names = territories.names_by_path([row.place for row in found])
    options = [(written(row), names.get(row.place, "")) for row in found]
    return render(request, "organisations/organisation_options.html", {"options": options})


def _found(request: ScopedRequest, pk: int) -> PartyOrganisation:
    rows = PartyOrganisation.objects.within(request.scope).select_related("superior", "territory")
    return get_object_or_404(rows, pk=pk)


def _record(request: ScopedRequest, row: PartyOrganisation, *, revealed: bool = False) -> HttpResponse:
    scope = request.scope
    above = queries.line_above(row)
    below = queries.below_it(scope, row)
    reveal = reverse("organisations:reveal_phone", args=[row.pk])
    groups = [
        (
            group,
            [
                {
                    "term": fact.term,
                    "value": fact.value,
                    "source": fact.source,
                    "date": fact.date,
                    "reveal": reveal if fact.reveal else "",
                }
                for fact in known
            ],
        )
        for group, known in facts.facts(scope, row, language=language(), revealed=revealed)
    ]
    return render(
        request,
        "organisations/record.html",
        {
            "organisation": row,
            "trail": _trail(None),
            "may_reorganise": line.may_reorganise(scope, row),
            "groups": groups,
            "level": facts.level_label(row.level, language()),
            "due": state(row.election_due, on=timezone.localdate()),
            "above": above,
            "reachable": queries.reachable(scope, above),
            "below": below[:BELOW],
            "below_count": below.count(),
            "links": queries.links(row),
            "history": facts.history(scope, row, language=language()),
            "revealed": revealed,
        },
    )


def _form(
    request: ScopedRequest,
    form: Any,
    *,
    title: str,
    form_id: str,
    row: PartyOrganisation | None = None,
    back: str = "",
    note: str = "",
    against: Iterable[str] = (),
    button: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "form_title": title,
        "form_id": form_id,
        "organisation": row,
        "trail": _trail(row),
        "back": back or (reverse("organisations:organisation", args=[row.pk]) if row else ""),
        "note": note,
        "against": list(against),
        "button": button or _("保存"),
    }
    return render(request, "organisations/form.html", context, status=status)


def _trail(row: PartyOrganisation | None) -> list[tuple[str, str]]:
    """What stands above a page: the list, and the record when the page is about one."""
    above = [(_("党组织"), reverse("organisations:list"))]
    return [*above, (row.name, reverse("organisations:organisation", args=[row.pk]))] if row else above


def _show_what_is_held(
    form: CorrectOrganisationForm, row: PartyOrganisation, held: dict[str, Any], sentence: str
) -> None:
    """After a conflict the person's own entries stay, with what is held now beside each that differs.

    The next click saves: the version is the present one.
    """
    form.add_error(None, _("%(sentence)s您填写的内容还在下面，核对后可以再次保存。") % {"sentence": sentence})
    for name, value in held.items():
        field = form.fields.get(name)
        if field is None or form.cleaned_data.get(name) == value:
            continue
        now = field.prepare_value(value)
        text = dict(getattr(field, "choices", ())).get(now, value if value not in (None, "") else _("未知"))
        form.errors.setdefault(name, ErrorList()).append(_("现在登记的是：%(value)s") % {"value": text})
    again = QueryDict(mutable=True)
    again.update(form.data)
    again["version"] = str(row.version)
    form.data = again


def _offered_superior(request: ScopedRequest) -> PartyOrganisation | None:
    """The superior that the address names: the button on a record leads here."""
    wanted = request.GET.get("superior", "")
    rows = PartyOrganisation.objects.within(request.scope).filter(valid_to__isnull=True)
    return rows.filter(pk=int(wanted)).first() if wanted.isdecimal() and len(wanted) < 19 else None


def _only_place(request: ScopedRequest) -> Any:
    """The own place when there is no other to choose."""
    own = territories.top(request.scope)
    return own if own is not None and not territories.children(own).exists() else None


def _listed(request: ScopedRequest, form: OrganisationFilter) -> Any:
    chosen = form.chosen()
    return queries.listed(
        request.scope,
        today=timezone.localdate(),
        q=chosen["q"],
        level=chosen["level"],
        due=chosen["due"],
        place=chosen["place"] or None,
        closed=bool(chosen["closed"]),
        sort=request.GET.get("sort", ""),
    )


def _rows(request: ScopedRequest, found: Iterable[PartyOrganisation]) -> Iterator[dict[str, Any]]:
    """What a list shows of each organisation; the names of the places come with one query."""
    rows = list(found)
    places = territories.names_by_path([row.place for row in rows])
    today = timezone.localdate()
    for row in rows:
        yield {
            "organisation": row,
            "level": facts.level_label(row.level, language()),
            "place": places.get(row.place, ""),
            "secretary": facts.secretary_name(request.scope, row),
            "due": state(row.election_due, on=today),
        }


def _lines(request: ScopedRequest, found: Iterator[PartyOrganisation]) -> Iterator[list[Any]]:
    while chunk := list(islice(found, CHUNK)):
        for shown in _rows(request, chunk):
            row = shown["organisation"]
            source = facts.level_label(row.secretary_source, language(), enum="secretary_source")
            yield [
                row.name,
                row.code,
                shown["level"],
                shown["place"],
                row.superior.name if row.superior else "",
                row.founded,
                row.last_election,
                row.election_due,
                shown["secretary"],
                source if row.secretary_source else "",
                row.workers_full,
                row.workers_part,
            ]
