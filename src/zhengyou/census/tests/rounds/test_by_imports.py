"""Two rounds as workbooks fill them: what the real import writes is what the comparison reads."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.world import NOW, World
from zhengyou.census.actions import comparing, imports
from zhengyou.census.models import Comparison, ComparisonRow, Round
from zhengyou.census.queries import comparison as queries
from zhengyou.census.tests.importing.lab import BECAUSE, Lab, code
from zhengyou.scoping import Scope, below

OPERATOR = Scope.operator()
FIRST: list[dict[str, Any]] = [
    {
        "name": "甲公司",
        "uscc": code(1),
        "township": "东关街道",
        "employees": 10,
        "contact_phone": "李四 13900000002",
    },
    {"name": "乙公司", "uscc": code(2), "township": "汉冶街道", "employees": 20},
    {"name": "丙公司", "uscc": code(3), "township": "汉冶街道", "employees": 30},
]
SECOND: list[dict[str, Any]] = [
    {**FIRST[0], "employees": 15, "contact_phone": "李四 13900000002"},
    {**FIRST[1], "township": "东关街道"},
    {"name": "丁公司", "uscc": code(4), "township": "汉冶街道"},
]


@pytest.fixture
def lab(world: World, tmp_path: Path) -> Lab:
    """The first round is filled, the second one open."""
    lab = Lab(world, tmp_path)
    lab.run(FIRST)
    return lab


def compared(lab: Lab, earlier: Round, later: Round) -> Comparison:
    held = comparing.of(earlier=earlier, later=later, territory=lab.world.place["411302"], by=OPERATOR)
    return comparing.count(comparison=held, at=NOW)


def told(held: Comparison) -> set[tuple[str, str, str, str, str]]:
    """(unit, field, kind, old, new) of the companies of the workbooks."""
    rows = ComparisonRow.objects.across_all(because=BECAUSE).filter(comparison=held, run=held.run)
    rows = rows.filter(unit__name__in=["甲公司", "乙公司", "丙公司", "丁公司"])
    return set(rows.values_list("unit__name", "field", "kind", "old", "new"))


def test_what_the_second_workbook_changed(lab: Lab) -> None:
    first, lab.world.round = lab.world.round, lab.next_round()
    batch, _ = lab.run(SECOND)
    held = compared(lab, first, lab.world.round)
    towns = [str(lab.world.place[key].pk) for key in ("411302002", "411302001")]
    assert told(held) == {
        ("甲公司", "", "changed", "", ""),
        ("甲公司", "employees", "altered", "10", "15"),
        ("乙公司", "", "moved_out", *towns),
        ("乙公司", "", "moved_in", *towns),
        ("乙公司", "territory", "altered", *towns),
        ("丁公司", "", "new", "", ""),
    }
    imports.undo(batch=batch, by=OPERATOR, at=NOW + timedelta(hours=1))
    assert told(compared(lab, first, lab.world.round)) == set()


def test_the_list_behind_a_number_has_as_many_units_as_the_number_says(lab: Lab) -> None:
    first, lab.world.round = lab.world.round, lab.next_round()
    lab.run([*SECOND[:2], FIRST[2]])
    held = compared(lab, first, lab.world.round)
    table = queries.table(OPERATOR, held)
    for column, counts in table.by_place:
        where = below("path", column.path)
        for kind, count in counts:
            if kind == "unchanged":
                assert queries.unchanged(held, where=where).count() == count
            elif kind != "missing":
                assert queries.rows_behind(held, where=where, key="", kinds=[kind]).count() == count
    for line, cells in table.by_field:
        for column, count in cells:
            rows = queries.rows_behind(
                held, where=below("path", column.path), key=line.key, kinds=queries.CHANGES
            )
            assert rows.count() == count


def test_a_longer_list_takes_no_more_queries(lab: Lab) -> None:
    first, lab.world.round = lab.world.round, lab.next_round()
    lab.run(SECOND)
    held = compared(lab, first, lab.world.round)
    rows = list(
        ComparisonRow.objects.across_all(because=BECAUSE).filter(comparison=held).select_related("unit")
    )

    def queries_for(number: int) -> int:
        with CaptureQueriesContext(connection) as found:
            list(queries.behind(rows[:number]))
        return len(found)

    assert queries_for(len(rows)) == queries_for(len(rows) // 2 + 1) <= 6
