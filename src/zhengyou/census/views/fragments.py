"""Parts of other packages' pages, and suggestions for a field. Each is a page of its own without script."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from zhengyou.census.forms.unit_picker import offered, written
from zhengyou.census.queries import members, units
from zhengyou.organisations.models import PartyOrganisation
from zhengyou.organisations.queries import territories
from zhengyou.web.errors import Forbidden
from zhengyou.web.policy import Needs, ScopedRequest, page

SHOWN = 50


@page(policy=Needs("units.view"))
def organisation_units(request: ScopedRequest, pk: int) -> HttpResponse:
    """The units of an organisation."""
    organisation = get_object_or_404(PartyOrganisation.objects.within(request.scope), pk=pk)
    found = units.of_organisation(request.scope, organisation)
    rows = list(found[:SHOWN])
    places = territories.names_by_path({row.path for row in rows})
    context = {
        "organisation": organisation,
        "rows": [(row, places.get(row.path, "")) for row in rows],
        "total": found.count(),
    }
    return render(request, _template(request, "organisation_units"), context)


@page(policy=Needs("members.view"))
def organisation_members(request: ScopedRequest, pk: int) -> HttpResponse:
    """The roll of a branch."""
    if not request.scope.sees("member_names"):
        raise Forbidden
    organisation = get_object_or_404(PartyOrganisation.objects.within(request.scope), pk=pk)
    found = members.of_branch(request.scope, organisation)
    context = {"organisation": organisation, "rows": list(found[:SHOWN]), "total": found.count()}
    return render(request, _template(request, "organisation_members"), context)


@page(policy=Needs("units.view"))
def unit_options(request: ScopedRequest) -> HttpResponse:
    """Suggestions for a unit field, inside the scope."""
    text = request.GET.get(request.GET.get("field", ""), "").strip()
    found = offered(request.scope, text) if len(text) >= 2 else []
    places = territories.names_by_path({row.path for row in found})
    options = [(written(row), places.get(row.path, "")) for row in found]
    return render(request, "census/parts/options.html", {"options": options})


def _template(request: ScopedRequest, name: str) -> str:
    return f"census/parts/{name}.html" if request.htmx else f"census/{name}.html"
