"""Differences of a place, and the one of an address, each with its explanation."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from zhengyou.census.models import Explanation, Member, Unit
from zhengyou.census.queries.differences import counts, rolls
from zhengyou.census.queries.differences.area import Area
from zhengyou.census.queries.differences.one import KINDS, Difference
from zhengyou.organisations.models import PartyOrganisation, Territory
from zhengyou.scoping import Scope

COUNTY: Final = 12  # a path as long as a county's


def listed(
    scope: Scope,
    *,
    place: Territory | None = None,
    alone: bool = False,
    kind: str = "",
    explained: bool = False,
) -> list[Difference]:
    """Differences below a place inside the scope: units and branches by territory and name.

    alone: at the place itself only, without those below it. explained: those explained, instead. An explanation given for
    other figures counts no longer.
    """
    area = Area(place.path, alone) if place else Area()
    found = [one for one in _all(scope, area) if not kind or one.kind == kind]
    told = _explanations(scope, area)
    matched = [_with(one, told.get((one.kind, one.subject_kind, one.subject_id))) for one in found]
    chosen = [one for one in matched if (one.explained is not None) is explained]
    return sorted(chosen, key=lambda one: (one.path, one.name, one.subject_id, one.kind))


def found(scope: Scope, key: str) -> Difference | None:
    """The difference of an address, explained or not; None when the figures agree by now or the scope does not reach it."""
    kind, _dash, rest = key.partition("-")
    subject_kind, _dash, number = rest.partition("-")
    if kind not in KINDS or not number.isdecimal() or len(number) > 18:
        return None
    path = _path_of(scope, subject_kind, int(number))
    if path is None:
        return None
    county = Area(path[:COUNTY])
    told = _explanations(scope, county)
    for one in _all(scope, county):
        if (one.kind, one.subject_kind, one.subject_id) == (kind, subject_kind, int(number)):
            return _with(one, told.get((kind, subject_kind, int(number))))
    return None


def _path_of(scope: Scope, kind: str, pk: int) -> str | None:
    models: dict[str, tuple[Any, str]] = {
        "unit": (Unit, "path"),
        "organisation": (PartyOrganisation, "place"),
        "member": (Member, "place"),
    }
    if kind not in models:
        return None
    model, field = models[kind]
    text: str | None = model.objects.within(scope).filter(pk=pk).values_list(field, flat=True).first()
    return text


def _with(one: Difference, told: Explanation | None) -> Difference:
    return replace(one, explained=told) if told is not None and told.figures == one.figures else one


def _explanations(scope: Scope, area: Area) -> dict[tuple[str, str, int], Explanation]:
    rows = Explanation.objects.within(scope).filter(area.on("path"))
    return {(row.kind, row.subject_kind, row.subject_id): row for row in rows}


def _all(scope: Scope, area: Area) -> list[Difference]:
    branches = _branches(scope, area)
    return [*counts.of(scope, area, branches), *rolls.of(scope, area, branches)]


def _branches(scope: Scope, area: Area) -> dict[int, dict[str, Any]]:
    """The organisations that keep rolls, by id: one query."""
    rows = PartyOrganisation.objects.within(scope).filter(area.on("place"), valid_to__isnull=True)
    names = ("pk", "name", "place", "path")
    return {row["pk"]: row for row in rows.values(*names).order_by()}
