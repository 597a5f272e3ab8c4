"""Overviews and the lists behind their figures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from zhengyou.analytics import queries as analytics
from zhengyou.analytics.indicators import INDICATORS, Part
from zhengyou.coverage import queries as coverage
from zhengyou.coverage.models import UnitCoverage
from zhengyou.organisations.models import Territory
from zhengyou.organisations.queries import territories
from zhengyou.reports.forms import BehindForm
from zhengyou.reports.queries import behind, branch
from zhengyou.reports.queries import overview as queries
from zhengyou.scoping import Reach
from zhengyou.web import downloads
from zhengyou.web.lists import paged
from zhengyou.web.policy import Needs, ScopedRequest, page
from zhengyou.web.todo import waiting

PREVIEW = 4


@page(policy=Needs("reports.view"))
def overview(request: ScopedRequest, code: str = "") -> HttpResponse:
    """An office sees its territory; a secretary the own organisation; an instructor the units served."""
    today = timezone.localdate()
    todo = waiting(request.scope, today=today)
    if request.scope.reach in {Reach.ORGANISATION, Reach.UNITS}:
        if code:
            raise Http404
        return render(
            request, "reports/branch.html", {**branch.branch(request.scope), "todo": todo, "today": today}
        )
    territory = _territory(request, code)
    shown = queries.overview(request.scope, territory, on=today)
    context: dict[str, Any] = {
        "territory": territory,
        "trail": queries.trail(request.scope, territory),
        "todo": todo,
        "today": today,
        "shown": shown,
        "phase": queries.phase(today),
    }
    if shown:
        context |= _map_and_trend(request, shown)
        context |= _worklist(request, territory)
    return render(request, "reports/overview.html", context)


def _map_and_trend(request: ScopedRequest, shown: queries.Overview) -> dict[str, Any]:
    keys = (*queries.FIRST_ROW, *queries.SECOND_ROW)
    key = request.GET.get("indicator", "")
    key = key if key in keys else keys[0]
    return {
        "indicator": key,
        "columns": [(one, queries.name_of(one)) for one in queries.FIRST_ROW],
        "indicators": [(one, queries.name_of(one)) for one in keys],
        "tiles": queries.tiles(shown, key),
        "legend": queries.legend(key),
        "trend_labels": [f"{round_.code} · {round_.as_of}" for round_, _cells in shown.trend],
        "trend_series": [
            {
                "name": queries.name_of(one),
                "data": [queries.share(cells.get(one)) for _round, cells in shown.trend],
            }
            for one in queries.FIRST_ROW
        ],
    }


def _worklist(request: ScopedRequest, territory: Territory) -> dict[str, Any]:
    due = list(coverage.due_units(request.scope, path=territory.path)[:PREVIEW])
    steps = coverage.steps_of(request.scope, [row.pk for row in due])
    places = coverage.places_of(due)
    return {
        "due": [(row, places[row.path], steps.get(row.pk)) for row in due],
        "due_count": coverage.due_units(request.scope, path=territory.path).count(),
    }


@page(policy=Needs("reports.view"))
def figure(request: ScopedRequest, key: str, code: str) -> HttpResponse:
    """One figure opened: its definition, its date, its parts, the units of one part."""
    territory, form, part, rows = _behind(request, key, code)
    round_ = analytics.current_round()
    cell = (
        analytics.figures(request.scope, round_, [territory.path])[territory.path].get(key)
        if round_
        else None
    )
    words = INDICATORS[key]
    shown = paged(request, rows)
    places = coverage.places_of(shown)
    english = request.LANGUAGE_CODE == "en"
    return render(
        request,
        "reports/figure.html",
        {
            "territory": territory,
            "trail": queries.trail(request.scope, territory),
            "figure": queries.figure(key, territory, cell),
            "round": round_,
            "cell": cell,
            "definition": [
                (_("定义"), words.definition_en if english else words.definition_zh),
                (_("分子"), words.numerator_en if english else words.numerator_zh),
                (_("分母"), words.denominator_en if english else words.denominator_zh),
                (_("不计入的单位及原因"), words.left_out_en if english else words.left_out_zh),
                (_("口径出处"), words.source),
            ],
            "form": form,
            "part": part,
            "page": shown,
            "lines": [(row, places[row.path]) for row in shown],
        },
    )


@page(policy=Needs("export"))
def figure_export(request: ScopedRequest, key: str, code: str) -> FileResponse:
    """The same list as a workbook, without a cut-off."""
    territory, _form, part, rows = _behind(request, key, code)
    heads = [_("所在地"), _("单位名称"), _("统一社会信用代码"), _("正式党员"), _("人数依据"), _("党组织")]
    return downloads.export(
        request,
        "export.figure",
        f"{queries.name_of(key)}-{territory}.xlsx",
        heads,
        _lines(rows),
        subject=f"{key} {part} {territory}",
        path=territory.path,
    )


def _lines(rows: QuerySet[UnitCoverage]) -> Iterator[list[Any]]:
    places = territories.names_by_path(rows.order_by().values_list("path", flat=True).distinct())
    basis = {"roll": _("党员名册"), "declared": _("填报人数"), "": _("未知")}
    for row in rows.iterator(chunk_size=2000):
        unit = row.unit
        yield [
            places[row.path],
            unit.name,
            unit.uscc,
            row.full_members,
            basis[row.basis],
            unit.organisation.name if unit.organisation else "",
        ]


@page(policy=Needs("export"))
def overview_export(request: ScopedRequest, code: str) -> FileResponse:
    """The table of the level below as a workbook: numerators, denominators, unknowns."""
    territory = _territory(request, code)
    shown = queries.overview(request.scope, territory, on=timezone.localdate())
    if shown is None:
        raise Http404
    heads = [_("区划代码"), _("名称")]
    for key in (*queries.FIRST_ROW, *queries.SECOND_ROW):
        name = queries.name_of(key)
        heads += [
            f"{name}（%）",
            _("%(name)s分子") % {"name": name},
            _("%(name)s分母") % {"name": name},
            _("%(name)s情况未知") % {"name": name},
        ]
    lines = (
        [
            row.territory.code,
            row.territory.name,
            *(
                value
                for one in row.figures
                for value in (
                    None if one.share is None else round(one.share * 100, 1),
                    one.numerator,
                    one.denominator,
                    one.unknown,
                )
            ),
        ]
        for row in shown.rows
    )
    return downloads.export(
        request,
        "export.overview",
        f"{_('总览')}-{territory}.xlsx",
        heads,
        lines,
        subject=str(territory),
        path=territory.path,
    )


def _territory(request: ScopedRequest, code: str) -> Territory:
    territory = queries.place(request.scope, code)
    if territory is None:
        raise Http404
    return territory


def _behind(request: ScopedRequest, key: str, code: str) -> tuple[Territory, BehindForm, Part, Any]:
    if key not in INDICATORS:
        raise Http404
    territory = _territory(request, code)
    form = BehindForm(request.GET or {"part": Part.MISSING})
    chosen = form.chosen()
    part = Part(chosen["part"]) if chosen["part"] in set(Part) else Part.MISSING
    return territory, form, part, behind.units(request.scope, territory, key, part, text=chosen["q"])
