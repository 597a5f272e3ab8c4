"""Proves coverage facts: those that are held against what follows from each unit, by the derivation that writes them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields
from typing import Final

from zhengyou.census.models import Unit
from zhengyou.coverage.actions import deriving
from zhengyou.coverage.models import UnitCoverage
from zhengyou.coverage.rules.facts import CoverageFacts
from zhengyou.scoping import below

NAMED: Final = 10
_FIELDS: Final = [field.name for field in fields(CoverageFacts)]
_BECAUSE: Final = "facts are proved as a whole, whoever may see them"

Fact = str | int | bool | None


@dataclass(frozen=True, slots=True)
class Difference:
    """One coverage fact that does not follow from its unit. None and '' are unknown."""

    unit: int
    name: str
    path: str
    field: str
    held: Fact
    derived: Fact


@dataclass(frozen=True, slots=True)
class Proof:
    """compared: units. different: units of which some fact differs; first: facts of some of them, in the order of entry."""

    compared: int
    different: int
    first: list[Difference]


def prove(*, under: str = "", but: Collection[int] = frozenset()) -> Proof:
    """Derives every unit at or below a path ('' is everything) anew and compares with what is held; writes nothing.

    but: units that cannot be judged, as a change of theirs is not followed yet. Units that are not counted at all, or
    elsewhere than they stand, are named by analytics.soundness. A fixed number of queries a chunk, and one chunk in memory.
    """
    compared = different = 0
    first: list[Difference] = []
    for facts in _chunks(under):
        held = _held([one.pk for one in facts])
        for one in facts:
            if one.pk in but or one.pk not in held:
                continue
            compared += 1
            unlike = _unlike(one, held[one.pk])
            different += bool(unlike)
            first += unlike[: NAMED - len(first)]
    return Proof(compared, different, _named(first))


def _chunks(under: str) -> Iterator[list[UnitCoverage]]:
    rows = Unit.objects.across_all(because=_BECAUSE).order_by("pk")
    if under:
        rows = rows.filter(below("path", under))
    last = 0
    while facts := deriving.derived(rows.filter(pk__gt=last)[: deriving.CHUNK]):
        yield facts
        last = facts[-1].pk


def _held(units: list[int]) -> dict[int, tuple[Fact, ...]]:
    rows = UnitCoverage.objects.across_all(because=_BECAUSE).filter(pk__in=units)
    return {unit: tuple(values) for unit, *values in rows.values_list("pk", *_FIELDS)}


def _unlike(derived: UnitCoverage, held: tuple[Fact, ...]) -> list[Difference]:
    return [
        Difference(derived.pk, "", derived.path, field, fact, follows)
        for field, fact in zip(_FIELDS, held, strict=True)
        if (follows := getattr(derived, field)) != fact
    ]


def _named(found: list[Difference]) -> list[Difference]:
    rows = Unit.objects.across_all(because=_BECAUSE).filter(pk__in={one.unit for one in found})
    names = dict(rows.values_list("pk", "name"))
    return [
        Difference(one.unit, names[one.unit], one.path, one.field, one.held, one.derived) for one in found
    ]
