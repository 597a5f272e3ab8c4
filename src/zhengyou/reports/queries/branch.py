"""A secretary's or an instructor's own page: the organisation, its units, what is missing."""

from __future__ import annotations

from typing import Any

from zhengyou.census.models import Member, Unit
from zhengyou.census.queries import units as census
from zhengyou.census.queries import words
from zhengyou.organisations.models import PartyOrganisation
from zhengyou.scoping import Reach, Scope

SHOWN = 20


def branch(scope: Scope) -> dict[str, Any]:
    """organisation (None for an instructor), units with the labels of missing core facts, members on the roll."""
    units = (
        Unit.objects.within(scope).filter(closed_on__isnull=True).select_related("territory", "organisation")
    )
    organisation = None
    members = 0
    if scope.reach is Reach.ORGANISATION:
        organisation = PartyOrganisation.objects.within(scope).filter(path=scope.path).first()
        members = Member.objects.within(scope).filter(closed_on__isnull=True).count()
    return {
        "organisation": organisation,
        "units": [
            (unit, [words.label(field) for field in census.missing(scope, unit)]) for unit in units[:SHOWN]
        ],
        "unit_count": units.count(),
        "members": members,
    }
