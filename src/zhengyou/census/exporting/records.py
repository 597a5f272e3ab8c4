"""What is held about units, organisations and members, by the field names that their workbooks are read with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from django.db.models import QuerySet

from zhengyou.census.importing.targets import UNIT_CODE
from zhengyou.census.models import Member, Unit
from zhengyou.encryption.fields import Sealed
from zhengyou.organisations.models import PartyOrganisation, Territory
from zhengyou.scoping import Scope, below
from zhengyou.scoping.prefix import ancestors

_CHUNK: Final = 1000
_NAMES: Final = (
    "names of places are public; names of the organisations that a row, read through the scope, belongs to"
)
_ORGANISATION: Final = {"org_level": "level", "org_name": "name"}
_OF_ORGANISATION: Final = frozenset(
    {
        *("org_level", "org_name", "founded", "last_election", "term_ends", "secretary", "secretary_birth"),
        *("secretary_education", "secretary_post", "secretary_phone", "secretary_source", "deputy"),
        *("deputy_full_time", "workers_full", "workers_part"),
    }
)


@dataclass(slots=True)
class Record:
    """One subject. path: of its place. get: a field's value as it is held, None for unknown; numbers are opened."""

    row: Any
    path: str
    read: Callable[[Any, str], Any]
    places: Places
    covered: list[str] = field(default_factory=list)

    def get(self, key: str) -> Any:
        """The value of a field; places by their names."""
        if key in ("city", "county", "township"):
            return self.places.name(self.path, key)
        if key == "units":
            return "；".join(self.covered)
        value = self.read(self.row, key)
        return value.open() if isinstance(value, Sealed) else value


class Places:
    """Names of all places by path and level."""

    def __init__(self) -> None:
        rows = Territory.objects.across_all(because=_NAMES).values_list("path", "level", "name")
        self.held = {path: (level, name) for path, level, name in rows}

    def name(self, path: str, level: str) -> str:
        """The name of the city, county or township that a path lies in; "" where it lies in none."""
        for above in ancestors(path):
            held = self.held.get(above)
            if held is not None and held[0] == level:
                return held[1]
        return ""


def rows(scope: Scope, kind: str, territory: Territory) -> QuerySet[Any]:
    """The open subjects of the kind below a place that the scope reaches, in code order of their places."""
    return _ROWS[kind](scope, territory)


def records(found: QuerySet[Any], kind: str) -> Iterator[Record]:
    """The subjects with their facts, streamed; a fixed number of queries for each thousand."""
    places = Places()
    stream = found.iterator(chunk_size=_CHUNK)
    read, place = _READ[kind], "path" if kind == "units" else "place"
    while some := list(islice(stream, _CHUNK)):
        covered = _covered(some) if kind == "organisations" else {}
        for row in some:
            yield Record(row, getattr(row, place), read, places, covered.get(row.pk, []))


def _units(scope: Scope, territory: Territory) -> QuerySet[Unit]:
    units = Unit.objects.within(scope).filter(below("path", territory.path), closed_on__isnull=True)
    return units.select_related("organisation__superior").order_by("path", "name", "pk")


def _organisations(scope: Scope, territory: Territory) -> QuerySet[PartyOrganisation]:
    rows = PartyOrganisation.objects.within(scope).filter(
        below("place", territory.path), valid_to__isnull=True
    )
    return rows.select_related("superior").order_by("place", "path")


def _members(scope: Scope, territory: Territory) -> QuerySet[Member]:
    members = Member.objects.within(scope).filter(below("place", territory.path), closed_on__isnull=True)
    return members.select_related("branch", "unit").order_by("place", "branch_id", "name", "pk")


_ROWS: Final = {"units": _units, "organisations": _organisations, "members": _members}


def _covered(some: list[PartyOrganisation]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    units = Unit.objects.across_all(because=_NAMES).filter(
        organisation_id__in=[row.pk for row in some], closed_on__isnull=True
    )
    for pk, name in units.order_by("path", "name", "pk").values_list("organisation_id", "name"):
        found.setdefault(pk, []).append(name)
    return found


def _unit(unit: Unit, key: str) -> Any:
    """What was true before an organisation was founded, or before it was dissolved, is not handed on beside the new answer."""
    organisation: PartyOrganisation | None = unit.organisation
    if (key == "no_org_reason" and unit.has_org) or (key == "form" and unit.has_org is False):
        return None
    if key == "parent_org":
        return organisation.superior.name if organisation and organisation.superior else None
    if key in _OF_ORGANISATION:
        return getattr(organisation, _ORGANISATION.get(key, key)) if organisation else None
    return getattr(unit, "union" if key == "union_" else key)


def _organisation(row: PartyOrganisation, key: str) -> Any:
    if key == "superior":
        return row.superior.name if row.superior else None
    return getattr(row, key)


def _member(member: Member, key: str) -> Any:
    if key == "branch":
        return member.branch.name if member.branch else None
    if key == "unit":
        return member.unit.name if member.unit else None
    if key == UNIT_CODE:
        return member.unit.uscc if member.unit else None
    return getattr(member, key)


_READ: Final[dict[str, Callable[[Any, str], Any]]] = {
    "units": _unit,
    "organisations": _organisation,
    "members": _member,
}
