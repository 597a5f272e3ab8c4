"""A pair to merge, with everything that can point at a unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.apps import apps

from tests.world import NOW, World
from zhengyou.census.actions import merging
from zhengyou.census.models import (
    Disagreement,
    Likeness,
    Member,
    Merge,
    RegisterEntry,
    Round,
    Sighting,
    Transfer,
    Unit,
)
from zhengyou.census.rules.choosing import Side
from zhengyou.changes.actions import Ledger, Origin
from zhengyou.coverage.models import FoundingStep
from zhengyou.scoping import Scope

WHY = "the test looks at all"
# History only grows; stamps change with every write.
APPENDED = {"changes.Change", "changes.Outbox", "audit.Event", "census.Merge", "web.Stamp"}


@dataclass
class Pair:
    """Two units of one street and the likeness between them."""

    first: Unit
    second: Unit
    likeness: Likeness

    def merge(self, by: Scope, keep: Side = "first", chosen: dict[str, Side] | None = None) -> Merge:
        return merging.merge(
            likeness=self.likeness,
            keep=keep,
            chosen=chosen or {},
            versions=(self.now("first").version, self.now("second").version),
            by=by,
            at=NOW,
        )

    def now(self, side: Side) -> Unit:
        return unit_now(getattr(self, side).pk)


def unit_now(pk: int) -> Unit:
    return Unit.objects.across_all(because=WHY).get(pk=pk)


def likeness_of(first: Unit, second: Unit, **facts: Any) -> Likeness:
    one, two = sorted((first, second), key=lambda unit: unit.pk)
    made = Likeness(
        first=one,
        second=two,
        path=_common(one.path, two.path),
        weight=5.5,
        evidence={"name": "same", "place": "township"},
        found_at=NOW,
        **facts,
    )
    made.save()
    return made


def _common(one: str, two: str) -> str:
    return next(one[:end] for end in range(len(one), -1, -4) if two.startswith(one[:end]))


def make_pair(world: World) -> Pair:
    """The foundry, and its double with other facts, members, sightings, a register's entry and a next step."""
    first = world.unit["foundry"]
    place = world.place["411302002"]
    facts: dict[str, Any] = {
        "name": "豫宛精密铸造公司",
        "org_kind": "enterprise",
        "employees": 130,
        "revenue": Decimal("1200.5000"),
        "venue_area": Decimal("80.50"),
        "owner_name": "韩业主",
        "contact_phone": "韩业主 13700000009",
        "owner_politics": "cpc",
        "owner_politics_consent": date(2026, 5, 1),
        "surveyed_on": date(2026, 11, 1),
        "union": True,
        "has_org": False,
        "no_org_reason": "few_members",
    }
    second = Unit(territory=place, path=place.path, **facts)
    second.save()
    ledger = Ledger(Origin(by=Scope.operator(), at=NOW, source="街道摸底表.xlsx", as_of=date(2026, 11, 22)))
    ledger.created(
        "unit", second.pk, values={k: v for k, v in facts.items() if k != "contact_phone"}, path=second.path
    )
    ledger.write()
    earlier = Round(code="2026-1", as_of=date(2026, 3, 31), opened_at=NOW, closed_at=NOW)
    earlier.save()
    for unit, round_ in ((first, world.round), (second, world.round), (second, earlier)):
        Sighting.objects.across_all(because=WHY).get_or_create(
            round=round_, unit=unit, defaults={"path": unit.path}
        )
    for name, branch in (("钱党员", world.organisation["branch"]), ("孙党员", None)):
        Member(
            name=name,
            branch=branch,
            unit=second,
            place=branch.place if branch else second.path,
            phone="13600000004",
        ).save()
    for unit, register, keys in (
        (second, "insurance", ["social_insured", "employees"]),
        (first, "tax", ["revenue"]),
        (second, "tax", ["tax"]),
    ):
        day = date(2026, 10, 1)
        RegisterEntry(
            unit=unit, register=register, as_of=day, fields=dict.fromkeys(keys, day.isoformat())
        ).save()
    Disagreement(
        unit=second, register="insurance", field="employees", held="130", said="99", source="x", at=NOW
    ).save()
    FoundingStep(
        unit=second,
        step="meet_owner",
        person="孙县办",
        due_on=date(2026, 12, 1),
        set_by="孙县办",
        set_at=NOW,
    ).save()
    Transfer(
        member=world.member["li"], from_unit=first, to_unit=second, from_place=first.path, to_place=second.path,
        moved_on=date(2026, 11, 1), source="x", proposer="x", proposed_at=NOW,
    ).save()  # fmt: skip
    return Pair(unit_now(first.pk), unit_now(second.pk), likeness_of(first, second))


def everything(*, leaving: frozenset[str] = frozenset({"version"})) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table of ours but those that only grow, column by column. Versions count on, so they are left out."""
    found = {}
    for model in apps.get_models():
        if not model.__module__.startswith("zhengyou.") or model._meta.label in APPENDED:
            continue
        rows = model._base_manager.order_by("pk").values()
        found[model._meta.label] = [
            {name: value for name, value in row.items() if name not in leaving} for row in rows
        ]
    return found


def members_of(unit: Unit) -> list[str]:
    rows = Member.objects.across_all(because=WHY).filter(unit=unit)
    return sorted(rows.values_list("name", flat=True))
