"""Derives the coverage facts of units in bulk, after their facts changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from itertools import islice

from django.db.models import Count, QuerySet

from zhengyou import standards
from zhengyou.census.models import Member, Unit
from zhengyou.coverage.models import UnitCoverage
from zhengyou.coverage.rules.facts import CoverageFacts, UnitFacts, derive

CHUNK = 2000
_BECAUSE = "coverage follows every unit's facts, whoever changed them"
_UPDATED = ["path", *(field.name for field in fields(CoverageFacts))]


def units(ids: Iterable[int]) -> int:
    """Derives the units with these ids; ids of units that are gone are passed over. Returns how many were derived."""
    waiting = iter(sorted(set(ids)))
    done = 0
    while chunk := list(islice(waiting, CHUNK)):
        done += _derive(Unit.objects.across_all(because=_BECAUSE).filter(pk__in=chunk))
    return done


def everything() -> int:
    """Derives all units."""
    ids = Unit.objects.across_all(because=_BECAUSE).order_by("pk").values_list("pk", flat=True)
    return units(ids.iterator())


def _derive(rows: QuerySet[Unit]) -> int:
    made = derived(rows)
    UnitCoverage.objects.across_all(because=_BECAUSE).bulk_create(
        made, update_conflicts=True, unique_fields=["unit"], update_fields=_UPDATED, batch_size=500
    )
    return len(made)


def derived(rows: QuerySet[Unit]) -> list[UnitCoverage]:
    """The coverage facts of these units as they follow now, written nowhere; two queries, however many units."""
    rules = standards.load_founding()
    held = list(
        rows.select_related("organisation").only(
            "path",
            "org_kind",
            "reg_status",
            "closed_on",
            "has_org",
            "form",
            "members_formal",
            "members_out",
            "instructor",
            "union",
            "league",
            "above_scale",
            "industry_code",
            "size_class",
            "condition",
            "located_in",
            "organisation__roll_complete_on",
        )
    )
    rolled = _rolled([unit.pk for unit in held if unit.organisation and unit.organisation.roll_complete_on])
    return [
        UnitCoverage(unit=unit, path=unit.path, **_values(derive(_facts(unit, rolled), rules)))
        for unit in held
    ]


def _values(facts: CoverageFacts) -> dict[str, object]:
    return {field.name: getattr(facts, field.name) for field in fields(facts)}


def _facts(unit: Unit, rolled: dict[int, int]) -> UnitFacts:
    return UnitFacts(
        org_kind=unit.org_kind,
        reg_status=unit.reg_status,
        closed=unit.closed_on is not None,
        has_org=unit.has_org,
        form=unit.form,
        declared=unit.members_formal,
        rolled=rolled.get(unit.pk),
        unmoved=unit.members_out,
        instructor=unit.instructor,
        union=unit.union,
        league=unit.league,
        above_scale=unit.above_scale,
        industry_code=unit.industry_code,
        size_class=unit.size_class,
        condition=unit.condition,
        located_in=unit.located_in,
    )


def _rolled(units_with_complete_roll: list[int]) -> dict[int, int]:
    """{unit: full members in good standing whose relation is here} from the rolls that are declared complete."""
    counted = dict.fromkeys(units_with_complete_roll, 0)
    members = Member.objects.across_all(because=_BECAUSE).filter(
        unit__in=units_with_complete_roll, closed_on__isnull=True, category="full"
    )
    for unit, number in _present(members).values_list("unit").annotate(number=Count("pk")):
        counted[unit] = number
    return counted


def _present(members: QuerySet[Member]) -> QuerySet[Member]:
    return members.filter(standing__in=["normal", ""]).exclude(relation="elsewhere")


def units_of(organisations: Iterable[int]) -> Iterator[int]:
    """Ids of the units that belong to these organisations."""
    yield from (
        Unit.objects.across_all(because=_BECAUSE)
        .filter(organisation__in=list(organisations))
        .values_list("pk", flat=True)
    )


def units_of_members(members: Iterable[int]) -> Iterator[int]:
    """Ids of the units in which these members work."""
    yield from (
        Member.objects.across_all(because=_BECAUSE)
        .filter(pk__in=list(members), unit__isnull=False)
        .values_list("unit_id", flat=True)
    )
