"""`zhengyou rollup verify` derives every unit anew and names coverage facts that do not follow from their unit."""

from __future__ import annotations

import io
import json
from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.world import NOW, World
from zhengyou.analytics.actions.following import follow
from zhengyou.analytics.tests.generated import fill
from zhengyou.census.models import Member, Unit
from zhengyou.changes.actions import Ledger, Origin
from zhengyou.changes.models import Outbox
from zhengyou.coverage import proving
from zhengyou.coverage.actions import deriving
from zhengyou.coverage.models import UnitCoverage
from zhengyou.organisations.models import PartyOrganisation
from zhengyou.scoping import Scope

BECAUSE = "the test spoils what is held"


@pytest.fixture
def counted(world: World) -> World:
    while follow(at=NOW):
        continue
    return world


def facts(unit: Unit) -> Any:
    return UnitCoverage.objects.across_all(because=BECAUSE).filter(pk=unit.pk)


def rebuilt(*words: str) -> tuple[dict[str, Any], str]:
    """The document and the sentence of `verify`, with cells that agree with the coverage facts as they are."""
    out = io.StringIO()
    said = ""
    try:
        call_command("rollup", "verify", "--json", *words, stdout=out)
    except CommandError as error:
        said = str(error)
    return json.loads(out.getvalue()), said


def test_units_whose_facts_follow_are_compared_and_nothing_is_said(counted: World) -> None:
    found, said = rebuilt()
    assert found["units"] == {"compared": len(counted.unit), "different": 0, "first": []}
    assert said == ""


@pytest.mark.parametrize(
    ("field", "held"),
    [
        ("covered", True),
        ("covered", None),
        ("population", "individual"),
        ("full_members", 77),
        ("section", "Z"),
    ],
)
def test_a_fact_written_by_hand_is_named_with_what_follows(counted: World, field: str, held: Any) -> None:
    unit = counted.unit["due"]
    right = facts(unit).values_list(field, flat=True).get()
    facts(unit).update(**{field: held})
    found, said = rebuilt()
    assert found["units"]["first"] == [
        {
            "territory": unit.territory.code, "unit": unit.pk, "name": unit.name, "field": field, "held": held,
            "derived": right,
        }
    ]  # fmt: skip
    assert "不一致" in said


def test_people_read_the_unit_the_fact_and_both_values(counted: World) -> None:
    unit = counted.unit["due"]
    facts(unit).update(covered=True, full_members=None)
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("rollup", "verify", stdout=out)
    held = UnitCoverage.objects.across_all(because=BECAUSE)
    assert f"核对 {held.count()} 家单位的推算结果，1 家不一致" in out.getvalue()
    line = f"  {unit.territory.code} {unit.name}（编号 {unit.pk}） "
    assert f"{line}covered 是 应为 否" in out.getvalue()
    assert f"{line}full_members 未知 应为 " in out.getvalue()


def unit_by_hand(world: World) -> None:
    Unit.objects.across_all(because=BECAUSE).filter(pk=world.unit["due"].pk).update(has_org=True)


def roll_by_hand(world: World) -> None:
    branch = world.unit["foundry"].organisation
    assert branch is not None
    rows = PartyOrganisation.objects.across_all(because=BECAUSE).filter(pk=branch.pk)
    rows.update(roll_complete_on=None if branch.roll_complete_on else date(2026, 11, 1))


def member_by_hand(world: World) -> None:
    roll_by_hand(world)
    deriving.everything()
    Member.objects.across_all(because=BECAUSE).filter(unit=world.unit["foundry"]).update(
        category="probationary"
    )


@pytest.mark.parametrize("write", [unit_by_hand, roll_by_hand, member_by_hand])
def test_a_change_past_the_outbox_is_found_by_its_derivation(counted: World, write: Any) -> None:
    """Bulk SQL by hand, or an outbox row that was lost."""
    write(counted)
    found = proving.prove()
    assert found.different == 1
    deriving.everything()
    assert proving.prove().different == 0


def test_a_lost_outbox_row_is_found(counted: World) -> None:
    unit = counted.unit["due"]
    ledger = Ledger(Origin(by=Scope.operator(), at=NOW, source="测试"))
    Unit.objects.across_all(because=BECAUSE).filter(pk=unit.pk).update(has_org=True)
    ledger.touched("unit", unit.pk, path=unit.path)
    ledger.write()
    found, said = rebuilt()
    assert (found["units"]["compared"], found["units"]["different"], said) == (len(counted.unit) - 1, 0, "")
    Outbox.objects.across_all(because=BECAUSE).delete()
    found, said = rebuilt()
    assert found["units"]["different"] == 1
    assert said


def test_one_place_alone(counted: World) -> None:
    unit = counted.unit["due"]
    facts(unit).update(covered=True)
    elsewhere = next(one for one in counted.place.values() if not unit.path.startswith(one.path))
    assert rebuilt("--territory", elsewhere.code)[0]["units"]["different"] == 0
    assert rebuilt("--territory", unit.territory.code)[0]["units"]["different"] == 1


def test_the_first_are_named_and_all_are_counted(counted: World) -> None:
    fill(counted, units=40, members=0)
    every = UnitCoverage.objects.across_all(because=BECAUSE)
    every.update(population="none")
    found = proving.prove()
    assert (found.compared, found.different, len(found.first)) == (
        every.count(),
        every.count(),
        proving.NAMED,
    )
    names = dict(Unit.objects.across_all(because=BECAUSE).values_list("pk", "name"))
    assert [one.name for one in found.first] == [names[one.unit] for one in found.first]


def test_queries_do_not_grow_with_units(counted: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as made:
            proving.prove()
        return len(made)

    fill(counted, units=20, members=20)
    few = asked()
    fill(counted, units=300, members=20)
    assert asked() == few
    monkeypatch.setattr(deriving, "CHUNK", 50)
    monkeypatch.setattr(proving, "_named", lambda found: found)
    chunks = -(-UnitCoverage.objects.across_all(because=BECAUSE).count() // 50) + 1
    assert asked() <= 3 * chunks


def test_every_chunk_is_compared(counted: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deriving, "CHUNK", 2)
    assert proving.prove().compared == len(counted.unit)
