"""A refresh counts the places that changed, moves what differs up the tree, and is the same work whatever else is held."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.world import NOW, World
from zhengyou.analytics import comparing
from zhengyou.analytics.actions import cells
from zhengyou.analytics.actions.following import follow
from zhengyou.analytics.models import Cell
from zhengyou.census.models import Member, Unit
from zhengyou.changes.actions import Ledger, Origin
from zhengyou.organisations.models import Territory
from zhengyou.scoping import Scope

OPERATOR = Scope.operator()
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def counted(world: World) -> World:
    follow(at=NOW)
    return world


def touch(kind: str, pk: int, *paths: str) -> None:
    ledger = Ledger(Origin(by=OPERATOR, at=NOW, source="测试"))
    ledger.changed(
        kind, pk, values={"name": ("", "x")}, path=paths[0], previous_path=paths[1] if paths[1:] else ""
    )
    ledger.write()


def unit_at(world: World, code: str, **facts: object) -> Unit:
    place = world.place[code]
    known = {"org_kind": "enterprise", "reg_status": "normal", "has_org": True, **facts}
    unit = Unit(territory=place, path=place.path, name=f"新单位{code}", **known)
    unit.save()
    touch("unit", unit.pk, place.path)
    return unit


def held(key: str = "org_cover") -> dict[str, tuple[int, int]]:
    rows = Cell.objects.across_all(because="test").filter(indicator=key, dimension="")
    return {
        path: (numerator, denominator)
        for path, numerator, denominator in rows.values_list("path", "numerator", "denominator")
    }


def moved_at_last() -> set[str]:
    return set(
        Cell.objects.across_all(because="test").filter(computed_at=LATER).values_list("path", flat=True)
    )


def agrees(world: World) -> bool:
    found = comparing.compare(world.round, engine="duckdb")
    return (found.different, found.waiting) == (0, 0)


def test_a_unit_that_stands_above_the_leaves_is_counted_once(counted: World) -> None:
    """Of a county the cells hold its townships too; only what stands at the county itself is counted anew."""
    county = counted.place["411302"].path
    before = held()[county]
    unit = unit_at(counted, "411302")
    follow(at=NOW)
    assert held()[county] == (before[0] + 1, before[1] + 1)
    unit.has_org = False
    unit.save()
    touch("unit", unit.pk, county)
    follow(at=NOW)
    assert held()[county] == (before[0], before[1] + 1)
    assert agrees(counted)


def test_townships_and_their_county_may_change_together(counted: World) -> None:
    for code in ("411302", "411302001", "411302002", "411300"):
        unit_at(counted, code)
    follow(at=NOW)
    assert agrees(counted)


def test_a_place_that_was_empty_gets_its_cells_and_those_above_it(counted: World) -> None:
    city = counted.place["411300"]
    county = Territory(
        code="411381",
        name="新县",
        level="county",
        parent=city,
        path=f"{city.path}0009",
        valid_from=NOW.date(),
    )
    county.save()
    counted.place["411381"] = county
    unit_at(counted, "411381")
    follow(at=NOW)
    assert held()[county.path] == (1, 1)
    assert agrees(counted)


def test_cells_that_come_to_count_nothing_are_not_kept(counted: World) -> None:
    unit = counted.unit["neighbour"]
    old, new = unit.path, counted.place["411302001"]
    assert old in held()
    unit.territory, unit.path = new, new.path
    unit.save()
    touch("unit", unit.pk, new.path, old)
    follow(at=NOW)
    assert old not in held()
    rows = Cell.objects.across_all(because="test")
    assert not rows.filter(denominator=0, numerator=0, unknown=0, left_out=0).exists()
    assert agrees(counted)


def test_a_move_inside_a_county_leaves_the_county_alone(counted: World) -> None:
    unit, new = counted.unit["due"], counted.place["411302001"]
    old, unit.territory, unit.path = unit.path, new, new.path
    unit.save()
    touch("unit", unit.pk, new.path, old)
    follow(at=LATER)
    assert moved_at_last() == {new.path}  # where it was, no cell is left
    assert agrees(counted)


def test_where_a_unit_was_is_known_even_if_nobody_said_so(counted: World) -> None:
    unit, new = counted.unit["due"], counted.place["411303001"]
    unit.territory, unit.path = new, new.path
    unit.save()
    touch("unit", unit.pk, new.path)
    follow(at=NOW)
    assert agrees(counted)


def test_a_changed_member_moves_figures_about_members_only(counted: World) -> None:
    member = counted.member["li"]
    member.out_of_contact = True
    member.save()
    touch("member", member.pk, member.place)
    follow(at=LATER)
    rows = Cell.objects.across_all(because="test").filter(computed_at=LATER)
    assert set(rows.values_list("indicator", flat=True)) == {"in_contact"}
    assert agrees(counted)


def test_a_unit_that_is_gone_is_counted_no_more(counted: World) -> None:
    unit = counted.unit["due"]
    touch("unit", unit.pk, unit.path)
    county = counted.place["411302"].path
    before = held()[county]
    Unit.objects.across_all(because="an import was taken back").filter(pk=unit.pk).delete()
    follow(at=NOW)
    assert held()[county] == (before[0], before[1] - 1)
    assert agrees(counted)


def test_many_changes_take_as_many_queries_as_one(counted: World) -> None:
    def queries(*keys: str) -> int:
        for key in keys:
            unit = counted.unit[key]
            unit.has_org, unit.organisation, unit.form = not unit.has_org, None, ""
            unit.save()
            touch("unit", unit.pk, unit.path)
        with CaptureQueriesContext(connection) as asked:
            follow(at=NOW)
        return len([one for one in asked if "SAVEPOINT" not in one["sql"]])

    queries("due")  # makes the cells that it needs
    one = queries("due")
    assert queries("due", "foundry", "unknown", "association", "neighbour") <= one + 2  # cells come, cells go
    assert one <= 16


def test_cells_that_were_wrong_before_are_all_counted_anew(
    counted: World, caplog: pytest.LogCaptureFixture
) -> None:
    """A difference that would bring a cell below nothing shows that it was wrong; no figure stays wrong for it."""
    rows = Cell.objects.across_all(because="the test spoils cells")
    rows.filter(path=counted.place["410000"].path, indicator="org_cover").update(numerator=0, denominator=0)
    unit = counted.unit["due"]
    unit.closed_on, unit.closing_reason = NOW.date(), "deregistered"
    unit.save()
    touch("unit", unit.pk, unit.path)
    with caplog.at_level(logging.WARNING):
        follow(at=NOW)
    assert "counting all of them anew" in caplog.text
    assert agrees(counted)


def test_counting_again_moves_nothing(counted: World) -> None:
    leaves = [place.path for place in counted.place.values()]
    assert cells.refresh(counted.round, leaves, at=LATER) == 0
    assert moved_at_last() == set()


def test_a_round_is_built_the_same_by_the_database_and_by_the_engine(
    counted: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def all_cells() -> set[tuple[object, ...]]:
        names = ("path", "indicator", "dimension", "value", "numerator", "denominator", "unknown", "left_out")
        return set(Cell.objects.across_all(because="test").values_list(*names))

    before = all_cells()
    cells.build(counted.round, at=NOW)
    assert all_cells() == before
    monkeypatch.setattr(cells, "SMALL", 2)
    cells.build(counted.round, at=NOW)
    assert all_cells() == before


def test_a_member_without_a_branch_is_counted_where_the_unit_is(counted: World) -> None:
    unit = counted.unit["due"]
    Member(name="孙党员", category="full", unit=unit, place=unit.path, id_number="").save()
    member = Member.objects.across_all(because="test").get(name="孙党员")
    touch("member", member.pk, unit.path)
    follow(at=NOW)
    assert held("relation_here")[unit.path] == (0, 1)
    assert agrees(counted)
