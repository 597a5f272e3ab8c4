"""A secretary's or an instructor's own page: the organisation, its units, what is missing."""

from __future__ import annotations

from typing import Any

from zhengyou.census.models import Member, Unit
from zhengyou.census.queries import units as census
from zhengyou.census.queries import words
from zhengyou.organisations.models import PartyOrganisation
from zhengyou.scoping import Reach, Scope

SHOWN = 20


def organisation(scope: Scope) -> PartyOrganisation | None:
    """A secretary's own organisation; None for an instructor."""
    if scope.reach is not Reach.ORGANISATION:
        return None
    return PartyOrganisation.objects.within(scope).filter(path=scope.path).first()


def branch(scope: Scope) -> dict[str, Any]:
    """units with the labels of missing core facts, how many there are, members on the roll (None for an instructor)."""
    units = (
        Unit.objects.within(scope).filter(closed_on__isnull=True).select_related("territory", "organisation")
    )
    members = None
    if scope.reach is Reach.ORGANISATION:
        members = Member.objects.within(scope).filter(closed_on__isnull=True).count()
    return {
        "units": [
            (unit, [words.label(field) for field in census.missing(scope, unit)]) for unit in units[:SHOWN]
        ],
        "unit_count": units.count(),
        "members": members,
    }
