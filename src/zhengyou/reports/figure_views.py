"""A figure opened: definition, date, parts, over time, by places and kinds, the list behind it; and what is taken away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from zhengyou.analytics import queries as analytics
from zhengyou.analytics.indicators import INDICATORS, Indicator, Part
from zhengyou.analytics.readings import Reading
from zhengyou.census.models import Round
from zhengyou.coverage import queries as coverage
from zhengyou.coverage.models import UnitCoverage
from zhengyou.organisations.models import Territory
from zhengyou.organisations.queries import territories
from zhengyou.reports.forms import BehindForm, DivideForm
from zhengyou.reports.queries import behind, over_time, pictures, splitting
from zhengyou.reports.queries import overview as queries
from zhengyou.reports.queries.figures import Figure, all_keys
from zhengyou.reports.views import territory_or_404
from zhengyou.web import downloads
from zhengyou.web.lists import paged
from zhengyou.web.policy import Needs, ScopedRequest, page


@page(policy=Needs("reports.view"))
def figure(request: ScopedRequest, key: str, code: str) -> HttpResponse:
    """One figure opened."""
    territory, indicator = _asked(request, key, code)
    round_ = analytics.current_round()
    own, below, now = _places(request, round_, territory, key)
    by, shares = _divided(request, round_, territory, key)
    context = {
        "territory": territory,
        "trail": queries.trail(request.scope, territory),
        "figure": own,
        "indicator": indicator,
        "round": round_,
        "definition": _definition(indicator, request.LANGUAGE_CODE == "en"),
        "below": below,
        "divide": DivideForm(request.GET, key=key),
        "by": by,
        "shares": shares,
        "split": pictures.by_value(own.name, shares) if shares else None,
        **_over_time(request, round_, territory, key, now),
    }
    if behind.has_list(key):
        context |= _list(request, territory, key, shares)
    return render(request, "reports/figure.html", context)


def _definition(one: Indicator, english: bool) -> list[tuple[str, str]]:
    return [
        (_("定义"), one.definition_en if english else one.definition_zh),
        (_("分子"), one.numerator_en if english else one.numerator_zh),
        (_("分母"), one.denominator_en if english else one.denominator_zh),
        (_("不计入的及原因"), one.left_out_en if english else one.left_out_zh),
        (_("口径出处"), one.source),
    ]


def _places(
    request: ScopedRequest, round_: Round | None, territory: Territory, key: str
) -> tuple[Figure, list[Figure], Mapping[str, Reading]]:
    """The figure of the place itself, of the places below in code order, and all figures of the place itself."""
    children = queries.below(request.scope, territory, on=timezone.localdate())
    if round_ is None:
        return Figure(key, territory, None), [], {}
    paths = [territory.path, *(child.path for child in children)]
    cells = analytics.figures(request.scope, round_, paths)
    now = cells[territory.path]
    return (
        Figure(key, territory, now.get(key)),
        [Figure(key, child, cells[child.path].get(key)) for child in children],
        now,
    )


def _divided(
    request: ScopedRequest, round_: Round | None, territory: Territory, key: str
) -> tuple[str, list[splitting.Share]]:
    by = DivideForm(request.GET, key=key).chosen()["by"]
    return by, splitting.split(request.scope, round_, territory, key, by) if by and round_ else []


def _over_time(
    request: ScopedRequest, round_: Round | None, territory: Territory, key: str, now: Mapping[str, Reading]
) -> dict[str, Any]:
    moments = over_time.moments(request.scope, territory, round_, now) if round_ else []
    return {
        "trend": pictures.over_time(key, territory.name, moments),
        "trend_rows": [(one, one.shares.get(key)) for one in moments],
    }


def _list(
    request: ScopedRequest, territory: Territory, key: str, shares: list[splitting.Share]
) -> dict[str, Any]:
    form, _part, rows = _behind(request, territory, key, shares)
    shown = paged(request, rows)
    places = coverage.places_of(shown)
    return {"form": form, "page": shown, "lines": [(row, places[row.path]) for row in shown]}


def _behind(
    request: ScopedRequest, territory: Territory, key: str, shares: list[splitting.Share]
) -> tuple[BehindForm, Part, QuerySet[UnitCoverage]]:
    given = request.GET.copy()
    given.setdefault("part", Part.MISSING)
    form = BehindForm(given, shares=shares)
    chosen = form.chosen()
    part = Part(chosen["part"]) if chosen["part"] in set(Part) else Part.MISSING
    only = chosen.get("only", "")
    rows = behind.units(
        request.scope,
        territory,
        key,
        part,
        text=chosen["q"],
        dimension=chosen["by"] if only else "",
        value=only[1:],
    )
    return form, part, rows


@page(policy=Needs("export"))
def figure_export(request: ScopedRequest, key: str, code: str) -> FileResponse:
    """The same list as a workbook, without a cut-off."""
    territory, indicator = _asked(request, key, code)
    if not behind.has_list(key):
        raise Http404
    _by, shares = _divided(request, analytics.current_round(), territory, key)
    _form, part, rows = _behind(request, territory, key, shares)
    heads = [_("所在地"), _("单位名称"), _("统一社会信用代码"), _("正式党员"), _("人数依据"), _("党组织")]
    return downloads.export(
        request,
        "export.figure",
        f"{indicator.name}-{territory}.xlsx",
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


_PARTS = 6


def _part_heads() -> list[str]:
    return [_("比率（%）"), _("分子"), _("分母"), _("情况未知"), _("不计入"), _("说明")]


def _parts(one: Figure) -> list[Any]:
    """As many cells as there are heads; of what is withheld, empty ones and the reason."""
    numbers = one.numbers
    if numbers is None:
        return [None] * (_PARTS - 1) + [_("不公布：不足五人，或会推算出不足五人")]
    share = None if one.share is None else round(one.share * 100, 1)
    return [share, numbers.numerator, numbers.denominator, numbers.unknown, numbers.left_out, ""]


@page(policy=Needs("export"))
def numbers_export(request: ScopedRequest, key: str, code: str) -> FileResponse:
    """One figure as a workbook: the place itself, the places below, and what it can be divided by."""
    territory, indicator = _asked(request, key, code)
    round_ = analytics.current_round()
    if round_ is None:
        raise Http404
    own, below, _now = _places(request, round_, territory, key)
    rows = [[territory.code, territory.name, "", "", *_parts(own)]]
    rows += [[one.territory.code, one.territory.name, "", "", *_parts(one)] for one in below]
    for dimension in splitting.dimensions(key):
        for one in splitting.split(request.scope, round_, territory, key, dimension.key):
            rows.append([territory.code, territory.name, dimension.name, one.label, *_parts(one.figure)])
    return downloads.export(
        request,
        "export.numbers",
        f"{indicator.name}-{territory}-{round_.as_of}.xlsx",
        [_("区划代码"), _("名称"), _("划分"), _("类别"), *_part_heads()],
        rows,
        subject=f"{key} {territory}",
        path=territory.path,
    )


@page(policy=Needs("export"))
def overview_export(request: ScopedRequest, code: str) -> FileResponse:
    """The table of the level below as a workbook, all figures with their parts."""
    territory = territory_or_404(request, code)
    today = timezone.localdate()
    shown = queries.overview(request.scope, territory, on=today)
    if shown is None:
        raise Http404
    heads = [_("区划代码"), _("名称")]
    for key in all_keys(today):
        heads += [f"{INDICATORS[key].name} {head}" for head in _part_heads()]
    rows = (
        [row.territory.code, row.territory.name, *(cell for one in row.figures for cell in _parts(one))]
        for row in shown.rows
    )
    return downloads.export(
        request,
        "export.overview",
        f"{_('总览')}-{territory}.xlsx",
        heads,
        rows,
        subject=str(territory),
        path=territory.path,
    )


def _asked(request: ScopedRequest, key: str, code: str) -> tuple[Territory, Indicator]:
    if key not in INDICATORS:
        raise Http404
    return territory_or_404(request, code), INDICATORS[key]
