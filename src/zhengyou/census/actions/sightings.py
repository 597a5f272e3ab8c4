"""Sightings: which round has seen which unit. One row for a unit and a round, whoever says so first."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Final

from django.db.models import F, OuterRef, Subquery

from zhengyou.census.models import Round, Sighting, Unit

_BECAUSE: Final = "the unit was read through the scope before; its sightings belong to it"
_SOME: Final = 2000
_ROUNDS: Final = "a round is the same for the whole province"


def see(unit: Unit, *, source: str = Sighting.Source.SCREEN) -> None:
    """A person wrote to the unit's record: the newest open round, if any, has seen it, and no undo takes that back."""
    newest = (
        Round.objects.across_all(because=_ROUNDS)
        .filter(closed_at__isnull=True)
        .order_by("-as_of", "-pk")
        .first()
    )
    if newest is not None and unit.closed_on is None:
        see_in(newest, unit, source=source)


def see_in(round: Round, unit: Unit, *, source: str) -> None:
    """A round has seen the unit, by a person's word."""
    made = Sighting(round=round, unit=unit, path=unit.path, source=source, batch_id=None)
    Sighting.objects.across_all(because=_BECAUSE).bulk_create(
        [made],
        update_conflicts=True,
        unique_fields=["round", "unit"],
        update_fields=["path", "source", "batch_id"],
    )


def follow(units: Iterable[int]) -> None:
    """Sightings in open rounds stand where their units stand now; in closed rounds they stay where they were."""
    place = Unit.objects.across_all(because=_BECAUSE).filter(pk=OuterRef("unit_id")).values("path")
    rows = Sighting.objects.across_all(because=_BECAUSE)
    moved = iter(units)
    while some := list(islice(moved, _SOME)):
        strayed = rows.filter(unit__in=some, round__closed_at__isnull=True).exclude(path=F("unit__path"))
        ids = list(strayed.values_list("pk", flat=True))
        rows.filter(pk__in=ids).update(path=Subquery(place[:1]))
