"""Figures follow the facts, cell by cell and level by level."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.world import NOW, World
from zhengyou.analytics import conditions, queries
from zhengyou.analytics.actions import cells
from zhengyou.analytics.actions.following import follow
from zhengyou.analytics.indicators import INDICATORS, Part
from zhengyou.analytics.models import Cell
from zhengyou.census.models import Round
from zhengyou.changes.actions import Ledger, Origin
from zhengyou.scoping import Scope

OPERATOR = Scope.operator()


def figure(world: World, key: str, code: str) -> tuple[int, int, int]:
    path = world.place[code].path
    cell = queries.figures(OPERATOR, queries.current_round() or world.round, [path])[path][key]
    assert cell.numbers
    return cell.numbers[:3]


def touch(world: World, key: str) -> None:
    unit = world.unit[key]
    ledger = Ledger(Origin(by=OPERATOR, at=NOW, source="测试"))
    ledger.touched("unit", unit.pk, path=unit.path)
    ledger.write()


def test_the_first_follow_counts_every_level(world: World) -> None:
    follow(at=NOW)
    assert figure(world, "due_rate", "410000") == (2, 3, 1)
    assert figure(world, "due_rate", "411300") == (2, 3, 1)
    assert figure(world, "due_rate", "411302") == (1, 2, 1)
    assert figure(world, "due_rate", "411302001") == (1, 1, 1)
    assert figure(world, "org_cover", "411302") == (1, 3, 1)
    assert figure(world, "work_cover", "411302") == (2, 3, 1)
    assert figure(world, "association_cover", "411302") == (0, 1, 0)


def test_a_changed_fact_moves_its_own_line_of_territories_only(world: World) -> None:
    follow(at=NOW)
    world.unit["due"].has_org = True
    world.unit["due"].save()
    touch(world, "due")
    later = NOW + timedelta(minutes=1)
    follow(at=later)
    assert figure(world, "due_rate", "411302") == (2, 2, 1)
    assert figure(world, "due_rate", "410000") == (3, 3, 1)
    moved = Cell.objects.across_all(because="test").filter(computed_at=later).values_list("path", flat=True)
    assert set(moved) == {world.place[code].path for code in ("410000", "411300", "411302", "411302002")}


def test_singly_refreshed_cells_equal_a_full_build(world: World) -> None:
    follow(at=NOW)
    for key in world.unit:
        touch(world, key)
        follow(at=NOW)
    before = list(
        Cell.objects.across_all(because="test")
        .order_by("path", "indicator")
        .values_list("path", "indicator", "numerator", "denominator", "unknown", "left_out")
    )
    cells.build(world.round, at=NOW)
    after = list(
        Cell.objects.across_all(because="test")
        .order_by("path", "indicator")
        .values_list("path", "indicator", "numerator", "denominator", "unknown", "left_out")
    )
    assert before == after


def test_a_new_round_leaves_the_figures_of_the_last_as_they_were(world: World) -> None:
    follow(at=NOW)
    fresh = Round(code="2027-1", as_of=world.round.as_of + timedelta(days=90), opened_at=NOW)
    fresh.save()
    world.unit["due"].has_org = True
    world.unit["due"].save()
    touch(world, "due")
    follow(at=NOW)
    over_time = queries.trend(OPERATOR, world.place["411302"].path)["due_rate"]
    assert [(round_.code, cell.numerator) for round_, cell in over_time] == [("2026-4", 1), ("2027-1", 2)]


def test_a_round_just_opened_begins_with_the_figures_as_they_stand(world: World) -> None:
    follow(at=NOW)
    Round(code="2027-1", as_of=world.round.as_of + timedelta(days=90), opened_at=NOW).save()
    follow(at=NOW)
    assert figure(world, "due_rate", "411302") == (1, 2, 1)


@pytest.mark.parametrize("key", sorted(INDICATORS))
def test_the_parts_of_an_indicator_are_disjoint_and_make_up_its_cell(world: World, key: str) -> None:
    follow(at=NOW)
    indicator = INDICATORS[key]
    rows = indicator.table.model.objects.across_all(because="test")
    found = {
        part: set(rows.filter(conditions.behind(indicator, part)).values_list("pk", flat=True))
        for part in Part
    }
    assert sum(map(len, found.values())) == len(set().union(*found.values()))
    whole = Cell.objects.across_all(because="test").filter(path="0000", dimension="", indicator=key).first()
    cell = whole or Cell(numerator=0, denominator=0, unknown=0, left_out=0)
    assert cell.numerator == len(found[Part.NUMERATOR])
    assert cell.denominator - cell.numerator - len(found[Part.MISSING]) in range(len(found[Part.UNKNOWN]) + 1)
    assert cell.unknown == len(found[Part.UNKNOWN])
    assert cell.left_out == len(found[Part.LEFT_OUT])


def test_following_takes_the_same_number_of_queries_for_one_unit_as_for_five(world: World) -> None:
    follow(at=NOW)
    touch(world, "unknown")
    with CaptureQueriesContext(connection) as one:
        follow(at=NOW)
    for key in ("foundry", "unknown"):
        touch(world, key)
    with CaptureQueriesContext(connection) as two:
        follow(at=NOW)
    assert len(two) == len(one)


def test_a_unit_of_which_it_is_unknown_whether_it_has_an_organisation_stays_in_the_whole(
    world: World,
) -> None:
    """The official denominator is all operating enterprises; what is unknown is said beside the rate."""
    follow(at=NOW)
    world.unit["unknown"].has_org = False
    world.unit["unknown"].save()
    touch(world, "unknown")
    follow(at=NOW)
    assert figure(world, "org_cover", "411302") == (1, 3, 0)


def test_a_unit_of_unknown_status_is_in_no_whole(world: World) -> None:
    world.unit["unknown"].reg_status = ""
    world.unit["unknown"].save()
    follow(at=NOW)
    assert figure(world, "org_cover", "411302") == (1, 2, 1)


def test_nothing_waiting_is_nothing_done(world: World) -> None:
    follow(at=NOW)
    assert follow(at=NOW) == 0
