"""The places of a city or a province to choose from, each with what waits there; a fixed number of queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Count
from django.db.models.functions import Substr

from zhengyou.census.models import Member
from zhengyou.census.queries.differences.listing import listed
from zhengyou.census.queries.differences.one import Difference
from zhengyou.organisations.models import Territory
from zhengyou.organisations.queries import territories
from zhengyou.scoping import Scope, below
from zhengyou.scoping.prefix import LABEL_WIDTH

WIDE: Final = ("province", "city")
COUNTED: Final = "city"  # a province is too much to compare while a person waits


@dataclass(frozen=True, slots=True)
class Choice:
    """A place directly below. members: on the rolls there. differences: of the kind that is asked for, None where not counted."""

    place: Territory
    members: int
    differences: int | None


def choices(scope: Scope, place: Territory, *, kind: str = "", explained: bool = False) -> list[Choice]:
    """In code order. Empty where one page shows all there is."""
    if place.level not in WIDE:
        return []
    long = len(place.path) + LABEL_WIDTH
    rows = Member.objects.within(scope).filter(below("place", place.path), closed_on__isnull=True)
    parts = rows.order_by().annotate(part=Substr("place", 1, long)).values_list("part")
    members = dict(parts.annotate(number=Count("pk")))
    counted = place.level == COUNTED
    found = listed(scope, place=place, kind=kind, explained=explained) if counted else []
    differences = Counter(part for one in found for part in _parts(one, long))
    return [
        Choice(one, members.get(one.path, 0), differences[one.path] if counted else None)
        for one in territories.children(place)
    ]


def _parts(one: Difference, long: int) -> Iterable[str]:
    """Two rolls of two counties: the difference is on both their lists."""
    return {path[:long] for path in (one.path, one.also) if path}
