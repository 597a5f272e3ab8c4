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
from zhengyou.coverage.models import UnitCoverage
from zhengyou.coverage.queries import worklist as coverage
from zhengyou.organisations.models import Territory
from zhengyou.organisations.queries import territories
from zhengyou.reports import figure_sheets
from zhengyou.reports.figure_sheets import parts, told
from zhengyou.reports.forms import BehindForm, DivideForm, words_of
from zhengyou.reports.queries import behind, over_time, pictures, splitting
from zhengyou.reports.queries import overview as queries
from zhengyou.reports.queries.figures import Figure
from zhengyou.reports.views import territory_or_404
from zhengyou.web import downloads
from zhengyou.web.lists import paged
from zhengyou.web.policy import Needs, ScopedRequest, page
from zhengyou.workbooks.exporting import Sheet


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
        "definition": figure_sheets.definition(indicator, english=_english(request)),
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
        "trend_rows": [one.told(key) for one in moments],
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
    title = _("%(name)s：%(part)s") % {"name": indicator.name, "part": words_of(part)}
    above = [
        figure_sheets.place_line(str(territory), territory.code),
        _("按现在的台账，共 %(number)s 家") % {"number": f"{rows.count():,}"},
        *figure_sheets.meaning(indicator, english=_english(request)),
        figure_sheets.taken_by(request),
    ]
    return downloads.sheets(
        request,
        "export.figure",
        f"{indicator.name}-{territory}.xlsx",
        [
            Sheet(
                heads,
                _lines(rows),
                title=title,
                above=above,
                formats=("", "", "", figure_sheets.COUNT),
                kept=2,
            )
        ],
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
def numbers_export(request: ScopedRequest, key: str, code: str) -> FileResponse:
    """One figure as a workbook: the place itself, the places below, and what it can be divided by."""
    territory, indicator = _asked(request, key, code)
    round_ = analytics.current_round()
    if round_ is None:
        raise Http404
    own, below, _now = _places(request, round_, territory, key)
    rows = [[territory.code, territory.name, "", "", *parts(told(own))]]
    rows += [[one.territory.code, one.territory.name, "", "", *parts(told(one))] for one in below]
    for dimension in splitting.dimensions(key):
        for one in splitting.split(request.scope, round_, territory, key, dimension.key):
            rows.append([territory.code, territory.name, dimension.name, one.label, *parts(told(one.figure))])
    above = [
        figure_sheets.place_line(str(territory), territory.code),
        _dated(round_, own),
        *figure_sheets.meaning(indicator, english=_english(request)),
        figure_sheets.taken_by(request),
    ]
    heads = [_("区划代码"), _("名称"), _("划分"), _("类别"), *figure_sheets.part_heads()]
    formats = ["", "", "", "", *figure_sheets.PART_FORMATS]
    title = f"{indicator.name} · {territory}"
    return downloads.sheets(
        request,
        "export.numbers",
        f"{indicator.name}-{territory}-{round_.as_of}.xlsx",
        [Sheet(heads, rows, title=title, above=above, formats=formats, kept=2)],
        subject=f"{key} {territory}",
        path=territory.path,
    )


@page(policy=Needs("export"))
def overview_export(request: ScopedRequest, code: str) -> FileResponse:
    """The place and those of the level below as a workbook, all figures with their parts and what they mean."""
    territory = territory_or_404(request, code)
    shown = queries.overview(request.scope, territory, on=timezone.localdate())
    if shown is None:
        raise Http404
    above = [
        figure_sheets.place_line(str(territory), territory.code),
        _dated(shown.round, shown.first[0]),
        _(
            "先列本地，再列下一级各地。每个数的分子、分母、情况未知和不计入的，见第二张表；口径、出处和不计入的原因，见第三张表。"
        ),
        figure_sheets.taken_by(request),
    ]
    lines = [(territory, shown.figures), *((row.territory, row.figures) for row in shown.rows)]
    return downloads.sheets(
        request,
        "export.overview",
        f"{_('总览')}-{territory}.xlsx",
        figure_sheets.sheets(
            _("%(place)s总览") % {"place": territory},
            above,
            [],
            [figure_sheets.Line((), place.code, place.name, list(map(told, some))) for place, some in lines],
            english=_english(request),
        ),
        subject=str(territory),
        path=territory.path,
    )


def _dated(round_: Round, one: Figure) -> str:
    """Of which date and round the figures are, and when they were counted."""
    said = _("数据截至 %(date)s，第 %(code)s 轮摸底") % {
        "date": round_.as_of.isoformat(),
        "code": round_.code,
    }
    if one.reading is None:
        return said
    moment = timezone.localtime(one.reading.computed_at).strftime("%Y-%m-%d %H:%M")
    return _("%(said)s；计算于 %(moment)s") % {"said": said, "moment": moment}


def _english(request: ScopedRequest) -> bool:
    return request.LANGUAGE_CODE == "en"


def _asked(request: ScopedRequest, key: str, code: str) -> tuple[Territory, Indicator]:
    if key not in INDICATORS:
        raise Http404
    return territory_or_404(request, code), INDICATORS[key]
