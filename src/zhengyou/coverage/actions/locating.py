"""Says where townships, parks and units lie: one line each, all of them or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from zhengyou.audit import actions as audit
from zhengyou.census.models import Unit
from zhengyou.coverage.models import Location
from zhengyou.organisations.models import Territory
from zhengyou.scoping import Scope, below, is_below
from zhengyou.standards import fold
from zhengyou.web.errors import Forbidden, Refused

_PLACES: Final = "names and codes of places are public"
_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Spot:
    """One line. line: its number in the list. name: a township, or a unit's name or credit code. Degrees east and north."""

    line: int
    name: str
    east: float
    north: float


@transaction.atomic
def locate(*, territory: Territory, spots: Iterable[Spot], source: str, by: Scope, at: datetime) -> int:
    """Writes where these lie within a place; later lines and later lists replace earlier ones. Returns how many were written.

    Raises Forbidden (outside the scope), Refused (a name that is not there or not there once, a place off the earth): nothing is
    written then.
    """
    if not is_below(territory.path, by.path):
        raise Forbidden
    listed = {fold(spot.name): spot for spot in spots}
    if not listed:
        raise Refused(_("没有可以登记的位置：每行写名称、东经、北纬。"))
    places = Territory.objects.across_all(because=_PLACES).filter(
        below("path", territory.path), valid_to__isnull=True
    )
    towns: dict[str, list[Territory]] = {}
    for place in places:
        towns.setdefault(fold(place.name), []).append(place)
    units, parks = _inside(territory, [key for key in listed if key not in towns], by)
    wrong: list[str] = []
    rows: list[Location] = []
    for key, spot in listed.items():
        made = _rows(spot, towns.get(key, []), units.get(key, []), parks.get(key, set()))
        if isinstance(made, str):
            wrong.append(made)
            continue
        for row in made:
            row.east, row.north = spot.east, spot.north
            row.source, row.set_by, row.set_at = source[:120], by.label[:120], at
            rows.append(row)
    if wrong:
        more = _("等 %(number)s 行") % {"number": len(wrong)} if len(wrong) > _SHOWN else ""
        raise Refused("；".join(wrong[:_SHOWN]) + more + _("。一行也没有登记，请改好后重新提交。"))
    _replace(rows)
    audit.record(
        "location.set", by=by, at=at, subject_kind="territory", subject_id=territory.pk, path=territory.path,
        detail={"places": len(rows), "source": source[:120]},
    )  # fmt: skip
    return len(rows)


def _inside(
    territory: Territory, keys: list[str], by: Scope
) -> tuple[Mapping[str, list[Unit]], Mapping[str, set[tuple[int, str]]]]:
    """Units by folded name and by credit code, and the townships over which a park or building stretches, by its name."""
    wanted = set(keys)
    units: dict[str, list[Unit]] = {}
    parks: dict[str, set[tuple[int, str]]] = {}
    rows = Unit.objects.within(by).filter(below("path", territory.path), closed_on__isnull=True)
    for unit in rows.only("pk", "name", "uscc", "zone_name", "path", "territory_id").iterator(
        chunk_size=2000
    ):
        for key in {fold(unit.name), fold(unit.uscc)} & wanted:
            units.setdefault(key, []).append(unit)
        if (park := fold(unit.zone_name)) in wanted:
            parks.setdefault(park, set()).add((unit.territory_id, unit.path))
    return units, parks


def _rows(
    spot: Spot, towns: list[Territory], units: list[Unit], parks: set[tuple[int, str]]
) -> list[Location] | str:
    """The rows to be written, without their degrees; or what is wrong."""
    told = {"line": spot.line, "name": spot.name}
    if not (-180 <= spot.east <= 180 and -90 <= spot.north <= 90):
        return _("第 %(line)s 行“%(name)s”：经度应在 -180 到 180 之间，纬度应在 -90 到 90 之间") % told
    if len(towns) + len(units) + bool(parks) > 1:
        return _("第 %(line)s 行“%(name)s”：这个名称有不止一处，单位请改写信用代码") % told
    if towns:
        return [Location(territory=towns[0], path=towns[0].path)]
    if units:
        return [Location(territory_id=units[0].territory_id, path=units[0].path, unit=units[0])]
    if parks:
        name = spot.name[:120]
        return [Location(territory_id=town, path=path, zone=name) for town, path in sorted(parks)]
    return _("第 %(line)s 行“%(name)s”：这里没有叫这个名称的乡镇、园区、楼宇或单位") % told


def _replace(rows: list[Location]) -> None:
    held = Location.objects.across_all(because="their places were read through the scope above")
    held.filter(unit__in=[row.unit_id for row in rows if row.unit_id]).delete()
    for row in rows:
        if not row.unit_id:
            held.filter(unit__isnull=True, zone=row.zone, territory=row.territory_id).delete()
    held.bulk_create(rows, batch_size=500)
