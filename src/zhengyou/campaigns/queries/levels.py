"""Which levels and which organisations stand directly below a level on the line that a directive travels."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from zhengyou.organisations.models import PartyOrganisation, Territory, in_force
from zhengyou.organisations.rules.roles import stands_at
from zhengyou.scoping import below
from zhengyou.scoping.prefix import ancestors

OFFICES = (Territory.Level.PROVINCE, Territory.Level.CITY, Territory.Level.COUNTY)
"""Levels that receive and send on. A township helps its organisations and passes nothing on itself."""

_PLACES = "names and codes of places are public"
_SENT = "what is sent down reaches every organisation below, whoever sends it"


def level_at(path: str) -> Territory | None:
    """The place with this path."""
    return Territory.objects.across_all(because=_PLACES).filter(path=path).first() if path else None


def places_below(level: Territory, *, on: date) -> list[Territory]:
    """The levels directly below, in code order: cities of the province, counties of a city, none of a county or of 济源."""
    rows = Territory.objects.across_all(because=_PLACES).filter(in_force(on), parent=level)
    return list(rows.filter(level__in=OFFICES).order_by("code"))


def organisations_of(level: Territory, *, on: date, below_it: list[Territory]) -> QuerySet[PartyOrganisation]:
    """Open organisations that stand at this level and in no level below it: all of a county, those of the city itself.

    below_it: what places_below gave. So each organisation has one level that sends to it, also where townships stand
    directly under a city.
    """
    rows = PartyOrganisation.objects.across_all(because=_SENT).filter(
        in_force(on), below("place", level.path)
    )
    for place in below_it:
        rows = rows.exclude(below("place", place.path))
    return rows


def has_below(level: Territory, *, on: date) -> bool:
    """Whether this is a level that passes directives on."""
    return level.level in OFFICES and (level.valid_to is None or level.valid_to > on)


def role_sends(role: str) -> bool:
    """Whether the role is held at a level that passes directives on."""
    return any(stands_at(role, level) for level in OFFICES)


def senders(places: Iterable[str], *, on: date) -> dict[str, str]:
    """{territory path: path of the level that sends to an organisation standing there}: the nearest office at or above."""
    wanted = set(places)
    above = {path for place in wanted for path in ancestors(place)}
    rows = Territory.objects.across_all(because=_PLACES).filter(
        in_force(on), Q(path__in=above), level__in=OFFICES
    )
    held = set(rows.values_list("path", flat=True))
    found = {}
    for place in wanted:
        line = [path for path in ancestors(place) if path in held]
        if line:
            found[place] = line[-1]
    return found
