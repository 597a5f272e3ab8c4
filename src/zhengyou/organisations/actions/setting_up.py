"""Loads divisions as territories, and the bodies of each level. Safe to repeat: adds what is missing."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from zhengyou import standards
from zhengyou.organisations.actions.planting import Planter
from zhengyou.organisations.models import Body, Territory, TerritoryLink
from zhengyou.organisations.rules import bodies

_BECAUSE = "places are public reference data, loaded by the operator"


@transaction.atomic
def load_divisions() -> int:
    """Adds the standard's territories and their links; returns how many were new."""
    held = {row.code: row for row in Territory.objects.across_all(because=_BECAUSE)}
    planter = Planter(lambda: Territory.objects.across_all(because=_BECAUSE))
    made: list[Territory] = []
    for (
        division
    ) in standards.load_divisions().all:  # parents before children, code order: labels follow the codes
        if division.code in held:
            continue
        parent = held[division.parent] if division.parent else None
        territory = Territory(
            code=division.code,
            name=division.name,
            level=division.level,
            kind=division.kind,
            parent=parent,
            path=planter.path_under(parent.path if parent else ""),
            valid_from=division.valid_from or date(1949, 10, 1),
            valid_to=division.valid_to,
            source=division.source[:120],
        )
        held[division.code] = territory
        made.append(territory)
    _save_level_by_level(made)
    return len(made)


@transaction.atomic
def load_bodies() -> int:
    """Adds the usual bodies of provinces, cities and counties that have none of a kind; returns how many."""
    held = set(Body.objects.across_all(because=_BECAUSE).values_list("territory_id", "kind"))
    places = Territory.objects.across_all(because=_BECAUSE).filter(
        level__in=bodies.LEVELS, valid_to__isnull=True
    )
    made = [
        Body(territory=place, kind=kind, name=name, valid_from=place.valid_from)
        for place in places
        for kind, name in bodies.bodies_of(place.name)
        if (place.pk, kind) not in held
    ]
    Body.objects.across_all(because=_BECAUSE).bulk_create(made, batch_size=500)
    return len(made)


def _save_level_by_level(made: list[Territory]) -> None:
    """Bulk inserts need the parents' ids first."""
    rows = Territory.objects.across_all(because=_BECAUSE)
    for depth in sorted({len(territory.path) for territory in made}):
        level = [territory for territory in made if len(territory.path) == depth]
        for territory in level:
            territory.parent_id = territory.parent.pk if territory.parent else None
        rows.bulk_create(level, batch_size=500)
    TerritoryLink.objects.across_all(because=_BECAUSE).bulk_create(
        [
            TerritoryLink(territory=row, parent=row.parent, valid_from=row.valid_from, valid_to=row.valid_to)
            for row in made
            if row.parent
        ],
        batch_size=500,
    )
