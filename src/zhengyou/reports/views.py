"""Overviews: where people land. From cells alone; what is counted from facts comes in fragments of its own."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from zhengyou.coverage.queries import worklist as coverage
from zhengyou.organisations.models import Territory
from zhengyou.reports.forms import ChoiceForm
from zhengyou.reports.queries import branch, pictures, splitting, tiles
from zhengyou.reports.queries import overview as queries
from zhengyou.reports.queries.figures import FIRST
from zhengyou.scoping import Reach
from zhengyou.web.freshness import unless_changed
from zhengyou.web.policy import Needs, ScopedRequest, page

PREVIEW = 5
_OWN = {Reach.ORGANISATION, Reach.UNITS}


@page(policy=Needs("reports.view"))
@unless_changed
def overview(request: ScopedRequest, code: str = "") -> HttpResponse:
    """An office sees its territory; a secretary the own organisation; an instructor the units served."""
    today = timezone.localdate()
    if request.scope.reach in _OWN:
        if code:
            raise Http404
        return render(request, "reports/branch.html", {"organisation": branch.organisation(request.scope)})
    territory = territory_or_404(request, code)
    shown = queries.overview(request.scope, territory, on=today)
    context: dict[str, Any] = {
        "territory": territory,
        "trail": queries.trail(request.scope, territory),
        "shown": shown,
        "phase": queries.phase(today),
    }
    if shown:
        context |= _closer(request, shown)
    return render(request, "reports/overview.html", context)


def _closer(request: ScopedRequest, shown: queries.Overview) -> dict[str, Any]:
    """One figure looked at more closely: on the map, over time, divided, and as a column of the table."""
    form = ChoiceForm(request.GET, keys=tuple(one.key for one in shown.figures))
    key, by = form.key, form.chosen()["by"]
    shares = splitting.split(request.scope, shown.round, shown.territory, key, by) if by else []
    chosen = next(one for one in shown.figures if one.key == key)
    columns = FIRST if key in FIRST else (*FIRST, key)
    return {
        "choice": form,
        "chosen": chosen,
        "dimension": dict(form.fields["by"].choices).get(by),  # type: ignore[attr-defined]
        "tiles": tiles.tiles(row.of(key) for row in shown.rows),
        "legend": tiles.legend(key),
        "trend": pictures.over_time(key, shown.territory.name, shown.moments),
        "trend_rows": [one.told(key) for one in shown.moments],
        "shares": shares,
        "split": pictures.by_value(chosen.name, shares) if shares else None,
        "columns": [row.name for row in shown.figures if row.key in columns],
        "lines": [(row.territory, [one for one in row.figures if one.key in columns]) for row in shown.rows],
    }


@page(policy=Needs("reports.view"))
def own_units(request: ScopedRequest) -> HttpResponse:
    """A secretary's or an instructor's units and what is missing of them: a fragment of the page where they land."""
    if request.scope.reach not in _OWN:
        raise Http404
    template = "reports/own_units_fragment.html" if request.htmx else "reports/own_units.html"
    return render(request, template, branch.branch(request.scope))


@page(policy=Needs("reports.view"))
def worklist(request: ScopedRequest, code: str) -> HttpResponse:
    """The first units that should have an organisation and have none: a fragment of the overview."""
    territory = territory_or_404(request, code)
    rows = coverage.due_units(request.scope, path=territory.path)
    due = list(rows[:PREVIEW])
    steps = coverage.steps_of(request.scope, [row.pk for row in due])
    places = coverage.places_of(due)
    return render(
        request,
        "reports/worklist_fragment.html" if request.htmx else "reports/worklist.html",
        {
            "territory": territory,
            "due": [(row, places[row.path], steps.get(row.pk)) for row in due],
            "due_count": rows.count(),
        },
    )


def territory_or_404(request: ScopedRequest, code: str) -> Territory:
    """The territory with this code, if it lies in the scope."""
    territory = None if request.scope.reach in _OWN else queries.place(request.scope, code)
    if territory is None:
        raise Http404
    return territory
