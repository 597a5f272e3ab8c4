"""The official statistics tables: on screen, on paper, as a file, with the units behind every number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhengyou import jobs
from zhengyou.analytics.actions import tables as actions
from zhengyou.analytics.models import StatisticsTable
from zhengyou.analytics.statistics import TABLES, kept
from zhengyou.analytics.statistics.declaring import Table
from zhengyou.analytics.statistics.derived import Derived
from zhengyou.audit import actions as audit
from zhengyou.coverage.models import UnitCoverage
from zhengyou.coverage.queries import worklist as coverage
from zhengyou.organisations.models import Territory
from zhengyou.organisations.queries import territories
from zhengyou.reports import sheets
from zhengyou.reports.queries import overview, statistics
from zhengyou.web import downloads
from zhengyou.web.errors import Forbidden
from zhengyou.web.lists import paged
from zhengyou.web.policy import Needs, ScopedRequest, page
from zhengyou.web.row_ids import row_ids

KEPT_SHOWN = 10
ASKED = ("row", "column", "part", "lack", "apart", "check")


@page(policy=Needs("statistics.view"))
def tables(request: ScopedRequest, code: str = "") -> HttpResponse:
    """Which tables there are, and what was kept of them."""
    territory = _territory(request, code)
    return render(
        request,
        "reports/statistics/list.html",
        {
            "territory": territory,
            "trail": statistics.trail(request.scope, territory),
            "tables": [
                (table, kept.of(request.scope, table.number, territory).first()) for table in TABLES.values()
            ],
            "below": overview.below(request.scope, territory, on=timezone.localdate()),
        },
    )


@page(policy=Needs("statistics.view"))
def table(request: ScopedRequest, number: str, code: str) -> HttpResponse:
    """One table: of today's facts for a place of moderate size, else as it was last derived."""
    declared, territory = _declared(number), _territory(request, code)
    derived, row = _derived(request, declared, territory)
    return render(
        request,
        "reports/statistics/table.html",
        {
            "table": declared,
            "territory": territory,
            "trail": statistics.trail(request.scope, territory),
            "shown": statistics.shown(derived, territory) if derived else None,
            "kept": row,
            "stale": row is not None and kept.is_stale(row, territory),
            "earlier": kept.of(request.scope, number, territory)[:KEPT_SHOWN],
            "below": overview.below(request.scope, territory, on=timezone.localdate()),
        },
    )


def _derived(
    request: ScopedRequest, table: Table, territory: Territory
) -> tuple[Derived | None, StatisticsTable | None]:
    """The table that the address asks for, and the kept one that it is; nothing while a large one was never derived."""
    rows = kept.of(request.scope, table.number, territory)
    asked = request.GET.get("kept", "")
    if asked:
        row = rows.filter(pk__in=row_ids([asked])).first()
        if row is None:
            raise Http404
        return kept.opened(row), row
    if statistics.is_large(request.scope, territory):
        row = rows.first()
        return (kept.opened(row), row) if row else (None, None)
    now = timezone.now()
    made = actions.derive(table.number, territory, by=request.scope, as_of=timezone.localdate(now), at=now)
    return made, None


@require_POST
@page(policy=Needs("statistics.view"))
def keep(request: ScopedRequest, number: str, code: str) -> HttpResponse:
    """Derives the table and keeps it with its date; a large one in the background."""
    declared, territory = _declared(number), _territory(request, code)
    now = timezone.now()
    if not statistics.is_large(request.scope, territory):
        row = actions.keep(number, territory, by=request.scope, as_of=timezone.localdate(now), at=now)
        return redirect(f"{reverse('reports:statistics_table', args=[number, code])}?kept={row.pk}")
    job = jobs.start(
        kind=actions.JOB,
        title=_("%(table)s：%(place)s") % {"table": declared.ordinal, "place": territory.name},
        payload={
            "number": number,
            "territory": territory.pk,
            "as_of": timezone.localdate(now).isoformat(),
            "role": request.scope.role,
            "path": request.scope.path,
        },
        by=request.scope,
        path=territory.path,
        key=f"{actions.JOB}:{number}:{territory.code}",
    )
    return redirect("jobs:page", job.pk)


@page(policy=Needs("statistics.view"))
def export(request: ScopedRequest, number: str, code: str) -> FileResponse:
    """The table as a workbook in its official shape."""
    declared, territory = _declared(number), _territory(request, code)
    _may_take_away(request)
    derived, _row = _derived(request, declared, territory)
    if derived is None:
        raise Http404
    audit.record(
        "export.statistics",
        by=request.scope,
        at=timezone.now(),
        subject=f"{number} {territory}",
        path=territory.path,
        detail={"as_of": derived.as_of.isoformat()},
    )
    name = f"{declared.ordinal}-{territory}-{derived.as_of.isoformat()}.xlsx"
    shown = statistics.shown(derived, territory)
    return downloads.workbook(name, lambda file: sheets.write(file, shown, str(territory)))


@page(policy=Needs("statistics.view"))
def units(request: ScopedRequest, number: str, code: str) -> HttpResponse:
    """The units behind one number, lacking one fact, left apart, or breaking an identity."""
    declared, territory, asked = _asked(request, number, code)
    shown = paged(request, asked.rows)
    places = coverage.places_of(shown)
    return render(
        request,
        "reports/statistics/units.html",
        {
            "table": declared,
            "territory": territory,
            "trail": [
                *statistics.trail(request.scope, territory),
                (territory.name, reverse("reports:statistics_of", args=[code])),
                (declared.ordinal, reverse("reports:statistics_table", args=[number, code])),
            ],
            "asked": asked,
            "page": shown,
            "lines": [(row, places[row.path]) for row in shown],
            "query": request.GET.urlencode(),
        },
    )


@page(policy=Needs("statistics.view"))
def units_export(request: ScopedRequest, number: str, code: str) -> FileResponse:
    """The same list as a workbook, without a cut-off."""
    _may_take_away(request)
    declared, territory, asked = _asked(request, number, code)
    heads = [
        _("所在地"),
        _("单位名称"),
        _("统一社会信用代码"),
        _("从业人员"),
        _("党员"),
        _("未转入党员"),
        _("党组织"),
    ]
    return downloads.export(
        request,
        "export.statistics_units",
        f"{declared.ordinal}-{territory}-{_('名单')}.xlsx",
        heads,
        _lines(asked.rows),
        subject=f"{number} {territory} {asked.words}",
        path=territory.path,
    )


def _lines(rows: QuerySet[UnitCoverage]) -> Iterator[list[Any]]:
    places = territories.names_by_path(rows.order_by().values_list("path", flat=True).distinct())
    for row in rows.iterator(chunk_size=2000):
        unit = row.unit
        yield [
            places[row.path],
            unit.name,
            unit.uscc,
            unit.employees,
            unit.members_total_in,
            unit.members_out,
            unit.organisation.name if unit.organisation else "",
        ]


def _asked(request: ScopedRequest, number: str, code: str) -> tuple[Table, Territory, statistics.Asked]:
    declared, territory = _declared(number), _territory(request, code)
    wanted = {name: request.GET.get(name, "") for name in ASKED}
    asked = statistics.behind(declared, territory, request.scope, wanted)
    if asked is None:
        raise Http404
    return declared, territory, asked


def _may_take_away(request: ScopedRequest) -> None:
    if not request.scope.may("export"):
        raise Forbidden


def _declared(number: str) -> Table:
    if number not in TABLES:
        raise Http404
    return TABLES[number]


def _territory(request: ScopedRequest, code: str) -> Territory:
    territory = overview.place(request.scope, code)
    if territory is None:
        raise Http404
    return territory
