"""Pages of members: list, record, history, revealing a number."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from zhengyou.accounts.places import place_of
from zhengyou.census.actions import members as actions
from zhengyou.census.forms.lists import MemberFilter
from zhengyou.census.forms.members import RevealForm
from zhengyou.census.models import Member
from zhengyou.census.queries import history as histories
from zhengyou.census.queries import member_record
from zhengyou.census.queries import members as queries
from zhengyou.encryption.masking import mask_name
from zhengyou.organisations.models import PartyOrganisation
from zhengyou.scoping import Reach
from zhengyou.web import downloads, refusals
from zhengyou.web.errors import Forbidden
from zhengyou.web.form_pages import form_page
from zhengyou.web.freshness import unless_changed
from zhengyou.web.lists import paged
from zhengyou.web.policy import Needs, ScopedRequest, page


@page(policy=Needs("members.view"))
@unless_changed
def members(request: ScopedRequest) -> HttpResponse:
    """The roll, filtered, sorted and paged; a secretary's own branch and those below it."""
    form = MemberFilter(request.GET, scope=request.scope)
    found = queries.listed(request.scope, form.wanted(), sort=request.GET.get("sort", ""))
    shown = paged(request, found)
    columns = queries.columns(request.scope)
    return render(
        request,
        "census/members.html",
        {
            "form": form,
            "page": shown,
            "columns": columns,
            "rows": [(member, queries.cells(member, columns)) for member in shown.object_list],
            "filtered": any(form.chosen().values()),
            "branch": own_branch(request),
        },
    )


@page(policy=Needs("members.view"))
def export(request: ScopedRequest) -> HttpResponseBase:
    """The same list as a workbook: the columns shown, every row."""
    if not request.scope.may("export"):
        raise Forbidden
    form = MemberFilter(request.GET, scope=request.scope)
    found = queries.listed(request.scope, form.wanted(), sort=request.GET.get("sort", ""))
    columns = queries.columns(request.scope)
    return downloads.export(
        request,
        "export.members",
        f"{_('党员名册')}.xlsx",
        [str(column.label) for column in columns],
        queries.lines(found, columns),
        subject=_("党员名册"),
        path=place_of(request),
        detail={"filter": sorted(name for name, text in request.GET.items() if text)},
    )


@page(policy=Needs("members.view"))
def member(request: ScopedRequest, pk: int) -> HttpResponse:
    """The record: facts with source and date; numbers masked."""
    return _record(request, found_member(request, pk))


@never_cache
@page(policy=Needs("members.reveal", noted=refusals.REVEAL))
def reveal(request: ScopedRequest, pk: int, what: str) -> HttpResponse:
    """Asks what for, then shows the number once. Both stay in the log."""
    row = found_member(request, pk)
    if what not in actions.REVEALED_BY:
        raise Http404
    if not request.scope.sees(actions.REVEALED_BY[what]):
        refusals.note(
            request,
            refusals.REVEAL,
            subject_kind=actions.KIND,
            subject_id=pk,
            subject=mask_name(row.name),
            path=row.place,
        )
        raise Forbidden
    form = RevealForm(request.POST or None, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        purpose = form.cleaned_data["reveal_purpose"]
        text = actions.reveal(member=row, what=what, purpose=purpose, by=request.scope, at=timezone.now())
        return _record(request, row, revealed={what: text})
    titles = {"id_number": _("查看公民身份号码"), "phone": _("查看联系电话")}
    return form_page(
        request,
        form,
        title=titles[what],
        form_id="member.reveal",
        trail=trail(row),
        about=row.name,
        button=_("查看"),
    )


@page(policy=Needs("members.view"))
def history(request: ScopedRequest, pk: int) -> HttpResponse:
    """What became of the member, newest first."""
    row = found_member(request, pk)
    events = histories.history(request.scope, actions.KIND, pk)
    return render(request, "census/history.html", {"trail": trail(row), "name": row.name, "events": events})


def found_member(request: ScopedRequest, pk: int) -> Member:
    """The member inside the scope, or 404."""
    if not request.scope.sees("member_names"):
        raise Forbidden
    return get_object_or_404(queries.within(request.scope), pk=pk)


def own_branch(request: ScopedRequest) -> PartyOrganisation | None:
    """A secretary's own organisation."""
    if request.scope.reach is not Reach.ORGANISATION:
        return None
    return PartyOrganisation.objects.within(request.scope).filter(path=request.scope.path).first()


def trail(row: Member | None) -> list[tuple[str, str]]:
    """The way to a member's page."""
    first = (_("党员"), reverse("census:members"))
    return [first, (row.name, reverse("census:member", args=[row.pk]))] if row else [first]


def _record(request: ScopedRequest, row: Member, *, revealed: dict[str, str] | None = None) -> HttpResponse:
    scope = request.scope
    may_reveal = scope.may("members.reveal")
    return render(
        request,
        "census/member.html",
        {
            "member": row,
            "groups": member_record.facts(scope, row),
            "revealed": revealed or {},
            "reveals": {
                what: reverse("census:member_reveal", args=[row.pk, what])
                for what, group in actions.REVEALED_BY.items()
                if may_reveal and scope.sees(group)
            },
        },
    )
