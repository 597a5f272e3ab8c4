"""Sightings: which round has seen which unit. One row for a unit and a round, whoever says so first."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Final

from django.db.models import F, OuterRef, Subquery

from zhengyou.campaigns.actions import contacts
from zhengyou.census.lifecycle import ImportState
from zhengyou.census.models import ImportBatch, Round, SeenAgain, Sighting, Unit
from zhengyou.census.rules import packing

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
    """Sightings in open rounds and contact points stand where their units stand now; closed rounds stay as they were."""
    place = Unit.objects.across_all(because=_BECAUSE).filter(pk=OuterRef("unit_id")).values("path")
    rows = Sighting.objects.across_all(because=_BECAUSE)
    moved = iter(units)
    while some := list(islice(moved, _SOME)):
        strayed = rows.filter(unit__in=some, round__closed_at__isnull=True).exclude(path=F("unit__path"))
        ids = list(strayed.values_list("pk", flat=True))
        rows.filter(pk__in=ids).update(path=Subquery(place[:1]))
        now = Unit.objects.across_all(because=_BECAUSE).filter(pk__in=some)
        contacts.moved("unit", dict(now.values_list("pk", "path")))


def see_again(batch_id: int, units: Iterable[int]) -> None:
    """An import saw these units, which were held before."""
    SeenAgain.objects.across_all(because=_BECAUSE).bulk_create(
        [SeenAgain(batch_id=batch_id, units=packing.pack(units))]
    )


def take_back(batch: ImportBatch) -> None:
    """The round has not seen what only this import saw; what another import of the round saw too is that one's now."""
    again = SeenAgain.objects.across_all(because=_BECAUSE)
    again.filter(batch=batch).delete()
    rows = Sighting.objects.across_all(because=_BECAUSE).filter(round=batch.round_id, batch_id=batch.pk)
    others = again.filter(batch__round=batch.round_id, batch__state=ImportState.COMMITTED).order_by(
        "batch_id"
    )
    for other in others.iterator() if rows.exists() else ():
        seen = packing.unpack(bytes(other.units))
        mine = dict(rows.values_list("unit_id", "pk"))
        shared = seen.intersection(mine) | _merged_into(mine, seen)
        ids = [mine[unit] for unit in shared]
        for start in range(0, len(ids), _SOME):
            rows.filter(pk__in=ids[start : start + _SOME]).update(batch_id=other.batch_id)
    rows.delete()


def _merged_into(units: Iterable[int], seen: set[int]) -> set[int]:
    """Those of the units into which a seen one was merged since."""
    rows = Unit.objects.across_all(because=_BECAUSE).filter(merged_into__isnull=False)
    away = {pk: into for pk, into in rows.values_list("pk", "merged_into_id") if pk in seen}
    return set(away.values()).intersection(units)
