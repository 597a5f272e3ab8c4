"""Pages of units: list, record, history."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from zhengyou.accounts.places import place_of
from zhengyou.census.actions import units as actions
from zhengyou.census.forms.lists import UnitFilter
from zhengyou.census.models import Unit
from zhengyou.census.queries import duplicates, members, sightings, unit_record, words
from zhengyou.census.queries import history as histories
from zhengyou.census.queries import units as queries
from zhengyou.web import downloads, refusals
from zhengyou.web.errors import Forbidden
from zhengyou.web.freshness import unless_changed
from zhengyou.web.lists import paged
from zhengyou.web.policy import Needs, ScopedRequest, page

MEMBERS_SHOWN = 20


@page(policy=Needs("units.view"))
@unless_changed
def units(request: ScopedRequest) -> HttpResponse:
    """The list, filtered, sorted and paged."""
    form = UnitFilter(request.GET, scope=request.scope)
    found = queries.listed(request.scope, form.wanted(), sort=request.GET.get("sort", ""))
    shown = paged(request, found)
    columns = queries.columns(request.scope)
    return render(
        request,
        "census/units.html",
        {
            "form": form,
            "page": shown,
            "columns": columns,
            "rows": queries.rows(shown.object_list, columns),
            "filtered": any(form.chosen().values()),
        },
    )


@page(policy=Needs("export"))
def export(request: ScopedRequest) -> HttpResponseBase:
    """The same list as a workbook: the columns shown, every row."""
    form = UnitFilter(request.GET, scope=request.scope)
    found = queries.listed(request.scope, form.wanted(), sort=request.GET.get("sort", ""))
    columns = queries.columns(request.scope)
    return downloads.export(
        request,
        "export.units",
        f"{_('单位')}.xlsx",
        [str(column.label) for column in columns],
        queries.lines(found, columns),
        subject=_("单位名单"),
        path=place_of(request),
        detail={"filter": sorted(name for name, text in request.GET.items() if text)},
    )


@page(policy=Needs("units.view"))
def unit(request: ScopedRequest, pk: int) -> HttpResponse:
    """The record: every fact with source and date, what is missing, members, organisation."""
    return _record(request, found_unit(request, pk))


@require_POST
@never_cache
@page(policy=Needs("units.view", noted=refusals.REVEAL))
def reveal_phone(request: ScopedRequest, pk: int) -> HttpResponse:
    """The record once with the contact's number; who looked is kept in the log."""
    row = found_unit(request, pk)
    if not request.scope.sees("unit_contact"):
        refusals.note(
            request,
            refusals.REVEAL,
            subject_kind=actions.KIND,
            subject_id=row.pk,
            subject=row.name,
            path=row.path,
        )
        raise Forbidden
    actions.reveal_phone(unit=row, by=request.scope, at=timezone.now())
    return _record(request, row, revealed=frozenset({"contact_phone"}))


@page(policy=Needs("units.view"))
def history(request: ScopedRequest, pk: int) -> HttpResponse:
    """What became of the unit, newest first."""
    row = found_unit(request, pk)
    return render(
        request,
        "census/history.html",
        {
            "trail": trail(row),
            "name": row.name,
            "events": histories.history(request.scope, actions.KIND, pk),
        },
    )


def found_unit(request: ScopedRequest, pk: int) -> Unit:
    """The unit inside the scope, or 404."""
    rows = Unit.objects.within(request.scope)
    return get_object_or_404(
        rows.select_related("territory", "organisation__superior", "instructor_account"), pk=pk
    )


def trail(row: Unit | None) -> list[tuple[str, str]]:
    """The way to a unit's page."""
    first = (_("单位"), reverse("census:units"))
    return [first, (row.name, reverse("census:unit", args=[row.pk]))] if row else [first]


def _record(request: ScopedRequest, row: Unit, *, revealed: frozenset[str] = frozenset()) -> HttpResponse:
    scope = request.scope
    groups = unit_record.facts(scope, row, on=timezone.localdate(), revealed=revealed)
    missing = queries.missing(scope, row) if row.closed_on is None else []
    context: dict[str, Any] = {
        "unit": row,
        "last_round": sightings.last_round(scope, row),
        "groups": groups,
        "missing": [words.label(field) for field in missing],
        "revealed": revealed,
        "reveal_url": reverse("census:unit_reveal_phone", args=[row.pk]),
    }
    context |= duplicates.on_record(scope, row)
    if scope.may("members.view") and scope.sees("member_names"):
        roll = members.of_unit(scope, row)
        context |= {"members": list(roll[:MEMBERS_SHOWN]), "member_count": roll.count()}
    return render(request, "census/unit.html", context)
