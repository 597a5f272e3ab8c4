"""Frozen figures: the list of reporting dates, freezing one, a place as it was then or on today's tree."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhengyou.analytics import snapshots
from zhengyou.analytics.actions import freezing
from zhengyou.analytics.indicators import INDICATORS
from zhengyou.analytics.models import Snapshot
from zhengyou.analytics.numbers import Numbers
from zhengyou.analytics.snapshots import Tree
from zhengyou.reports.queries import figures, frozen, overview
from zhengyou.reports.snapshot_forms import WORDS, FreezeForm, SwitchForm
from zhengyou.scoping import Reach
from zhengyou.web import downloads
from zhengyou.web.form_pages import form_page, refusals_at
from zhengyou.web.policy import Needs, ScopedRequest, page

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


@page(policy=Needs("figures.freeze"))
def add(request: ScopedRequest) -> HttpResponse:
    """A form to freeze the figures of a date."""
    form = FreezeForm(
        request.POST or None, scope=request.scope, initial={"date": timezone.localdate().isoformat()}
    )
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        with refusals_at(form):
            job = freezing.start(
                day=asked["date"],
                title=asked["title"],
                note=asked["note"],
                by=request.scope,
                at=timezone.now(),
            )
            return redirect("jobs:page", job.pk)
    return form_page(
        request,
        form,
        title=_("定格数字"),
        form_id="snapshot.add",
        trail=[(_("定格的数字"), reverse("reports:snapshots"))],
        note=_(
            "把现在的全部数字连同现在的区划保存下来，作为这一天的报告。定格以后谁也不能修改或者删除；在此之前做过的区划调整也不能再撤回。"
        ),
        button=_("定格"),
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
        },
    )


@page(policy=Needs("export"))
def export(request: ScopedRequest, day: str, code: str) -> FileResponse:
    """The place and those below it as a workbook, on the tree that the page shows; on both where they differ."""
    shown = _shown(request, day, code)
    keys = figures.all_keys(shown.snapshot.date)
    heads = [_("区划"), _("区划代码"), _("名称")]
    for key in keys:
        heads += [
            f"{INDICATORS[key].name} {head}"
            for head in (_("分子"), _("分母"), _("情况未知"), _("不计入"), _("说明"))
        ]
    rows: list[list[Any]] = list(_rows(shown))
    if shown.reorganised:
        for tree in shown.trees:
            if tree != shown.tree and (other := frozen.read(request.scope, shown.snapshot, shown.code, tree)):
                rows += _rows(other)
    return downloads.export(
        request,
        "export.snapshot",
        f"{shown.name}-{shown.snapshot.date.isoformat()}-{WORDS[shown.tree]}.xlsx",
        heads,
        rows,
        subject=f"{shown.snapshot.date.isoformat()} {shown.code} {shown.name}",
        path=request.scope.path,
    )


def _rows(shown: frozen.Frozen) -> Iterator[list[Any]]:
    own = frozen.Line(shown.code, shown.name, "", shown.own)
    for line in (own, *shown.lines):
        cells: list[Any] = []
        for pair in line.pairs:
            told = isinstance(pair.shown.numbers, Numbers)
            cells += [*frozen.numbers_of(pair.shown), "" if told else pair.shown.note]
        yield [str(WORDS[shown.tree]), line.code, line.name, *cells]


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
