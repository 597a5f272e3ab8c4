"""Frozen figures: the list of reporting dates, a place as it was then or on today's tree."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from zhengyou.analytics import snapshots
from zhengyou.analytics.indicators import INDICATORS
from zhengyou.analytics.models import Snapshot
from zhengyou.analytics.numbers import Numbers
from zhengyou.analytics.readings import Reading
from zhengyou.analytics.snapshots import Tree
from zhengyou.organisations.models import Territory
from zhengyou.reports import figure_sheets
from zhengyou.reports.forms import ChoiceForm
from zhengyou.reports.queries import frozen, overview, pictures, splitting
from zhengyou.reports.queries.figures import Figure
from zhengyou.reports.snapshot_forms import WORDS, SwitchForm
from zhengyou.scoping import Reach
from zhengyou.web import downloads
from zhengyou.web.policy import Needs, ScopedRequest, page
from zhengyou.workbooks.exporting import Sheet

_PLACED = {Reach.TERRITORY, Reach.EVERYTHING}


@page(policy=Needs("reports.view"))
def listing(request: ScopedRequest) -> HttpResponse:
    """All reporting dates, the newest first; `of` names the place whose figures they lead to, `day` leads there at once."""
    _require_place(request)
    territory = overview.place(request.scope, request.GET.get("of", ""))
    if territory is None:
        raise Http404
    if "day" in request.GET:
        return _switched(request, territory.code)
    return render(
        request,
        "reports/snapshots/list.html",
        {"snapshots": snapshots.listed(request.scope), "territory": territory},
    )


@page(policy=Needs("reports.view"))
def place(request: ScopedRequest, day: str, code: str = "") -> HttpResponse:
    """One place on one day; the switch leads to another day, to the other tree, or back to the figures as they stand."""
    if "day" in request.GET:
        return _switched(request, code)
    shown = _shown(request, day, code)
    held = snapshots.listed(request.scope)
    chosen = {"day": shown.snapshot.date.isoformat(), "tree": shown.tree.value}
    columns = {pair.key for pair in shown.first}
    return render(
        request,
        "reports/snapshots/place.html",
        {
            "shown": shown,
            "words": WORDS[shown.tree],
            "other_words": next(words for tree, words in WORDS.items() if tree != shown.tree),
            "switch": SwitchForm(chosen, snapshots=held, trees=shown.trees),
            "columns": [pair.name for pair in shown.first],
            "lines": [(line, [pair for pair in line.pairs if pair.key in columns]) for line in shown.lines],
            **_divided(request, shown),
        },
    )


def _divided(request: ScopedRequest, shown: frozen.Frozen) -> dict[str, Any]:
    """One figure divided, where that is asked for. shares: None where its parts cannot be told on this tree."""
    form = ChoiceForm(request.GET, keys=tuple(pair.key for pair in shown.own))
    key, by = form.key, form.chosen()["by"]
    name = INDICATORS[key].name
    shares = splitting.split_frozen(request.scope, shown, key, by) if by else []
    return {
        "choice": form,
        "divided": bool(by),
        "divided_name": name,
        "dimension": dict(form.fields["by"].choices).get(by),  # type: ignore[attr-defined]
        "shares": shares,
        "split": pictures.by_value(name, shares) if shares else None,
    }


@page(policy=Needs("export"))
def export(request: ScopedRequest, day: str, code: str) -> FileResponse:
    """The place and those below it as a workbook, on the tree that the page shows; on both where they differ."""
    shown = _shown(request, day, code)
    both = [shown]
    if shown.reorganised:
        for tree in shown.trees:
            if tree != shown.tree and (other := frozen.read(request.scope, shown.snapshot, shown.code, tree)):
                both.append(other)
    day_, held = shown.snapshot.date.isoformat(), shown.snapshot
    moment = timezone.localtime(held.frozen_at).strftime("%Y-%m-%d %H:%M")
    above = [
        figure_sheets.place_line(shown.name, shown.code),
        _("报告：%(title)s，%(date)s；%(moment)s 由%(who)s定格，不再变动")
        % {"title": held.title, "date": day_, "moment": moment, "who": held.frozen_by},
        _(
            "先列本地，再列下一级各地；区划调整过的，两种区划都列。分子、分母、情况未知和不计入的，见第二张表；口径、出处和不计入的原因，见第三张表；本地各数分类的，见第四张表。"
        ),
        *(str(one) for one in shown.reorganised),
        figure_sheets.taken_by(request),
    ]
    title = _("%(place)s %(date)s 的数字") % {"place": shown.name, "date": day_}
    return downloads.sheets(
        request,
        "export.snapshot",
        f"{shown.name}-{day_}-{WORDS[shown.tree]}.xlsx",
        [
            *figure_sheets.sheets(
                title,
                above,
                [_("区划")],
                [line for one in both for line in _lines(one)],
                english=request.LANGUAGE_CODE == "en",
            ),
            _parts(request, both, title),
        ],
        subject=f"{day_} {shown.code} {shown.name}",
        path=request.scope.path,
    )


def _lines(shown: frozen.Frozen) -> Iterator[figure_sheets.Line]:
    own = frozen.Line(shown.code, shown.name, "", shown.own)
    for line in (own, *shown.lines):
        told = [_told(shown.snapshot, pair) for pair in line.pairs]
        yield figure_sheets.Line((str(WORDS[shown.tree]),), line.code, line.name, told)


def _parts(request: ScopedRequest, both: list[frozen.Frozen], title: str) -> Sheet:
    """The place's own figures, divided by everything they can be divided by."""
    above, rows = [figure_sheets.place_line(both[0].name, both[0].code)], []
    for shown in both:
        found = splitting.split_all_frozen(request.scope, shown, [pair.key for pair in shown.own])
        if found is None:
            above.append(_("这个地方的区划在定格以后调整过，各部分只能按当时的区划看。"))
        for key, dimension, shares in found or []:
            lead = (INDICATORS[key].name, str(WORDS[shown.tree]), dimension.name)
            rows += [
                [*lead, one.label, *figure_sheets.parts(figure_sheets.told(one.figure))] for one in shares
            ]
    return Sheet(
        [_("指标"), _("区划"), _("划分"), _("类别"), *figure_sheets.part_heads()],
        rows,
        _("分类"),
        title,
        above,
        ["", "", "", "", *figure_sheets.PART_FORMATS],
        kept=4,
    )


def _told(snapshot: Snapshot, pair: frozen.Pair) -> figure_sheets.Told:
    side = pair.shown
    if not isinstance(side.numbers, Numbers):
        return figure_sheets.Told(pair.key, None, side.said, frozen.numbers_of(side), side.note)
    reading = Reading("", pair.key, "", "", side.numbers, snapshot.frozen_at)
    share = Figure(pair.key, Territory(), reading).share
    return figure_sheets.Told(pair.key, share, side.said, frozen.numbers_of(side))


def _switched(request: ScopedRequest, code: str) -> HttpResponse:
    """Where the switch leads."""
    _require_place(request)
    day, tree = request.GET["day"], request.GET.get("tree", "")
    if not day:
        return redirect("reports:overview", code) if code else redirect("reports:overview")
    found = _snapshot(request, day)
    return redirect(frozen.address(found, code, Tree(tree) if tree in set(Tree) else Tree.THEN))


def _shown(request: ScopedRequest, day: str, code: str) -> frozen.Frozen:
    _require_place(request)
    found = _snapshot(request, day)
    if not code:
        own = overview.place(request.scope, "")
        code = own.code if own else ""
    asked = request.GET.get("tree", "")
    shown = frozen.read(request.scope, found, code, Tree(asked) if asked in set(Tree) else Tree.THEN)
    if shown is None:
        raise Http404
    return shown


def _snapshot(request: ScopedRequest, day: str) -> Snapshot:
    try:
        found = snapshots.on(request.scope, date.fromisoformat(day))
    except ValueError:
        raise Http404 from None
    if found is None:
        raise Http404
    return found


def _require_place(request: ScopedRequest) -> None:
    """A secretary and an instructor have units, not a place."""
    if request.scope.reach not in _PLACED:
        raise Http404
