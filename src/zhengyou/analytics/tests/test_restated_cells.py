"""Two ways to one figure: frozen cells placed by the journal, and the cells that followed each reorganisation themselves.

Where the facts of the day were not kept, as of members when branches were split off, no figure is told; never a wrong one.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from django.db.models import QuerySet

from tests.world import NOW, World
from zhengyou.analytics import restatement, snapshots
from zhengyou.analytics.actions.following import follow
from zhengyou.analytics.actions.freezing import freeze
from zhengyou.analytics.indicators import INDICATORS
from zhengyou.analytics.models import Cell, FrozenCell
from zhengyou.analytics.numbers import Blank, Numbers
from zhengyou.census.models import Unit
from zhengyou.organisations.actions import reorganising
from zhengyou.organisations.models import Appointment, PartyOrganisation, Territory
from zhengyou.organisations.rules.reorganising import Plan
from zhengyou.scoping import Scope
from zhengyou.web.errors import Refused

DAY = date(2026, 11, 22)
OPERATOR = Scope.operator()
STEPS = 6
_ALL = "the test reads everything"


def territories() -> list[Territory]:
    return list(Territory.objects.across_all(because=_ALL).filter(valid_to__isnull=True).order_by("pk"))


def any_plan(random: Random, number: int) -> Plan:
    """A reorganisation that may or may not be possible."""
    places = [one for one in territories() if one.level in {"county", "township"}]
    subject, target = random.choice(places), random.choice(territories())
    kind = random.choice(["move", "merge", "split"])
    more: dict[str, Any] = {"target": target.pk}
    if kind == "split":
        units = Unit.objects.across_all(because=_ALL).filter(territory=subject).order_by("pk")
        branches = PartyOrganisation.objects.across_all(because=_ALL).filter(territory=subject).order_by("pk")
        some = random.choice(["unit", "organisation", "both"])
        below = [one.pk for one in places if one.parent_id == subject.pk]
        assert subject.parent is not None
        above = subject.parent.code[:4] + "8" if subject.level == "county" else subject.parent.code + "80"
        more = {
            "code": f"{above}{number}",
            "name": f"新地方{number}",
            "level": subject.level,
            "chosen": {
                "unit": tuple(units.values_list("pk", flat=True)[: some != "organisation"]),
                "organisation": tuple(branches.values_list("pk", flat=True)[: some != "unit"]),
                "territory": tuple(below[:1]),
            },
        }
    over = Appointment.objects.across_all(because=_ALL).values_list("pk", flat=True)
    return Plan(
        tree="territory", kind=kind, subject=subject.pk, on=date(2026, 11, 23),
        appointments=dict.fromkeys(over, "over"), **more,
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(8))
def test_both_ways_agree_after_any_reorganisations(world: World, seed: int) -> None:
    while follow(at=NOW):
        continue
    snapshot = freeze(day=DAY, title="年中统计", by=OPERATOR, at=NOW)
    random, done = Random(seed), 0
    for number in range(100):
        try:
            reorganising.carry_out(
                plan=any_plan(random, number % 10), key=uuid4(), by=OPERATOR,
                at=NOW + timedelta(minutes=number + 1),
            )  # fmt: skip
        except Refused:
            continue
        done += 1
        if done == STEPS:
            break
    assert done == STEPS
    while follow(at=NOW + timedelta(hours=5)):
        continue
    paths = [one.path for one in territories()]
    restated = restatement.restated([snapshot], paths, snapshots.since(snapshot))[snapshot.pk]
    now = whole(Cell.objects.across_all(because=_ALL).filter(round=world.round), "path")
    then = whole(FrozenCell.objects.across_all(because=_ALL), "place")
    for path in paths:
        for key, one in INDICATORS.items():
            told = restated.figures[path].get(key, Numbers())
            if told is Blank.FACTS:
                assert one.facts != "units", (path, key)
                assert path not in restated.same
                continue
            assert told == now.get((path, key), Numbers()), (path, key)
            if path in restated.same:
                assert told == then.get((restated.same[path], key), Numbers()), (path, key)


def whole(rows: QuerySet[Any], by: str) -> dict[tuple[Any, str], Numbers]:
    """{(place, indicator): numbers}"""
    found = rows.filter(dimension="").values_list(by, "indicator", *Numbers._fields)
    return {(place, key): Numbers(*numbers) for place, key, *numbers in found}
